import { InvalidValueError } from './errors';
import { normalQuantile } from './normal';

/** Options of {@link wilsonInterval}. */
export interface WilsonIntervalOptions {
  /** How often, in the long run, the interval covers the true share; between 0 and 1. Default 0.95. */
  level?: number;
}

/** A share with its interval. */
export interface ShareInterval {
  /** successes / trials; NaN without trials. */
  estimate: number;
  lower: number;
  upper: number;
  level: number;
}

/**
 * A share of independent trials with the score interval of Wilson 1927 (Newcombe 1998, method 3, without continuity
 * correction): a sensitivity, a hit rate. Unlike estimate ± 1.96 standard errors it stays within [0, 1] and holds for few
 * trials. Without any trial it is [0, 1].
 *
 * @param successes - whole number, 0 to `trials`
 * @param trials - whole number
 * @throws {@link InvalidValueError}
 */
export function wilsonInterval(
  successes: number,
  trials: number,
  { level = 0.95 }: WilsonIntervalOptions = {},
): ShareInterval {
  if (!(Number.isSafeInteger(trials) && trials >= 0)) {
    throw new InvalidValueError('trials', trials, 'a whole number of at least 0');
  }
  if (!(Number.isSafeInteger(successes) && successes >= 0 && successes <= trials)) {
    throw new InvalidValueError('successes', successes, `a whole number from 0 to ${trials}`);
  }
  if (!(level > 0 && level < 1)) throw new InvalidValueError('level', level, 'a number between 0 and 1');
  const estimate = successes / trials;
  if (trials === 0) return { estimate, lower: 0, upper: 1, level };
  const z2 = normalQuantile((1 + level) / 2) ** 2;
  const centre = estimate + z2 / (2 * trials);
  const reach = Math.sqrt(z2 * ((estimate * (1 - estimate)) / trials + z2 / (4 * trials ** 2)));
  const at = (sign: -1 | 1) => (centre + sign * reach) / (1 + z2 / trials);
  // Rounding must not take away the ends where they are exactly 0 and 1.
  return { estimate, lower: successes === 0 ? 0 : at(-1), upper: successes === trials ? 1 : at(1), level };
}
