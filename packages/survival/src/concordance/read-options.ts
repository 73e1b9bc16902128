import { type Cohort, number } from '../cohort';
import { InvalidValueError, ShapeMismatchError } from '../errors';
import type { ConcordanceOptions } from './concordance';
import type { Reading } from './influence';
import { timeWeightOf } from './time-weight';

/**
 * @param n - rows that were given, those of weight 0 too
 * @throws {@link SurvivalError}
 */
export function readOptions(cohort: Cohort, options: ConcordanceOptions, n: number): Reading {
  const { level = 0.95, cluster } = options;
  number('level', level, (value) => value > 0 && value < 1, 'a number between 0 and 1');
  return { timeWeight: timeWeightOf(cohort, options), clusters: cluster && readClusters(cohort, cluster, n), level };
}

/** A finite number for each row of the cohort. @throws {@link SurvivalError} */
export function readRisk(argument: string, risk: ArrayLike<number>, { rows }: Cohort, n: number): Float64Array {
  if (typeof risk !== 'object' || risk === null || !('length' in risk)) {
    throw new InvalidValueError(argument, risk, 'an array with one number a row');
  }
  if (risk.length !== n) throw new ShapeMismatchError(argument, n, risk.length);
  const values = new Float64Array(rows.length);
  for (let place = 0; place < rows.length; place++) {
    const value: unknown = risk[rows[place]!];
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      throw new InvalidValueError(argument, value, 'a finite number, higher for a shorter survival', rows[place]!);
    }
    values[place] = value;
  }
  return values;
}

/** A number from 0 for each value, the same one for equal values. */
export function numberClusters(values: ArrayLike<unknown>): Uint32Array {
  const numbers = new Map<unknown, number>();
  const clusters = new Uint32Array(values.length);
  for (let place = 0; place < values.length; place++) {
    const found = numbers.get(values[place]) ?? numbers.size;
    numbers.set(values[place], found);
    clusters[place] = found;
  }
  return clusters;
}

function readClusters({ rows }: Cohort, cluster: ArrayLike<unknown>, n: number): Uint32Array {
  if (cluster.length !== n) throw new ShapeMismatchError('cluster', n, cluster.length);
  return numberClusters(Array.from(rows, (row) => cluster[row]));
}
