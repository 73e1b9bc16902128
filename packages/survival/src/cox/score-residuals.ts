import { countUpTo } from '../count-times';
import { linearPredictor } from './partial-likelihood';
import type { CoxProblem } from './problem';
import type { RiskTable } from './risk-table';

/** What each place contributes, in the problem's order; weights are not multiplied in. */
export interface Contributions {
  /** Events minus expected events. */
  readonly martingale: Float64Array;
  /** Rows × covariates (standardised): each row's part of the score. */
  readonly score: Float64Array;
}

/**
 * Martingale and score residuals (Therneau, Grambsch and Fleming 1990), with Efron's ties as in Therneau and Grambsch
 * 2000, section 4.6.1.
 */
export function contributions(
  problem: CoxProblem,
  coefficients: Float64Array,
  tables: readonly RiskTable[],
): Contributions {
  const { rows, size, x, time, event, stratum, entry } = problem;
  const predictor = linearPredictor(problem, coefficients);
  const martingale = new Float64Array(rows);
  const score = new Float64Array(rows * size);
  for (let row = 0; row < rows; row++) {
    const table = tables[stratum[row]!]!;
    const risk = Math.exp(predictor[row]! - table.shift);
    const here = countUpTo(table.times, time[row]!) - 1;
    const before = entry === undefined ? -1 : countUpTo(table.times, entry[row]!) - 1;
    const dies = event[row] === 1;
    const over = (cumulative: Float64Array, own: Float64Array, dying: Float64Array, width: number, j: number) => {
      if (here < 0) return 0;
      const at = here * width + j;
      const start = before < 0 ? 0 : cumulative[before * width + j]!;
      return cumulative[at]! - start - (dies ? own[at]! - dying[at]! : 0);
    };
    const hazard = over(table.cumulativeHazard, table.hazard, table.dyingHazard, 1, 0);
    martingale[row] = event[row]! - risk * hazard;
    for (let j = 0; j < size; j++) {
      const value = x[row * size + j]!;
      const weighted = over(table.cumulativeMeanHazard, table.meanHazard, table.dyingMeanHazard, size, j);
      const own = dies ? value - table.means[here * size + j]! : 0;
      score[row * size + j] = own - risk * (value * hazard - weighted);
    }
  }
  return { martingale, score };
}
