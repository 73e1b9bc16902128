import { thresholdIntervals } from '@kium/thresholds';
import type { Labelled, Scores } from './cases';
import { fittingData, methodsOf, NEVER, type RuleSettings } from './decision-rules';

/** Where a threshold would lie with other patients to fit it on. */
export interface ThresholdRange {
  lower: number;
  upper: number;
  /** Share of the resampled groups of patients that it covers. */
  level: number;
}

/** Of each label's threshold; null where it is never decided. */
export interface RuleIntervals {
  presence: ThresholdRange | null;
  /** In the order of LOCATIONS. */
  locations: (ThresholdRange | null)[];
}

/**
 * Bootstrap intervals of the thresholds, from the patients whom the rules were fitted on.
 *
 * @param test - scores of the test patients, looked at only with `thresholdsFrom: 'test'`
 */
export function ruleIntervals(
  settings: RuleSettings & { seed: number },
  heldOut: Labelled,
  test: Scores,
  replicates = 1000,
): RuleIntervals {
  const methods = methodsOf(settings);
  const { scores, aneurysm, locations } = fittingData(settings, heldOut, test);
  const options = { ...NEVER, replicates, seed: settings.seed };
  const ranges = (found: ReturnType<typeof thresholdIntervals>) =>
    found.map(({ estimate, lower, upper, level }) => (Number.isFinite(estimate) ? { lower, upper, level } : null));
  return {
    presence: ranges(thresholdIntervals(methods.presence, scores.presence, aneurysm, options))[0]!,
    locations: ranges(thresholdIntervals(methods.location, scores.locations, locations, options)),
  };
}
