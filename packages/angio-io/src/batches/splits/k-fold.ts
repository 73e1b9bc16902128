import { integerOption } from '../../options';
import { shuffled } from '../permutation';
import { type FoldOptions, foldsOption, type Split, seedOption, splitsOf } from './split';

/**
 * Folds of equal size, the first ones larger by one where it does not come out even. Without `shuffle` each is a run of
 * neighbours. As scikit-learn's `KFold`.
 *
 * @param samples how many there are, or a list with an entry for each, such as Indexes
 * @throws OptionError, also for fewer samples than folds
 */
export function kFold(samples: number | ArrayLike<unknown>, options: FoldOptions = {}): Split[] {
  const n = countOf(samples);
  const folds = foldsOption(options.folds, n, 'samples');
  const seed = seedOption(options.seed);
  const all = Array.from({ length: n }, (_, at) => at);
  const order = options.shuffle ? shuffled(all, seed) : all;
  const foldOf = new Int32Array(n);
  const [size, larger] = [Math.floor(n / folds), n % folds];
  for (const [place, at] of order.entries()) {
    const border = larger * (size + 1);
    foldOf[at] = place < border ? Math.floor(place / (size + 1)) : larger + Math.floor((place - border) / size);
  }
  return splitsOf(foldOf, folds);
}

/** How many samples there are. */
export function countOf(samples: number | ArrayLike<unknown>): number {
  return typeof samples === 'number' ? integerOption('samples', samples, samples, 0) : samples.length;
}
