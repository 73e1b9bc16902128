import { type EventCurveData, type EventCurvesOptions, eventCurves } from './event-curves';
import { lineChart } from './line-chart';
import type { Values } from './values';

/** One group's survival over time. What `kaplanMeier` of `@kium/survival` gives fits as it is. */
export interface SurvivalCurveData extends EventCurveData {
  /** Share without the event, 0 to 1, from each time on; 1 before the first. */
  survival: Values;
}

/**
 * Kaplan–Meier curves: steps with bands, ticks where patients were censored, and the numbers at risk below.
 *
 * @param curves - one curve, or one a group
 * @returns an SVG document; 560 px wide by default
 * @throws {@link ChartsError} on bad input
 */
export function survivalChart(
  curves: SurvivalCurveData | readonly SurvivalCurveData[],
  options: EventCurvesOptions = {},
): string {
  const chart = eventCurves(curves, 'survival', 1, options);
  const yAxis = { name: 'share without the event', min: 0, max: 1, ...options.yAxis };
  return lineChart(chart.series, { ...chart.options, yAxis });
}
