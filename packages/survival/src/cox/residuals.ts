import { invertLdl } from '../ldl';
import { dfbeta } from './covariance';
import { contributions } from './score-residuals';
import type { FitState } from './state';

/** One a row: events minus expected events, or their deviance, in the order of the data. */
export type RowResidual = 'martingale' | 'deviance';
/** One row of numbers a row of the data, one number a covariate. */
export type MatrixResidual = 'score' | 'dfbeta';
/** One row of numbers an event. */
export type EventResidual = 'schoenfeld' | 'scaled-schoenfeld';

/** Residuals at the events: strata in their order, times ascending. */
export interface EventResiduals {
  readonly time: number[];
  /** Row of the data that each event belongs to. */
  readonly row: number[];
  /** Events × covariates. */
  readonly values: number[][];
}

/** Rows that were left out for a weight of 0 have NaN. */
export function rowResiduals(state: FitState, type: RowResidual, n: number): number[] {
  const { problem, optimum, tables, cohort } = state;
  const { martingale } = contributions(problem, optimum.coefficients, tables);
  const values = new Array<number>(n).fill(Number.NaN);
  for (const [place, row] of problem.order.entries()) {
    const residual = martingale[place]!;
    values[cohort.rows[row]!] = type === 'martingale' ? residual : deviance(residual, problem.event[place]!);
  }
  return values;
}

/** In units of the covariates. Score residuals are not multiplied by the weights, dfbetas are, as in R. */
export function matrixResiduals(state: FitState, type: MatrixResidual, n: number): number[][] {
  const { problem, optimum, tables, cohort } = state;
  const { size, scales, order } = problem;
  const rows = Array.from({ length: n }, () => new Array<number>(size).fill(Number.NaN));
  if (type === 'dfbeta') {
    const changes = dfbeta(state);
    for (const [row, to] of cohort.rows.entries())
      rows[to] = Array.from(changes.subarray(row * size, (row + 1) * size));
    return rows;
  }
  const { score } = contributions(problem, optimum.coefficients, tables);
  for (const [place, row] of order.entries()) {
    rows[cohort.rows[row]!] = Array.from(scales, (scale, j) => score[place * size + j]! * scale);
  }
  return rows;
}

/**
 * Schoenfeld residuals (1982): covariates of each event minus their mean over the risk set; scaled by events ×
 * covariance, plus the coefficient, they scatter around the coefficient at that time (Grambsch and Therneau 1994).
 */
export function eventResiduals(state: FitState, type: EventResidual): EventResiduals {
  const { problem, optimum, tables, cohort } = state;
  const { rows, size, x, order, event, stratum, time, scales } = problem;
  const found: { place: number; values: number[] }[] = [];
  for (let start = 0, end = 0; start < rows; start = end) {
    while (end < rows && stratum[end] === stratum[start]) end++;
    const table = tables[stratum[start]!]!;
    // Places run from the latest time to the earliest; rows of equal times keep the order of the data.
    let at = table.times.length;
    const ofStratum: typeof found = [];
    for (let place = start; place < end; place++) {
      if (event[place] === 0) continue;
      while (at === table.times.length || table.times[at] !== time[place]) at--;
      const values = Array.from(scales, (_, j) => x[place * size + j]! - table.means[at * size + j]!);
      ofStratum.push({ place, values });
    }
    found.push(...ofStratum.sort((a, b) => time[a.place]! - time[b.place]! || order[a.place]! - order[b.place]!));
  }
  const covariance = type === 'scaled-schoenfeld' ? invertLdl(optimum.ldl) : undefined;
  const inUnits = (values: number[]) => {
    if (covariance === undefined) return values.map((value, j) => value * scales[j]!);
    return values.map((_, j) => {
      const scaled = values.reduce((sum, value, k) => sum + value * covariance[k * size + j]!, 0);
      return (scaled * found.length + optimum.coefficients[j]!) / scales[j]!;
    });
  };
  return {
    time: found.map(({ place }) => time[place]!),
    row: found.map(({ place }) => cohort.rows[order[place]!]!),
    values: found.map(({ values }) => inUnits(values)),
  };
}

function deviance(martingale: number, event: number): number {
  const inside = martingale + (event === 1 ? Math.log(1 - martingale) : 0);
  return Math.sign(martingale) * Math.sqrt(Math.max(0, -2 * inside));
}
