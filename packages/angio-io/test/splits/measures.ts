import type { Split } from '../../src/index';

type Rows = readonly ArrayLike<number>[];
const positives = (rows: Rows, at: readonly number[], label: number) =>
  at.reduce((sum, each) => sum + rows[each]![label]!, 0);
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** LD of Sechidis et al. 2011, section 4: how far the labels' odds in the folds are from those in the whole. */
export function labelDistribution(rows: Rows, splits: readonly Split[]): number {
  const all = [...rows.keys()];
  const labels = Array.from({ length: rows[0]!.length }, (_, label) => label);
  const odds = (at: readonly number[], label: number) => {
    const count = positives(rows, at, label);
    return count / (at.length - count);
  };
  return mean(labels.map((label) => mean(splits.map(({ test }) => Math.abs(odds(test, label) - odds(all, label))))));
}

/** ED of the same: how far the folds' sizes are from equal. */
export function examplesDistribution(rows: Rows, splits: readonly Split[]): number {
  return mean(splits.map(({ test }) => Math.abs(test.length - rows.length / splits.length)));
}
