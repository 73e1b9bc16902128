import { OptionError } from '../../errors/option-error';

/** Values, numbered: each distinct one has a code. */
export interface Classes {
  /** The code of each value. */
  readonly codes: Int32Array;
  /** How often each code occurs. */
  readonly counts: readonly number[];
}

/**
 * Number the distinct values from 0 in ascending order: numbers by size, before texts by their UTF-16 code units.
 *
 * @throws OptionError for what is neither a text nor a number, and for NaN
 */
export function classesOf(option: string, values: ArrayLike<number | string>): Classes {
  const list = Array.from(values);
  const wrong = list.findIndex((it) => typeof it !== 'string' && (typeof it !== 'number' || Number.isNaN(it)));
  if (wrong >= 0) {
    throw new OptionError(option, `a list with ${String(list[wrong])} at ${wrong}`, 'a list of numbers or texts');
  }
  const distinct = [...new Set(list)].sort(ascending);
  const codeOf = new Map(distinct.map((value, code) => [value, code]));
  const codes = Int32Array.from(list, (value) => codeOf.get(value)!);
  const counts = new Array<number>(distinct.length).fill(0);
  for (const code of codes) counts[code]!++;
  return { codes, counts };
}

function ascending(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
  return a < b ? -1 : 1;
}
