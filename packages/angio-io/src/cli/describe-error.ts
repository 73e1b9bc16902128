import { isAngioIoError } from '../errors';

/** An error for programs. Its fields are not printed: they may hold more of a file than the message does. */
export function describeError(error: unknown): { tag: string; message: string } {
  const tag = isAngioIoError(error) ? error.tag : error instanceof Error ? error.constructor.name : 'Error';
  return { tag, message: error instanceof Error ? error.message : String(error) };
}
