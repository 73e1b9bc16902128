import * as errors from '../errors';

/** An error as it crosses the boundary of a worker, where a class would be lost. */
export interface ErrorMessage {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** The fields of the package's own errors: `tag`, `path`, `part` … */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly cause: ErrorMessage | undefined;
}

/** What a worker sends of an error. */
export function toErrorMessage(error: unknown): ErrorMessage {
  if (!(error instanceof Error)) {
    return { name: 'Error', message: String(error), stack: undefined, fields: {}, cause: undefined };
  }
  const { name, message, stack, cause } = error;
  return {
    name,
    message,
    stack,
    fields: plainFields(error),
    cause: cause === undefined ? undefined : toErrorMessage(cause),
  };
}

/** The error as it was thrown: for the package's own errors one of the same class with the same fields. */
export function fromErrorMessage({ name, message, stack, fields, cause }: ErrorMessage): Error {
  const error = new Error(message, cause && { cause: fromErrorMessage(cause) });
  const tag = String(fields.tag);
  const ours = Object.hasOwn(CLASSES, tag);
  if (ours) Object.setPrototypeOf(error, CLASSES[tag as errors.AngioIoErrorTag].prototype);
  // The worker's stack tells where it went wrong; this side's only where the message came in. The bundle of the worker
  // may have renamed classes, so the name follows from the tag.
  const own = { name: ours ? tag : name, ...(stack !== undefined && { stack }) };
  for (const [key, value] of Object.entries(own)) {
    Object.defineProperty(error, key, { value, configurable: true, writable: true, enumerable: false });
  }
  return Object.assign(error, fields);
}

// The compiler misses a class that is not exported under the name of its tag.
const CLASSES: Record<errors.AngioIoErrorTag, { readonly prototype: Error }> = errors;

/** Own fields that can be copied; a field that cannot be is described. */
function plainFields(error: Error): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(error)) {
    if (key === 'name' || key === 'cause') continue;
    fields[key] = typeof value === 'function' || typeof value === 'symbol' ? String(value) : value;
  }
  return fields;
}
