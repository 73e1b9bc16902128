/** Something that the person who called the program can put right; shown as its message, without a stack. */
export class UserError extends Error {
  readonly tag = 'UserError';
  override readonly name = 'UserError';
}

/** What to do about errors of the file system, by their code. */
const REMEDIES: Record<string, string> = {
  ENOSPC: 'Free some space, or choose a folder on another disk with --out; the same command then goes on.',
  EACCES: 'Check the permissions, or choose another folder with --out.',
  EPERM: 'Check the permissions, or choose another folder with --out.',
  EROFS: 'Choose a folder that can be written with --out.',
  EEXIST: 'Choose another folder with --out.',
  ENOTDIR: 'Choose another folder with --out.',
};

/** What went wrong and what to do next, for the person who called the program. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Errors of the packages have a tag, and say what to do in their message.
  if ('tag' in error) return error.message;
  const remedy = REMEDIES[(error as NodeJS.ErrnoException).code ?? ''];
  return `${error.message}. ${remedy ?? 'This was not foreseen: with DEBUG=1 in the environment the stack is shown.'}`;
}
