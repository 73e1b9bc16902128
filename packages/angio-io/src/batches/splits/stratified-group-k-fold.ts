import { shuffled } from '../permutation';
import { classesOf } from './classes';
import { checkLength, type FoldOptions, foldsOption, type Split, seedOption, splitsOf } from './split';
import { checkLargestClass } from './stratified-k-fold';

/**
 * Folds that keep each group together, with every class as frequent in each as that allows. As scikit-learn's
 * `StratifiedGroupKFold`: the groups with the most uneven classes first, each to the fold where it leaves the classes
 * spread most evenly. `shuffle` changes the order of groups that are equally uneven.
 *
 * @param labels each sample's class
 * @param groups each sample's group
 * @throws OptionError, also for fewer groups than folds, or folds than which no class is larger
 */
export function stratifiedGroupKFold(
  labels: ArrayLike<number | string>,
  groups: ArrayLike<number | string>,
  options: FoldOptions = {},
): Split[] {
  checkLength('groups', groups.length, labels.length);
  const seed = seedOption(options.seed);
  const classes = classesOf('labels', labels);
  const { codes: groupOf, counts: sizes } = classesOf('groups', groups);
  const folds = foldsOption(options.folds, sizes.length, 'groups');
  checkLargestClass(folds, classes.counts);

  const perGroup = sizes.map(() => new Float64Array(classes.counts.length));
  for (const [at, group] of groupOf.entries()) perGroup[group]![classes.codes[at]!]!++;
  const given = sizes.map((_, group) => group);
  const order = options.shuffle ? shuffled(given, seed) : given;
  const unevenness = perGroup.map(deviation);
  order.sort((a, b) => unevenness[b]! - unevenness[a]!);

  const perFold = Array.from({ length: folds }, () => new Float64Array(classes.counts.length));
  const foldOf = new Int32Array(sizes.length);
  for (const group of order) {
    const fold = bestFold(perFold, perGroup[group]!, classes.counts);
    foldOf[group] = fold;
    for (const [code, count] of perGroup[group]!.entries()) perFold[fold]![code]! += count;
  }
  return splitsOf(
    groupOf.map((group) => foldOf[group]!),
    folds,
  );
}

/** The fold that spreads the classes most evenly; of equal ones the smallest, then the first. */
function bestFold(perFold: readonly Float64Array[], group: Float64Array, totals: readonly number[]): number {
  let [best, least, fewest] = [0, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const [fold, counts] of perFold.entries()) {
    const spread = mean(
      totals.map((total, code) => {
        return deviation(perFold.map((it, other) => (it[code]! + (other === fold ? group[code]! : 0)) / total));
      }),
    );
    const samples = counts.reduce((sum, count) => sum + count, 0);
    // NumPy's isclose, with its tolerances.
    const isClose = Math.abs(spread - least) <= 1e-8 + 1e-5 * least;
    if (spread < least || (isClose && samples < fewest)) [best, least, fewest] = [fold, spread, samples];
  }
  return best;
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at]!;
  return sum / values.length;
}

/** Standard deviation, of the values as the whole population. */
function deviation(values: ArrayLike<number>): number {
  const middle = mean(values);
  return Math.sqrt(mean(Float64Array.from(values, (value) => (value - middle) ** 2)));
}
