/** Something that the person who called the program can put right; shown as its message, without a stack. */
export class UserError extends Error {
  readonly tag = 'UserError';
  override readonly name = 'UserError';
}

/** What went wrong, for the person who called the program. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('tag' in error || 'code' in error) return error.message;
  return `${error.message}. This was not foreseen: with DEBUG=1 in the environment the stack is shown.`;
}
