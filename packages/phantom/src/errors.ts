/** An option of a public function is missing, of the wrong type or out of range. */
export class InvalidOptionError extends Error {
  readonly tag = 'invalid-option';
  override readonly name = 'InvalidOptionError';

  /**
   * @param option - name of the option
   * @param expected - what it must be
   * @param found - what it was
   */
  constructor(
    readonly option: string,
    readonly expected: string,
    readonly found: unknown,
  ) {
    super(`Option "${option}" must be ${expected}, but is ${describe(found)}. Correct the option and call again.`);
  }
}

/** The folder to write to holds files already, or the path is not a folder. Nothing was changed. */
export class FolderNotEmptyError extends Error {
  readonly tag = 'folder-not-empty';
  override readonly name = 'FolderNotEmptyError';

  /**
   * @param path - the folder
   * @param found - what stands there
   * @param remedy - what the caller can do
   */
  constructor(
    readonly path: string,
    readonly found: string,
    remedy: string,
  ) {
    super(`Cannot write a study to ${path}: ${found}. ${remedy}`);
  }
}

/** A file of the study could not be written, e.g. because the disk is full. The unfinished study was removed. */
export class StudyWriteError extends Error {
  readonly tag = 'study-write';
  override readonly name = 'StudyWriteError';

  /**
   * @param path - the file or folder that could not be written
   * @param cause - the file system's or encoder's error
   */
  constructor(
    readonly path: string,
    override readonly cause: unknown,
  ) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(
      `Could not write ${path}: ${reason}. The unfinished study was removed; free space or check permissions, then run again.`,
    );
  }
}

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(describe).join(', ')}]`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
}
