import { Hdf5Failure } from './hdf5';
import type { View } from './names';

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
  | 'NotHdf5Error'
  | 'TruncatedFileError'
  | 'NotVolumesError'
  | 'CorruptVolumeError'
  | 'ClosedFileError';

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

/** A file or folder cannot be read. */
export class FileAccessError extends AngioIoError {
  readonly tag = 'FileAccessError';
  constructor(
    readonly path: string,
    /** The system's code, such as `ENOENT`. */
    readonly code: string,
    remedy: string,
    options?: { cause?: unknown },
  ) {
    super(`${path}: ${ACCESS_CODES[code] ?? `cannot be read (${code})`}. ${remedy}`, options);
  }
}

/** An option has a value that it cannot have. */
export class OptionError extends AngioIoError {
  readonly tag = 'OptionError';
  constructor(
    readonly option: string,
    readonly found: unknown,
    readonly expected: string,
  ) {
    super(`Option ${option} is ${describe(found)}; it must be ${expected}.`);
  }
}

/** There is no patient to write. */
export class NoPatientsError extends AngioIoError {
  readonly tag = 'NoPatientsError';
  constructor(
    readonly path: string,
    /** How many patients were left out because they are incomplete. */
    readonly skipped: number,
  ) {
    super(
      skipped === 0
        ? `${path} was not written: the list of patients is empty. Look at the problems that scanStudy lists.`
        : `${path} was not written: all ${skipped} patients are incomplete. Look at the listed problems.`,
    );
  }
}

/** A patient has no image for a view. */
export class MissingViewError extends AngioIoError {
  readonly tag = 'MissingViewError';
  constructor(
    readonly patient: string,
    readonly views: readonly View[],
  ) {
    super(
      `Patient ${patient} has no image for ${views.join(', ')}. ` +
        `Add ${views.map((view) => `${patient}${view}.jpg`).join(', ')}, or leave the patient out (skipIncomplete).`,
    );
  }
}

/** A patient has no row in the label table. */
export class MissingLabelError extends AngioIoError {
  readonly tag = 'MissingLabelError';
  constructor(
    readonly patient: string,
    /** The label table, where it was read from a file. */
    readonly path: string | undefined,
  ) {
    super(
      `${path ?? 'The label table'} has no row with Index ${patient}. ` +
        'Add the row, or leave the patient out (skipIncomplete).',
    );
  }
}

/** An image cannot be decoded whole. */
export class UnreadableImageError extends AngioIoError {
  readonly tag = 'UnreadableImageError';
  constructor(
    readonly path: string,
    readonly patient: string,
    readonly view: View,
    /** What the decoder said. */
    readonly detail: string,
    options?: { cause?: unknown },
  ) {
    super(
      `${path}: the image cannot be decoded (${detail}). The file is damaged or was not copied whole: ` +
        `copy it again from its source, or leave patient ${patient} out (skipIncomplete).`,
      options,
    );
  }
}

/** The per-patient folders cannot be made. */
export class SortError extends AngioIoError {
  readonly tag = 'SortError';
  constructor(
    readonly path: string,
    reason: string,
    options?: { cause?: unknown },
  ) {
    super(`${path}: ${reason}`, options);
  }
}

/** A table's header is not the competition's. */
export class CsvHeaderError extends AngioIoError {
  readonly tag = 'CsvHeaderError';
  readonly line = 1;
  /** Columns that the table lacks. */
  readonly missing: readonly string[];
  /** Columns that the table has and should not have; a column given twice is listed here. */
  readonly unknown: readonly string[];
  /** Columns that are there, but in the wrong place; empty while columns are missing or unknown. */
  readonly misplaced: readonly string[];
  constructor(
    readonly path: string,
    readonly expected: readonly string[],
    readonly found: readonly string[],
  ) {
    const missing = expected.filter((name) => !found.includes(name));
    const unknown = found.filter((name, at) => !expected.includes(name) || found.indexOf(name) !== at);
    const misplaced = missing.length + unknown.length > 0 ? [] : expected.filter((name, at) => found[at] !== name);
    const parts = [
      missing.length > 0 && `missing: ${missing.join(', ')}`,
      unknown.length > 0 && `not expected: ${unknown.map((name) => JSON.stringify(name)).join(', ')}`,
      misplaced.length > 0 && `in the wrong order: ${misplaced.join(', ')}`,
    ].filter(Boolean);
    const separator = found.length === 1 ? /[;\t]/.exec(found[0] ?? '')?.[0] : undefined;
    const hint = separator
      ? ` The columns are separated by ${separator === ';' ? 'semicolons' : 'tabs'}: save the table with commas.`
      : '';
    super(`${path}, line 1: wrong header (${parts.join('; ')}).${hint} Expected: ${expected.join(',')}`);
    this.missing = missing;
    this.unknown = unknown;
    this.misplaced = misplaced;
  }
}

/** A cell or a row of a table is wrong. */
export class CsvRowError extends AngioIoError {
  readonly tag = 'CsvRowError';
  constructor(
    readonly path: string,
    /** Line in the file, from 1. */
    readonly line: number,
    /** The column's name, unless the whole row is wrong. */
    readonly column: string | undefined,
    readonly found: string,
    readonly expected: string,
    remedy: string,
  ) {
    super(
      `${path}, line ${line}${column === undefined ? '' : `, column ${column}`}: ` +
        `found ${found}, expected ${expected}. ${remedy}`,
    );
  }
}

/** Two rows of a table have the same Index. */
export class DuplicateIndexError extends AngioIoError {
  readonly tag = 'DuplicateIndexError';
  constructor(
    readonly path: string,
    readonly line: number,
    /** The line where the Index came first. */
    readonly firstLine: number,
    readonly index: string,
  ) {
    super(`${path}, line ${line}: Index ${index} already stands on line ${firstLine}. Remove one of the two rows.`);
  }
}

/** A prediction cannot be written as a row of the competition's table. */
export class PredictionError extends AngioIoError {
  readonly tag = 'PredictionError';
  constructor(
    readonly path: string,
    /** Position in the list of predictions, from 0. */
    readonly row: number,
    readonly patient: string,
    /** The field or column that is wrong. */
    readonly column: string,
    readonly found: unknown,
    readonly expected: string,
  ) {
    super(
      `${path} was not written: prediction ${row} (Index ${patient}) has ${column} = ${describe(found)}; ` +
        `it must be ${expected}.`,
    );
  }
}

/** A file could not be written; nothing stands under its name that was not there before. */
export class WriteError extends AngioIoError {
  readonly tag = 'WriteError';
  constructor(
    readonly path: string,
    /** The system's code where there is one, such as `EACCES`. */
    readonly code: string | undefined,
    readonly detail: string,
    options?: { cause?: unknown },
  ) {
    super(
      `${path} was not written: ${detail.replace(/\.$/, '')}${code && !detail.includes(code) ? ` (${code})` : ''}. ` +
        'Check that its folder exists and may be written to, or choose another place.',
      options,
    );
  }
}

/** The disk is full, or the user's quota is used up; nothing stands under the file's name that was not there before. */
export class NoSpaceError extends AngioIoError {
  readonly tag = 'NoSpaceError';
  constructor(
    readonly path: string,
    /** `ENOSPC` (disk full), `EDQUOT` (quota) or `EFBIG` (larger than the file system allows). */
    readonly code: string,
    options?: { cause?: unknown },
  ) {
    super(`${path} was not written: ${SPACE_CODES[code] ?? 'no space left'} (${code}). ${SPACE_REMEDY}`, options);
  }
}

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
  ) {
    super(
      `${path} is an HDF5 file, but not a volume file: ${missing.join('; ')}. ` +
        `Found: ${found.length === 0 ? 'nothing' : found.join(', ')}. Give a file that writeVolumes made.`,
    );
  }
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

/** Turn what a failed write threw into {@link NoSpaceError} or {@link WriteError}; any other error passes through. */
export function asWriteError(path: string, error: unknown): unknown {
  const { code, message, syscall } = error as NodeJS.ErrnoException;
  if (!(error instanceof Hdf5Failure) && syscall === undefined) return error;
  if (code !== undefined && code in SPACE_CODES) return new NoSpaceError(path, code, { cause: error });
  return new WriteError(path, code, message, { cause: error });
}

/** Turn whatever a read threw into {@link FileAccessError}, if it comes from the file system. */
export function asAccessError(path: string, error: unknown, remedy: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' && /^E[A-Z]+$/.test(code)
    ? new FileAccessError(path, code, remedy, { cause: error })
    : error;
}

function describe(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

const ACCESS_CODES: Record<string, string> = {
  ENOENT: 'no such file or folder',
  ENOTDIR: 'is not a folder',
  EISDIR: 'is a folder, not a file',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
};

const SPACE_CODES: Record<string, string> = {
  ENOSPC: 'no space left on the disk',
  EDQUOT: "the user's disk quota is used up",
  EFBIG: 'it grew larger than the file system allows',
};

const SPACE_REMEDY = 'Free some space, or choose a place on another disk.';

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
  NotHdf5Error: true,
  TruncatedFileError: true,
  NotVolumesError: true,
  CorruptVolumeError: true,
  ClosedFileError: true,
};
