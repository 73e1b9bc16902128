import { classesOf } from './classes';
import { type FoldOptions, foldsOption, type Split, splitsOf } from './split';

/**
 * Folds that keep each group (a patient's studies, a hospital) together, as equal in size as that allows: the largest
 * group first, each to the smallest fold. As scikit-learn's `GroupKFold`; of equally large groups the one that sorts last
 * comes first.
 *
 * @param groups each sample's group
 * @throws OptionError, also for fewer groups than folds
 */
export function groupKFold(groups: ArrayLike<number | string>, options: Pick<FoldOptions, 'folds'> = {}): Split[] {
  const { codes, counts } = classesOf('groups', groups);
  const folds = foldsOption(options.folds, counts.length, 'groups');
  const order = counts.map((_, group) => group).sort((a, b) => counts[b]! - counts[a]! || b - a);
  const sizes = new Array<number>(folds).fill(0);
  const foldOf = new Int32Array(counts.length);
  for (const group of order) {
    const smallest = sizes.indexOf(Math.min(...sizes));
    foldOf[group] = smallest;
    sizes[smallest]! += counts[group]!;
  }
  return splitsOf(
    codes.map((group) => foldOf[group]!),
    folds,
  );
}
