import { expect } from 'vitest';
import json from './fixtures/metrics.json';

/** What the oracle says of one data set, without or with its weights; null where a figure is not defined. */
export interface OracleValues {
  rocAucPerLabel: (number | null)[];
  rocAuc: Record<'macro' | 'micro' | 'weighted', number | null>;
  rocCurve: Record<'drop' | 'keep', { fpr: number[]; tpr: number[]; thresholds: (number | null)[] }> | null;
  curveColumn: number | null;
  binaryAccuracy: number;
  binaryAccuracyPerLabel: number[];
  baselinePerLabel: number[];
  logLossPerLabel: number[];
  logLossOfLogits: number;
  confusionPerLabel: number[][];
  sensitivityPerLabel: (number | null)[];
  specificityPerLabel: (number | null)[];
  precisionPerLabel: (number | null)[];
}

interface OracleSet {
  name: string;
  y: number[][];
  s: number[][];
  weights: number[];
  unweighted: OracleValues;
  weighted: OracleValues;
}

export const oracle = json as unknown as Omit<typeof json, 'sets'> & { sets: OracleSet[] };

/** Every data set, once without and once with weights. */
export const oracleCases = oracle.sets.flatMap(({ name, y, s, weights, unweighted, weighted }) => [
  { name, y, s, sampleWeight: undefined, values: unweighted },
  { name: `${name}, weighted`, y, s, sampleWeight: weights, values: weighted },
]);

export function column(rows: readonly ArrayLike<number>[], index: number): number[] {
  return rows.map((row) => row[index]!);
}

/** Equal to 1e-9, the project's tolerance for metrics; relative above 1. */
export function expectClose(found: number, expected: number): void {
  expect(Math.abs(found - expected), `${found} against ${expected}`).toBeLessThanOrEqual(
    1e-9 * Math.max(1, Math.abs(expected)),
  );
}

/** As `expectClose`, number by number; null stands for NaN or null. */
export function expectAllClose(found: readonly (number | null)[], expected: readonly (number | null)[]): void {
  expect(found).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) {
    const own = found[i]!;
    if (value === null) expect(own === null || Number.isNaN(own), `${own} against nothing`).toBe(true);
    else expectClose(own, value);
  }
}
