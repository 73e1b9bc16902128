import { InvalidOptionError } from './errors';

/** @throws InvalidOptionError unless the value is an integer in [low, high] */
export function checkInteger(option: string, value: unknown, low: number, high: number): void {
  if (!Number.isInteger(value) || (value as number) < low || (value as number) > high) {
    throw new InvalidOptionError(option, `an integer from ${low} to ${high}`, value);
  }
}

/** @throws InvalidOptionError unless the value is undefined, an integer in [low, high] or an ascending pair of them */
export function checkRange(option: string, value: unknown, low: number, high: number): void {
  if (value === undefined) return;
  const pair = Array.isArray(value) ? value : [value, value];
  const fits = pair.length === 2 && pair.every((v) => Number.isInteger(v) && v >= low && v <= high);
  if (!fits || pair[0] > pair[1]) {
    throw new InvalidOptionError(option, `an integer from ${low} to ${high}, or [smallest, largest]`, value);
  }
}
