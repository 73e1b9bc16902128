/** Something that the person who called the program can put right; shown as its message, without a stack. */
export class UserError extends Error {
  readonly tag = 'UserError';
  override readonly name = 'UserError';
}
