import { OptionError } from '../../errors/option-error';
import { integerOption } from '../../options';

/** Positions to learn from and to test on, each ascending; `indices` of `batches` takes them. */
export interface Split {
  readonly train: number[];
  readonly test: number[];
}

/** Options of the functions that make folds. */
export interface FoldOptions {
  /** How many: 2 at least. Default: 5. */
  readonly folds?: number;
  /** Deal out in random order, where otherwise the order given decides. Default: false. */
  readonly shuffle?: boolean;
  /** A 32-bit integer, for `shuffle`. Default: 0. */
  readonly seed?: number;
}

/** How many folds, checked against what is to be dealt out. */
export function foldsOption(folds: number | undefined, count: number, what: string): number {
  const wanted = integerOption('folds', folds, 5, 2);
  if (wanted <= count) return wanted;
  throw new OptionError('folds', wanted, `at most the number of ${what}, ${count}`);
}

/** A seed, checked. */
export function seedOption(seed: number | undefined): number {
  return integerOption('seed', seed, 0, -(2 ** 31), 2 ** 32 - 1);
}

/** One split for each fold: it is tested on, the others are learned from. */
export function splitsOf(foldOf: ArrayLike<number>, folds: number): Split[] {
  return Array.from({ length: folds }, (_, fold) => splitBy(foldOf, (it) => it === fold));
}

/** The positions whose part is tested on, and the others. */
export function splitBy(partOf: ArrayLike<number>, isTest: (part: number) => boolean): Split {
  const split: Split = { train: [], test: [] };
  for (let at = 0; at < partOf.length; at++) (isTest(partOf[at]!) ? split.test : split.train).push(at);
  return split;
}

/** @throws OptionError unless there is one entry for each sample */
export function checkLength(option: string, found: number, samples: number): void {
  if (found !== samples) throw new OptionError(option, `${found} entries`, `one for each of the ${samples} samples`);
}
