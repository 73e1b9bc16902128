/** The `tag` of every error of this package. */
export type AngioIoErrorTag =
  | 'FileAccessError'
  | 'OptionError'
  | 'NoPatientsError'
  | 'MissingViewError'
  | 'MissingLabelError'
  | 'UnreadableImageError'
  | 'SortError'
  | 'CsvHeaderError'
  | 'CsvRowError'
  | 'DuplicateIndexError'
  | 'PredictionError'
  | 'WriteError'
  | 'NoSpaceError'
  | 'FileLockedError'
  | 'VolumesMismatchError'
  | 'DuplicatePatientError'
  | 'NotHdf5Error'
  | 'TruncatedFileError'
  | 'NotVolumesError'
  | 'CorruptVolumeError'
  | 'ClosedFileError'
  | 'DatasetValueError'
  | 'UnsupportedFilterError'
  | 'NotDicomError'
  | 'CorruptDicomError'
  | 'UnsupportedTransferSyntaxError'
  | 'UnsupportedDicomError'
  | 'Hdf5CrashedError'
  | 'RepeatedPatientError'
  | 'ShardMismatchError'
  | 'HttpError'
  | 'NetworkError'
  | 'RangesUnsupportedError'
  | 'SourceChangedError'
  | 'WorkerError';

/** Base of every error that this package throws on purpose. */
export abstract class AngioIoError extends Error {
  abstract readonly tag: AngioIoErrorTag;

  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
  }
}

/**
 * Whether `error` comes from this package, and has this tag if one is given. Use it in place of `instanceof`, which
 * fails when two copies of the package are loaded.
 */

export function isAngioIoError(error: unknown, tag?: AngioIoErrorTag): error is AngioIoError {
  if (!(error instanceof Error) || !('tag' in error)) return false;
  return tag === undefined ? Object.hasOwn(TAGS, String(error.tag)) : error.tag === tag;
}

// A record, so that the compiler misses a tag that is left out.
const TAGS: Record<AngioIoErrorTag, true> = {
  FileAccessError: true,
  OptionError: true,
  NoPatientsError: true,
  MissingViewError: true,
  MissingLabelError: true,
  UnreadableImageError: true,
  SortError: true,
  CsvHeaderError: true,
  CsvRowError: true,
  DuplicateIndexError: true,
  PredictionError: true,
  WriteError: true,
  NoSpaceError: true,
  FileLockedError: true,
  VolumesMismatchError: true,
  DuplicatePatientError: true,
  NotHdf5Error: true,
  TruncatedFileError: true,
  NotVolumesError: true,
  CorruptVolumeError: true,
  ClosedFileError: true,
  DatasetValueError: true,
  UnsupportedFilterError: true,
  NotDicomError: true,
  CorruptDicomError: true,
  UnsupportedTransferSyntaxError: true,
  UnsupportedDicomError: true,
  Hdf5CrashedError: true,
  RepeatedPatientError: true,
  ShardMismatchError: true,
  HttpError: true,
  NetworkError: true,
  RangesUnsupportedError: true,
  SourceChangedError: true,
  WorkerError: true,
};
