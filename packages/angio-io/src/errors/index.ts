export type { AngioIoErrorTag } from './angio-io-error';
export { AngioIoError, isAngioIoError } from './angio-io-error';
export {
  CorruptDicomError,
  NotDicomError,
  UnsupportedDicomError,
  UnsupportedTransferSyntaxError,
} from './dicom-errors';
export { asAccessError, asWriteError, FileAccessError, NoSpaceError, WriteError } from './file-errors';
export { OptionError } from './option-error';
export { HttpError, NetworkError, RangesUnsupportedError, SourceChangedError, WorkerError } from './remote-errors';
export { MissingLabelError, MissingViewError, NoPatientsError, SortError, UnreadableImageError } from './study-errors';
export { CsvHeaderError, CsvRowError, DuplicateIndexError, PredictionError } from './table-errors';
export {
  ClosedFileError,
  CorruptVolumeError,
  DatasetValueError,
  Hdf5CrashedError,
  NotHdf5Error,
  NotVolumesError,
  RepeatedPatientError,
  ShardMismatchError,
  TruncatedFileError,
  UnsupportedFilterError,
} from './volume-file-errors';
export { DuplicatePatientError, FileLockedError, VolumesMismatchError } from './writing-errors';
