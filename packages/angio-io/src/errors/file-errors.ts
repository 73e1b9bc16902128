import { Hdf5Failure } from '../hdf5/hdf5';
import { AngioIoError } from './angio-io-error';

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
