import { type EventCurveData, type EventCurvesOptions, eventCurves } from './event-curves';
import { lineChart } from './line-chart';
import type { Values } from './values';

/**
 * One group's cumulative hazard over time. What `nelsonAalen` of `@kium/survival` gives fits as it is, and a Cox
 * model's `baselineHazard()`.
 */
export interface CumulativeHazardData extends EventCurveData {
  /** At least 0, from each time on; 0 before the first. */
  cumulativeHazard: Values;
}

/**
 * Cumulative hazards: steps with bands, ticks where patients were censored, and the numbers at risk below. Where hazards
 * are proportional, so are the heights of the curves.
 *
 * @param curves - one curve, or one a group
 * @returns an SVG document; 560 px wide by default
 * @throws {@link ChartsError} on bad input
 */
export function cumulativeHazardChart(
  curves: CumulativeHazardData | readonly CumulativeHazardData[],
  options: EventCurvesOptions = {},
): string {
  const chart = eventCurves(curves, 'cumulativeHazard', 0, options);
  const yAxis = { name: 'cumulative hazard', min: 0, ...options.yAxis };
  return lineChart(chart.series, { ...chart.options, yAxis });
}
