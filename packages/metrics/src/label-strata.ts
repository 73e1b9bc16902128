import { BINARY, type Rows, readTable } from './table';

/** Strata of rows of several labels, and what a resample of them could still lack. */
export interface LabelStrata {
  /** The stratum of each row. */
  readonly strata: readonly number[];
  /** Whether a resample of the strata has both classes of every label that has both. */
  complete(rows: ArrayLike<number>): boolean;
}

/**
 * Strata by which labels that few rows have stay in every resample, as a single label's positives do in its stratified
 * bootstrap. In the order of iterative stratification (Sechidis, Tsoumakas and Vlahavas 2011), rarest label first: the
 * rows of the label that the fewest of the remaining rows have are a stratum; they are set aside; then the next. Rows left
 * over are the last stratum. Not by label sets (label powersets): most sets are of one row or two, and a stratum of one row
 * has no spread at all.
 *
 * A row *has* a label if it has the rarer of the label's two classes. That class never vanishes: a label whose last rows
 * are set aside with another, not more frequent label has just that label's rows, so all of that stratum. The other
 * class, of at least half of n rows, is missing from a resample with a chance of at most 2⁻ⁿ: `complete` tells.
 *
 * @throws {@link MetricsError} on bad input
 */
export function labelStrata(yTrue: Rows): LabelStrata {
  const { rows: n, columns } = readTable('yTrue', yTrue, BINARY);
  const strata = new Array<number>(n).fill(columns.length);
  const rarer = columns.map(rarerRows);
  const remaining = new Map(rarer.entries());
  while (remaining.size > 0) {
    const [rarest, rows] = [...remaining].reduce((least, each) => (each[1].length < least[1].length ? each : least));
    remaining.delete(rarest);
    for (const row of rows) strata[row] = rarest;
    for (const [column, others] of remaining) {
      const left = others.filter((row) => strata[row] !== rarest);
      remaining.set(column, left);
    }
  }
  const both = columns.flatMap((labels, column) => {
    const [first] = rarer[column]!;
    return first === undefined ? [] : [{ labels, common: 1 - labels[first]! }];
  });
  return { strata, complete: (rows) => both.every(({ labels, common }) => has(labels, common, rows)) };
}

function has(labels: Float64Array, label: number, rows: ArrayLike<number>): boolean {
  for (let i = 0; i < rows.length; i++) if (labels[rows[i]!] === label) return true;
  return false;
}

/** Rows of the class that fewer rows have; of class 1 if both are as many. None if there is one class. */
function rarerRows(labels: Float64Array): number[] {
  const rows = Array.from(labels.keys());
  const positives = rows.filter((row) => labels[row] === 1);
  return 2 * positives.length <= rows.length ? positives : rows.filter((row) => labels[row] === 0);
}
