import type { Cohort, Levels } from '../cohort';
import type { ChiSquareTest } from '../cox/significance';
import { chiSquareUpper } from '../distributions';
import { InvalidValueError } from '../errors';
import { factorLdl, solveLdl } from '../ldl';
import { eventTables, sweepOrder } from './event-table';
import { type LogRankWeighting, timeWeights } from './log-rank-weights';

/** What a log-rank test is computed from; events are weighted by the weights of their times. */
export interface LogRankSums {
  readonly observed: Float64Array;
  readonly expected: Float64Array;
  /** Groups × groups, of observed − expected. */
  readonly covariance: Float64Array;
  /** Groups of one number are at risk together, if not directly then by way of others; others are never compared. */
  readonly component: Uint32Array;
}

/** One sweep a stratum, from the latest time to the earliest: O(n log n + event times × groups²). */
export function logRankSums(cohort: Cohort, groups: Levels, weighting: LogRankWeighting): LogRankSums {
  const { time, event, weights, entry, stratum } = cohort;
  const { number: group } = groups;
  const size = groups.values.length;
  const strata = { number: stratum, values: cohort.strata };
  const order = sweepOrder(cohort, strata);
  const { byTime, byEntry } = order;
  const tables = eventTables(cohort, strata, order);
  const sums = {
    observed: new Float64Array(size),
    expected: new Float64Array(size),
    covariance: new Float64Array(size * size),
    component: Uint32Array.from(groups.values, (_, a) => a),
  };
  const dying = new Float64Array(size);
  let end = byTime.length;
  for (let number = tables.length - 1; number >= 0; number--) {
    const table = tables[number]!;
    const factors = timeWeights(table, weighting);
    const start = end - table.rows;
    const atRisk = new Float64Array(size);
    const rowsAtRisk = new Float64Array(size);
    let place = end - 1;
    let notEntered = end - 1;
    for (let at = table.time.length - 1; at >= 0; at--) {
      const now = table.time[at]!;
      dying.fill(0);
      for (; place >= start && time[byTime[place]!] === now; place--) {
        const row = byTime[place]!;
        const weight = weights === undefined ? 1 : weights[row]!;
        atRisk[group[row]!]! += weight;
        rowsAtRisk[group[row]!]!++;
        if (event[row] === 1) dying[group[row]!]! += weight;
      }
      if (byEntry !== undefined) {
        for (; notEntered >= start && entry![byEntry[notEntered]!]! >= now; notEntered--) {
          const row = byEntry[notEntered]!;
          atRisk[group[row]!]! -= weights === undefined ? 1 : weights[row]!;
          // Rounding of the weights must not leave a trace of a group that is gone.
          if (--rowsAtRisk[group[row]!]! === 0) atRisk[group[row]!] = 0;
        }
      }
      if (table.eventRows[at]! > 0) addTime(sums, atRisk, dying, factors[at]!);
    }
    end = start;
  }
  return sums;
}

function addTime(
  { observed, expected, covariance, component }: LogRankSums,
  atRisk: Float64Array,
  dying: Float64Array,
  factor: number,
): void {
  const size = atRisk.length;
  let n = 0;
  let d = 0;
  let joined = -1;
  for (let a = 0; a < size; a++) {
    n += atRisk[a]!;
    d += dying[a]!;
    if (atRisk[a]! === 0) continue;
    if (joined < 0) joined = component[a]!;
    else if (component[a] !== joined) join(component, component[a]!, joined);
  }
  // The hypergeometric distribution's (n − d) / (n − 1): 1 for a single event.
  const spread = factor * factor * d * (d <= 1 ? 1 : Math.max(0, n - d) / (n - 1));
  for (let a = 0; a < size; a++) {
    const share = atRisk[a]! / n;
    observed[a]! += factor * dying[a]!;
    expected[a]! += factor * d * share;
    for (let b = 0; b < size; b++) {
      covariance[a * size + b]! += spread * share * ((a === b ? 1 : 0) - atRisk[b]! / n);
    }
  }
}

function join(component: Uint32Array, from: number, to: number): void {
  for (let a = 0; a < component.length; a++) if (component[a] === from) component[a] = to;
}

/**
 * (Observed − expected)ᵀ covariance⁻¹ (observed − expected). The differences of groups that are compared add up to 0, so
 * that one group of each component is left out: the one with most events expected, which keeps the most digits.
 *
 * @throws {@link InvalidValueError} if there is nothing to compare
 */
export function chiSquare({ observed, expected, covariance, component }: LogRankSums): ChiSquareTest {
  const size = observed.length;
  const largest = new Map<number, number>();
  for (let a = 0; a < size; a++) {
    const so = largest.get(component[a]!);
    if (so === undefined || expected[a]! > expected[so]!) largest.set(component[a]!, a);
  }
  const kept = Array.from(observed, (_, a) => a).filter((a) => largest.get(component[a]!) !== a);
  const ldl = factorLdl(
    Float64Array.from(kept.flatMap((a) => kept.map((b) => covariance[a * size + b]!))),
    kept.length,
  );
  const degreesOfFreedom = ldl.redundant.filter((isRedundant) => !isRedundant).length;
  if (degreesOfFreedom === 0) {
    const wanted =
      'at least two groups at risk together at an event time that counts: not all have the event, the weighting is not 0';
    throw new InvalidValueError('groups', 'nothing to compare', wanted);
  }
  const difference = Float64Array.from(kept, (a) => observed[a]! - expected[a]!);
  const solved = solveLdl(ldl, difference);
  const statistic = Math.max(
    0,
    difference.reduce((sum, value, at) => sum + value * solved[at]!, 0),
  );
  return { statistic, degreesOfFreedom, pValue: chiSquareUpper(statistic, degreesOfFreedom) };
}
