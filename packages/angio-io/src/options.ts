import { OptionError } from './errors/option-error';

/** The option's value, checked to be an integer from `min` to `max`. */
export function integerOption(name: string, value: number | undefined, fallback: number, min: number, max = 2 ** 32) {
  const number = value ?? fallback;
  if (!Number.isInteger(number) || number < min || number > max) {
    const range = max === 2 ** 32 ? `${min} or more` : `from ${min} to ${max}`;
    throw new OptionError(name, value, `a whole number, ${range}`);
  }
  return number;
}

/** The option's value, checked to be one of `choices`. */
export function choiceOption<T extends string>(name: string, value: T | undefined, choices: readonly T[]): T {
  const choice = value ?? choices[0]!;
  if (!choices.includes(choice)) throw new OptionError(name, value, `one of ${choices.join(', ')}`);
  return choice;
}

/** The option's value, checked to be a list of different names. */
export function namesOption<T extends string>(
  name: string,
  value: readonly T[] | undefined,
  fallback?: readonly T[],
): readonly T[] {
  const names = value ?? fallback;
  const all = Array.isArray(names) && names.length > 0 && names.every((it) => typeof it === 'string' && isName(it));
  if (!all || new Set(names).size < names.length) {
    throw new OptionError(name, value, 'a list of different names, none of them empty or with blanks around it');
  }
  return names;
}

/** Whether tables and HDF5 keep the text as it is: HDF5 ends strings at a NUL, and UTF-8 has no lone surrogates. */
export function isName(text: string): boolean {
  return text !== '' && text.trim() === text && !text.includes('\0') && !/\p{Surrogate}/u.test(text);
}
