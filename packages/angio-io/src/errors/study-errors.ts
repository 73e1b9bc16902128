import { AngioIoError } from './angio-io-error';

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
    readonly views: readonly string[],
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

/** An image cannot be decoded whole, or not without being told how. */
export class UnreadableImageError extends AngioIoError {
  readonly tag = 'UnreadableImageError';
  constructor(
    readonly path: string,
    /** Empty where the file was looked at alone. */
    readonly patient: string,
    readonly view: string,
    /** What the decoder said. */
    readonly detail: string,
    { cause, remedy = DAMAGED }: { cause?: unknown; remedy?: string } = {},
  ) {
    super(describeUnreadable(path, patient, view, detail, cause instanceof AngioIoError, remedy), { cause });
  }
}

function describeUnreadable(
  path: string,
  patient: string,
  view: string,
  detail: string,
  // Then the detail names the file and what to do already.
  isOwn: boolean,
  remedy: string,
): string {
  const what = isOwn ? detail : `${path}: the image cannot be decoded (${detail}). ${remedy}`;
  if (patient === '') return isOwn ? what : `${what}.`;
  const otherwise = `leave patient ${patient} out (skipIncomplete).`;
  return isOwn
    ? `View ${view} of patient ${patient} cannot be decoded. ${what} Or ${otherwise}`
    : `${what}, or ${otherwise}`;
}

const DAMAGED = 'The file is damaged or was not copied whole: copy it again from its source';

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
