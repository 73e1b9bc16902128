import { AngioIoError } from './angio-io-error';

/** Somebody else is writing the file. */
export class FileLockedError extends AngioIoError {
  readonly tag = 'FileLockedError';
  constructor(
    readonly path: string,
    /** The file that says so. */
    readonly lock: string,
    /** Who is writing, unless the lock cannot be read. */
    readonly holder: { readonly pid: number; readonly host: string; readonly since: string } | undefined,
  ) {
    const who = holder
      ? `process ${holder.pid} on ${holder.host} has been writing it since ${holder.since}`
      : 'another process is writing it';
    super(
      `${path} was not written: ${who}. Wait until it is done, or write another file. ` +
        `If you are sure that it no longer runs, delete ${lock}.`,
    );
  }
}

/** What is there already was made in another way than what is to be added. */
export class VolumesMismatchError extends AngioIoError {
  readonly tag = 'VolumesMismatchError';
  constructor(
    /** The file that should be continued. */
    readonly path: string,
    /** One phrase each: what it has, and what was asked for. */
    readonly differences: readonly string[],
    remedy: string,
  ) {
    super(`${path} cannot be continued: ${differences.join('; ')}. ${remedy}`);
  }
}

/** A patient would be in the file twice. */
export class DuplicatePatientError extends AngioIoError {
  readonly tag = 'DuplicatePatientError';
  constructor(
    readonly path: string,
    readonly patients: readonly string[],
    /** Whether they are in the file already, rather than twice in the list. */
    readonly inFile: boolean,
  ) {
    const some = patients.slice(0, 10).join(', ');
    const names = patients.length > 10 ? `${some} and ${patients.length - 10} more` : some;
    super(
      inFile
        ? `${path} was not written: it has ${names} already. Leave these patients out of the list, or write the file anew (without append).`
        : `${path} was not written: the list of patients has ${names} more than once. Give each patient once.`,
    );
  }
}
