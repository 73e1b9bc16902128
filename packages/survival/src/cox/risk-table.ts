import { largestByStratum, linearPredictor } from './partial-likelihood';
import type { CoxProblem } from './problem';

/**
 * What happens at each event time of one stratum, in ascending order of time. Hazards are those of a patient whose
 * relative hazard is exp(shift). With Efron's ties, events at a time count as part of their own risk set less and less,
 * so that the hazard is another one for them ("dying") than for those who outlive the time.
 */
export interface RiskTable {
  readonly shift: number;
  readonly times: Float64Array;
  /** Weight of the events at each time. */
  readonly events: Float64Array;
  /** Rows × covariates: mean of the covariates over the risk set, averaged over the parts of a tie. */
  readonly means: Float64Array;
  readonly hazard: Float64Array;
  readonly dyingHazard: Float64Array;
  /** Hazard × mean of the covariates. */
  readonly meanHazard: Float64Array;
  readonly dyingMeanHazard: Float64Array;
  /** Sums of `hazard` and `meanHazard` up to and with each time. */
  readonly cumulativeHazard: Float64Array;
  readonly cumulativeMeanHazard: Float64Array;
}

/** The tables of all strata, at some coefficients (of the standardised covariates). */
export function riskTables(problem: CoxProblem, coefficients: Float64Array): RiskTable[] {
  const predictor = linearPredictor(problem, coefficients);
  const shifts = largestByStratum(problem, predictor);
  const { rows, stratum } = problem;
  const tables: RiskTable[] = [];
  for (let start = 0, end = 0; start < rows; start = end) {
    while (end < rows && stratum[end] === stratum[start]) end++;
    tables.push(stratumTable(problem, predictor, shifts[stratum[start]!]!, start, end));
  }
  return tables;
}

function stratumTable(
  problem: CoxProblem,
  predictor: Float64Array,
  shift: number,
  start: number,
  end: number,
): RiskTable {
  const { size, x, time, event, weight, entry, leaving, ties } = problem;
  let count = 0;
  for (let row = start, last = Number.NaN; row < end; row++) {
    if (event[row] === 1 && time[row] !== last) {
      count++;
      last = time[row]!;
    }
  }
  const table = {
    shift,
    times: new Float64Array(count),
    events: new Float64Array(count),
    means: new Float64Array(count * size),
    hazard: new Float64Array(count),
    dyingHazard: new Float64Array(count),
    meanHazard: new Float64Array(count * size),
    dyingMeanHazard: new Float64Array(count * size),
    cumulativeHazard: new Float64Array(count),
    cumulativeMeanHazard: new Float64Array(count * size),
  };
  let total = 0;
  const sums = new Float64Array(size);
  const move = (row: number, sign: 1 | -1) => {
    const risk = sign * weight[row]! * Math.exp(predictor[row]! - shift);
    total += risk;
    for (let j = 0; j < size; j++) sums[j]! += risk * x[row * size + j]!;
  };
  let left = start;
  for (let from = start, to = start, at = count - 1; from < end; from = to) {
    const now = time[from]!;
    let events = 0;
    let weights = 0;
    let dyingTotal = 0;
    const dyingSums = new Float64Array(size);
    for (; to < end && time[to] === now; to++) {
      move(to, 1);
      if (event[to] === 0) continue;
      events++;
      weights += weight[to]!;
      const risk = weight[to]! * Math.exp(predictor[to]! - shift);
      dyingTotal += risk;
      for (let j = 0; j < size; j++) dyingSums[j]! += risk * x[to * size + j]!;
    }
    if (events === 0) continue;
    if (leaving !== undefined) while (left < end && entry![leaving[left]!]! >= now) move(leaving[left++]!, -1);
    const parts = ties === 'efron' ? events : 1;
    for (let part = 0; part < parts; part++) {
      const share = part / parts;
      const remaining = total - share * dyingTotal;
      const hazard = weights / parts / remaining;
      table.hazard[at]! += hazard;
      table.dyingHazard[at]! += hazard * (1 - share);
      for (let j = 0; j < size; j++) {
        const mean = (sums[j]! - share * dyingSums[j]!) / remaining;
        table.means[at * size + j]! += mean / parts;
        table.meanHazard[at * size + j]! += hazard * mean;
        table.dyingMeanHazard[at * size + j]! += hazard * (1 - share) * mean;
      }
    }
    table.times[at] = now;
    table.events[at] = weights;
    at--;
  }
  accumulate(table.hazard, table.cumulativeHazard, 1);
  accumulate(table.meanHazard, table.cumulativeMeanHazard, size);
  return table;
}

function accumulate(values: Float64Array, sums: Float64Array, width: number): void {
  for (let i = 0; i < values.length; i++) sums[i] = values[i]! + (i >= width ? sums[i - width]! : 0);
}
