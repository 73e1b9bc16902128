import type { Concordance } from '../concordance/concordance';
import { influenceOn } from '../concordance/influence';
import { numberClusters } from '../concordance/read-options';
import { NoComparablePairsError } from '../errors';
import { linearPredictor } from './partial-likelihood';
import type { FitState } from './state';

/** Harrell's C of the linear predictor on the rows of the fit; undefined if no two of them can be compared. */
export function concordanceOfFit(
  { problem, optimum, cohort }: FitState,
  clusters: readonly unknown[] | undefined,
): Concordance | undefined {
  const predictor = linearPredictor(problem, optimum.coefficients);
  const risk = new Float64Array(predictor.length);
  for (let place = 0; place < risk.length; place++) risk[problem.order[place]!] = predictor[place]!;
  const options = { timeWeight: () => 1, clusters: clusters && numberClusters(clusters), level: 0.95 };
  try {
    return influenceOn(cohort, risk, options).concordance;
  } catch (error) {
    if (error instanceof NoComparablePairsError) return undefined;
    throw error;
  }
}
