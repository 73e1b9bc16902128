import { InvalidOptionError } from './errors';

/** Whether `value` can count things. */
export function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

/** @throws {@link InvalidOptionError} unless `value` is a number that `accepts` takes. */
export function checkNumber(
  option: string,
  value: number,
  accepts: (value: number) => boolean,
  expected: string,
): void {
  if (typeof value !== 'number' || !accepts(value)) throw new InvalidOptionError(option, value, expected);
}

/** @throws {@link InvalidOptionError} unless `value` is one of `choices`. */
export function checkChoice<T>(option: string, value: T, choices: readonly T[]): void {
  if (choices.includes(value)) return;
  const names = choices.filter((choice) => choice !== undefined).map((choice) => `'${choice}'`);
  throw new InvalidOptionError(option, value, `one of ${names.join(', ')}`);
}

/** @throws {@link InvalidOptionError} unless `value` is true or false. */
export function checkBoolean(option: string, value: unknown): void {
  if (typeof value !== 'boolean') throw new InvalidOptionError(option, value, 'a boolean');
}
