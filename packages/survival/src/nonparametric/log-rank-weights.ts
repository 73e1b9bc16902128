import { number } from '../cohort';
import { InvalidValueError } from '../errors';
import type { EventTable } from './event-table';

/**
 * How much an event time counts in a log-rank test; n is the number at risk in all groups of the stratum.
 *
 * - `'log-rank'`: 1, best if hazards are proportional (Mantel 1966).
 * - `'wilcoxon'`: n, early differences (Gehan 1965, Breslow 1970).
 * - `'tarone-ware'`: √n (Tarone and Ware 1977).
 * - `'peto'`: Π over times up to and with this one of 1 − d / (n + 1), early differences whatever the censoring (Peto and
 *   Peto 1972).
 * - `{ flemingHarrington: [p, q] }`: S^p (1 − S)^q, with S the Kaplan–Meier estimate of all groups just before the time:
 *   p counts early differences, q late ones (Fleming and Harrington 1991). R's `rho` is p.
 */
export type LogRankWeighting =
  | 'log-rank'
  | 'wilcoxon'
  | 'tarone-ware'
  | 'peto'
  | { readonly flemingHarrington: readonly [p: number, q: number] };

const NAMES = ['log-rank', 'wilcoxon', 'tarone-ware', 'peto'];

/** Checks a weighting. @throws {@link InvalidValueError} */
export function readWeighting(weighting: LogRankWeighting): LogRankWeighting {
  if (typeof weighting === 'object' && weighting !== null && 'flemingHarrington' in weighting) {
    const powers: unknown = weighting.flemingHarrington;
    if (!Array.isArray(powers) || powers.length !== 2) {
      throw new InvalidValueError('weighting.flemingHarrington', powers, 'two numbers [p, q]');
    }
    const expected = 'a finite number of at least 0';
    for (const [at, power] of powers.entries()) {
      number('weighting.flemingHarrington', power, (value) => value >= 0, expected, at);
    }
    return weighting;
  }
  if (NAMES.includes(weighting)) return weighting;
  throw new InvalidValueError(
    'weighting',
    weighting,
    "'log-rank', 'wilcoxon', 'tarone-ware', 'peto' or { flemingHarrington: [p, q] }",
  );
}

/** The weight of each time of a stratum. */
export function timeWeights({ atRisk, events }: EventTable, weighting: LogRankWeighting): Float64Array {
  if (weighting === 'log-rank') return new Float64Array(atRisk.length).fill(1);
  if (weighting === 'wilcoxon') return atRisk;
  if (weighting === 'tarone-ware') return atRisk.map(Math.sqrt);
  const factors = new Float64Array(atRisk.length);
  let survival = 1;
  for (let at = 0; at < atRisk.length; at++) {
    const n = atRisk[at]!;
    const d = events[at]!;
    if (weighting === 'peto') {
      survival *= 1 - d / (n + 1);
      factors[at] = survival;
    } else {
      const [p, q] = weighting.flemingHarrington;
      factors[at] = survival ** p * (1 - survival) ** q;
      if (d > 0) survival *= (n - d) / n;
    }
  }
  return factors;
}
