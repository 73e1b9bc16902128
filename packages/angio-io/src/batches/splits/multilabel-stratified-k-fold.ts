import { shuffled } from '../permutation';
import { seedFor } from '../random';
import { stratifyIteratively } from './iterative-stratification';
import { type FoldOptions, foldsOption, type Split, seedOption, splitsOf } from './split';
import { unitsOf } from './units';

/** Options of {@link multilabelStratifiedKFold}. */
export interface MultilabelFoldOptions extends FoldOptions {
  /** Each sample's group, to be kept together. Default: every sample is one of its own. */
  readonly groups?: ArrayLike<number | string>;
}

/**
 * Folds in which every one of several labels is as frequent as in the whole: iterative stratification (Sechidis, Tsoumakas
 * and Vlahavas, "On the stratification of multi-label data", ECML PKDD 2011). The rarest label is dealt out first, so
 * that it reaches as many folds as it has positives. The folds' sizes may differ by more than one.
 *
 * A label with fewer positives than there are folds is missing from some of them, and a label without positives from
 * all; neither is refused. `shuffle` changes the order of the samples and decides between equally good folds.
 *
 * @param rows each sample's labels, 0 or 1, e.g. `labels.values`
 * @throws OptionError, also for fewer samples or groups than folds
 */
export function multilabelStratifiedKFold(
  rows: readonly ArrayLike<number>[],
  options: MultilabelFoldOptions = {},
): Split[] {
  const seed = seedOption(options.seed);
  const { units, unitOf } = unitsOf('rows', rows, options.groups);
  const folds = foldsOption(options.folds, units.length, options.groups ? 'groups' : 'samples');
  const given = units.map((_, at) => at);
  const order = options.shuffle ? shuffled(given, seed) : given;
  const dealt = stratifyIteratively(
    order.map((at) => units[at]!),
    new Array<number>(folds).fill(1 / folds),
    options.shuffle ? seedFor(seed, 'ties') : undefined,
  );
  const foldOf = new Int32Array(units.length);
  for (const [place, at] of order.entries()) foldOf[at] = dealt[place]!;
  return splitsOf(
    unitOf.map((unit) => foldOf[unit]!),
    folds,
  );
}
