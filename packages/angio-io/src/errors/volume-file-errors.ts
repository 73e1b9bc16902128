import { AngioIoError } from './angio-io-error';

/** The file is not HDF5. */
export class NotHdf5Error extends AngioIoError {
  readonly tag = 'NotHdf5Error';
  constructor(
    readonly path: string,
    /** What the file looks like. */
    readonly found: string,
  ) {
    super(`${path} is not an HDF5 file: found ${found}. Give a file that writeVolumes made.`);
  }
}

/** The file is HDF5, but its end is missing. */
export class TruncatedFileError extends AngioIoError {
  readonly tag = 'TruncatedFileError';
  constructor(
    readonly path: string,
    /** Bytes that the file has. */
    readonly found: number,
    /** Bytes that it should have, where its beginning says so. */
    readonly expected: number | undefined,
  ) {
    super(
      `${path} is truncated: it has ${found} bytes${expected === undefined ? '' : ` of ${expected}`}. ` +
        'Copy it again from its source, or write it again with writeVolumes.',
    );
  }
}

/** The file is HDF5, but not one that this package wrote. */
export class NotVolumesError extends AngioIoError {
  readonly tag = 'NotVolumesError';
  constructor(
    readonly path: string,
    /** What a volume file must have and this one lacks, one phrase each. */
    readonly missing: readonly string[],
    /** The names found in the file. */
    readonly found: readonly string[],
    /** What to do. */
    remedy = 'Give a file that writeVolumes made.',
  ) {
    super(
      `${path} is an HDF5 file, but not a volume file: ${missing.join('; ')}. ` + `Found: ${listed(found)}. ${remedy}`,
    );
  }
}

/** The first of the names; a file may have thousands. */
function listed(found: readonly string[]): string {
  const rest = found.length - 20;
  return found.length === 0 ? 'nothing' : found.slice(0, 20).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

/** A part of a volume file cannot be read. */
export class CorruptVolumeError extends AngioIoError {
  readonly tag = 'CorruptVolumeError';
  constructor(
    readonly path: string,
    /** What could not be read. */
    readonly part: string,
    readonly detail: string,
    options?: { cause?: unknown },
  ) {
    super(
      `${path}: ${part} cannot be read (${detail}). The file is damaged: ` +
        'copy it again from its source, or write it again with writeVolumes.',
      options,
    );
  }
}

/** A volume file was read after it was closed. */
export class ClosedFileError extends AngioIoError {
  readonly tag = 'ClosedFileError';
  constructor(readonly path: string) {
    super(`${path} is closed. Read from it before close(), or open it again with openVolumes.`);
  }
}

/** A value of a data set is not one that it can be. */
export class DatasetValueError extends AngioIoError {
  readonly tag = 'DatasetValueError';
  constructor(
    readonly path: string,
    readonly dataset: string,
    /** The value's place in the volumes, the labels or the index: patient first. */
    readonly place: readonly number[],
    /** The patient, where it is known. */
    readonly patient: string | undefined,
    readonly found: string,
    readonly expected: string,
  ) {
    super(
      `${path}: ${dataset} [${place.join(', ')}]${patient === undefined ? '' : ` (patient ${patient})`} ` +
        `is ${found}; it must be ${expected}.`,
    );
  }
}

/** A data set is compressed in a way that HDF5 has no code for here. */
export class UnsupportedFilterError extends AngioIoError {
  readonly tag = 'UnsupportedFilterError';
  constructor(
    readonly path: string,
    readonly dataset: string,
    /** The filter's registered number. */
    readonly id: number,
    readonly filter: string,
  ) {
    super(
      `${path}: ${dataset} is compressed with the filter ${filter || 'without a name'} (${id}), which cannot be read ` +
        'here. Repack the file with gzip: h5repack -f SHUF -f GZIP=4 in.h5 out.h5',
    );
  }
}

/** HDF5 itself has crashed on a damaged file, and what else was open cannot be read on. */
export class Hdf5CrashedError extends AngioIoError {
  readonly tag = 'Hdf5CrashedError';
  constructor(
    readonly path: string,
    options?: { cause?: unknown },
  ) {
    super(`${path} cannot be read on: HDF5 has crashed on a damaged file. Open it again with openVolumes.`, options);
  }
}

/** A patient stands in a volume file, or in several opened as one, twice. */
export class RepeatedPatientError extends AngioIoError {
  readonly tag = 'RepeatedPatientError';
  constructor(
    readonly patient: string,
    /** The file, and the position in it. */
    readonly first: { readonly path: string; readonly at: number },
    readonly second: { readonly path: string; readonly at: number },
  ) {
    super(
      `Patient ${patient} stands twice: in ${first.path} at ${first.at} and in ${second.path} at ${second.at}. ` +
        "Leave out one of the two, or pass duplicates: 'keep'.",
    );
  }
}

/** Files that are opened as one differ in what they must have in common. */
export class ShardMismatchError extends AngioIoError {
  readonly tag = 'ShardMismatchError';
  constructor(
    readonly path: string,
    /** The file that it is compared with: the first one. */
    readonly other: string,
    /** What differs, such as `views`. */
    readonly property: string,
    readonly found: string,
    readonly expected: string,
  ) {
    super(
      `${path} cannot be read as one with ${other}: its ${property} is ${found}, not ${expected}. ` +
        'Open the two apart, or write them with the same options.',
    );
  }
}
