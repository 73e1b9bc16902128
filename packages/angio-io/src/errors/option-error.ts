import { AngioIoError } from './angio-io-error';
import { describe } from './describe';

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
