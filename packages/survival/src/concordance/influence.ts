import type { Cohort } from '../cohort';
import { normalQuantile } from '../distributions';
import { NoComparablePairsError } from '../errors';
import type { Concordance, ConcordanceWarning } from './concordance';
import { sumPairs, type TimeWeight } from './sum-pairs';

/** Checked options of a concordance. */
export interface Reading {
  readonly timeWeight: TimeWeight;
  /** Number of each row's cluster, from 0; undefined if each row is one. */
  readonly clusters: Uint32Array | undefined;
  readonly level: number;
}

/** A concordance, and how much each row, or cluster, moves it: the sum of the squares is its variance. */
export interface ConcordanceInfluence {
  readonly concordance: Concordance;
  readonly influence: Float64Array;
}

/**
 * C and its infinitesimal jackknife (Therneau and Atkinson, vignette "Concordance" of R's survival): the derivative of C
 * by each row's weight, times that weight. The time weights are taken as given, as R takes them.
 *
 * @param risk - of the cohort's rows
 * @throws {@link NoComparablePairsError}
 */
export function influenceOn(
  cohort: Cohort,
  risk: Float64Array,
  { timeWeight, clusters, level }: Reading,
): ConcordanceInfluence {
  const { order, net, pairs, comparable, ...sums } = sumPairs(cohort, risk, timeWeight);
  if (!comparable) throw new NoComparablePairsError();
  const { concordant, discordant, tiedRisk } = sums;
  const total = concordant + discordant + tiedRisk;
  const somersD = (concordant - discordant) / total;
  const rows = risk.length;
  const influence = new Float64Array(rows);
  let variance = 0;
  for (let place = 0; place < rows; place++) {
    const row = order[place]!;
    const weight = cohort.weights === undefined ? 1 : cohort.weights[row]!;
    influence[clusters === undefined ? row : clusters[row]!]! +=
      (weight * (net[place]! - somersD * pairs[place]!)) / (2 * total);
  }
  for (let row = 0; row < rows; row++) variance += influence[row]! ** 2;
  const c = (concordant + tiedRisk / 2) / total;
  const standardError = Math.sqrt(variance);
  const margin = normalQuantile((1 + level) / 2) * standardError;
  const concordance = {
    ...{ c, standardError, lower: Math.max(0, c - margin), upper: Math.min(1, c + margin) },
    ...sums,
    rows,
    warnings: warningsOf(risk),
  };
  return { concordance, influence };
}

function warningsOf(risk: Float64Array): ConcordanceWarning[] {
  for (let row = 1; row < risk.length; row++) if (risk[row] !== risk[0]) return [];
  const message = 'All rows have the same risk: c is 0.5 whatever happened. Did the model learn nothing?';
  return [{ tag: 'constant-risk', message }];
}
