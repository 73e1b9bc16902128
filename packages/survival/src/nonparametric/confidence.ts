import { number } from '../cohort';
import { normalQuantile } from '../distributions';
import { InvalidValueError } from '../errors';

/** On which scale the limits of survival lie symmetrically about the estimate. */
export type SurvivalConfidence = 'log-log' | 'log' | 'plain';
/** … those of a cumulative hazard. */
export type HazardConfidence = 'log' | 'plain';

/** z of a two-sided interval: Φ(z) = (1 + level) / 2. @throws {@link InvalidValueError} */
export function zOfLevel(level: number): number {
  const checked = number('level', level, (value) => value > 0 && value < 1, 'a number above 0 and below 1');
  return -normalQuantile((1 - checked) / 2);
}

/** Throws unless `value` is one of the names. @throws {@link InvalidValueError} */
export function requireOneOf(argument: string, value: unknown, names: readonly string[]): void {
  if (names.includes(value as string)) return;
  throw new InvalidValueError(
    argument,
    value,
    names
      .map((name) => `'${name}'`)
      .join(', ')
      .replace(/, (?=[^,]*$)/, ' or '),
  );
}

/**
 * Limits of a survival S whose logarithm has the standard error σ: log-log S^exp(±zσ / log S), log S · exp(±zσ), plain
 * S ± zσS; never below 0 or above 1 (Kalbfleisch and Prentice 2002, section 1.4). NaN if S is 0, as in R.
 */
export function survivalLimits(
  scale: SurvivalConfidence,
  survival: number,
  sigma: number,
  z: number,
): readonly [lower: number, upper: number] {
  if (survival === 1) return [1, 1];
  if (survival === 0) return [Number.NaN, Number.NaN];
  if (scale === 'plain') return [Math.max(0, survival * (1 - z * sigma)), Math.min(1, survival * (1 + z * sigma))];
  if (scale === 'log') return [survival * Math.exp(-z * sigma), Math.min(1, survival * Math.exp(z * sigma))];
  const spread = (z * sigma) / Math.log(survival);
  return [survival ** Math.exp(-spread), survival ** Math.exp(spread)];
}

/** Limits of a cumulative hazard H of standard error s: log H · exp(±zs / H), plain H ± zs, never below 0. */
export function hazardLimits(
  scale: HazardConfidence,
  hazard: number,
  standardError: number,
  z: number,
): readonly [lower: number, upper: number] {
  if (hazard === 0) return [0, 0];
  const margin = z * standardError;
  if (scale === 'plain') return [Math.max(0, hazard - margin), hazard + margin];
  return [hazard * Math.exp(-margin / hazard), hazard * Math.exp(margin / hazard)];
}
