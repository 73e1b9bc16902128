import { OptionError } from '../../errors/option-error';
import { shuffled } from '../permutation';
import { seedFor } from '../random';
import { classesOf } from './classes';
import { type FoldOptions, foldsOption, type Split, seedOption, splitsOf } from './split';

/**
 * Folds in which every class is as frequent as in the whole, to within one sample. As scikit-learn's `StratifiedKFold`.
 *
 * A class with fewer members than there are folds is missing from some of them; it is refused only if that is so for
 * every class.
 *
 * @param labels each sample's class, e.g. `labels.column('Aneurysm')`; for several labels a sample, see
 * {@link multilabelStratifiedKFold}
 * @throws OptionError, also for fewer samples than folds
 */
export function stratifiedKFold(labels: ArrayLike<number | string>, options: FoldOptions = {}): Split[] {
  const folds = foldsOption(options.folds, labels.length, 'samples');
  const seed = seedOption(options.seed);
  const { codes, counts } = classesOf('labels', labels);
  checkLargestClass(folds, counts);
  // Dealt out in turn, class after class in the order in which they appear: so the folds' sizes come out even as well.
  const appearing = [...new Set(codes)];
  const foldOf = new Int32Array(labels.length);
  let dealt = 0;
  for (const code of appearing) {
    const members = Array.from(codes.keys()).filter((at) => codes[at] === code);
    const hands = members.map((_, place) => (dealt + place) % folds).sort((a, b) => a - b);
    const order = options.shuffle ? shuffled(hands, seedFor(seed, String(code))) : hands;
    for (const [place, at] of members.entries()) foldOf[at] = order[place]!;
    dealt += members.length;
  }
  return splitsOf(foldOf, folds);
}

/** @throws OptionError if no class reaches every fold */
export function checkLargestClass(folds: number, counts: readonly number[]): void {
  const largest = counts.reduce((most, count) => Math.max(most, count), 0);
  if (largest < folds) throw new OptionError('folds', folds, `at most the size of the largest class, ${largest}`);
}
