import { InvalidValueError } from './errors';
import { averageRankings, type RankingOptions } from './score-average';
import { areaUnderRoc, areaUnderRocOf, groupByScore, type ScoreGroups } from './score-groups';
import type { Table } from './table';

/** Options of {@link rocAuc}. */
export interface RocAucOptions extends RankingOptions {
  /**
   * Above 0, up to 1: only the part of the curve up to this false positive rate counts, standardised so that chance is
   * 0.5 and the best 1 (McClish 1989), as in scikit-learn. Default 1, the whole area.
   */
  maxFpr?: number;
}

/**
 * Area under the ROC curve: the chance that a positive scores above a negative, ties counting one half.
 *
 * Exact, from ranks (Mann–Whitney U; Hanley and McNeil 1982), in the time of one sort; equal to scikit-learn's
 * `roc_auc_score`.
 *
 * @param yTrue - labels 0 or 1, n × labels, or flat for one label
 * @param scores - finite numbers, same shape; only their order matters
 * @returns a number in [0, 1], or one a label with `average: null`
 * @throws {@link SingleClassError} for a label of one class (see `singleClass`; always if no label has both);
 *   {@link MetricsError} on other bad input
 */
export function rocAuc(yTrue: Table, scores: Table, options: RocAucOptions & { average: null }): number[];
export function rocAuc(
  yTrue: Table,
  scores: Table,
  options?: RocAucOptions & { average?: 'macro' | 'micro' | 'weighted' | 'samples' },
): number;
export function rocAuc(yTrue: Table, scores: Table, options: RocAucOptions = {}): number | number[] {
  const { maxFpr = 1 } = options;
  if (!(maxFpr > 0 && maxFpr <= 1)) throw new InvalidValueError('maxFpr', maxFpr, 'a number above 0, up to 1');
  const of = (labels: Float64Array, values: Float64Array, weights: Float64Array | undefined) => {
    if (weights === undefined && maxFpr === 1) return areaUnderRocOf(labels, values);
    const groups = groupByScore(labels, values, weights);
    return maxFpr === 1 ? areaUnderRoc(groups.positives, groups.negatives) : partialArea(groups, maxFpr);
  };
  return averageRankings({ of }, yTrue, scores, options);
}

/** Standardised area up to the false positive rate `limit`; a tie that goes beyond it is cut on its straight line. */
function partialArea({ positives, negatives }: ScoreGroups, limit: number): number {
  const total = (counts: Float64Array) => counts.reduce((sum, count) => sum + count, 0);
  const [allPositives, allNegatives] = [total(positives), total(negatives)];
  let [fpr, tpr, area] = [0, 0, 0];
  for (let group = positives.length - 1; group >= 0 && fpr < limit; group--) {
    const width = negatives[group]! / allNegatives;
    const height = positives[group]! / allPositives;
    const used = Math.min(width, limit - fpr);
    if (width > 0) area += used * (tpr + ((used / width) * height) / 2);
    fpr += width;
    tpr += height;
  }
  const chance = limit ** 2 / 2;
  return (1 + (area - chance) / (limit - chance)) / 2;
}
