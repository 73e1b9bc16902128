import { type ForestPlotOptions, type ForestRow, forestPlot } from './forest-plot';
import { readNumber, requireSome } from './values';

/** Hazard ratios of a Cox model. What `fit.summary()` of `@kium/survival` gives fits as it is. */
export interface HazardRatios {
  /** Coverage of the intervals, for the heading. */
  level?: number;
  /** A ratio with its interval; NaN where the model has none, and any size where it hasn't converged. */
  rows: readonly { covariate: string; hazardRatio: number; hazardRatioLower: number; hazardRatioUpper: number }[];
}

/**
 * A forest plot of hazard ratios on a logarithmic axis, with a line at 1, no effect. A covariate whose ratio or interval
 * has no finite size, because the data don't determine it, has `not estimable` in its row.
 *
 * @returns an SVG document; 640 px wide by default
 * @throws {@link ChartsError} on bad input
 */
export function hazardRatioPlot({ level, rows }: HazardRatios, options: ForestPlotOptions = {}): string {
  requireSome('rows', rows, 'one row');
  const interval = level === undefined ? 'interval' : `${percent(level)} % interval`;
  const list = rows.map(({ covariate, hazardRatio, hazardRatioLower, hazardRatioUpper }): ForestRow => {
    const isKnown = [hazardRatio, hazardRatioLower, hazardRatioUpper].every(isRatio);
    if (!isKnown) return { name: covariate, estimate: null, note: 'not estimable' };
    return { name: covariate, estimate: hazardRatio, lower: hazardRatioLower, upper: hazardRatioUpper };
  });
  return forestPlot(list, {
    reference: 1,
    rowName: 'covariate',
    figureName: `hazard ratio (${interval})`,
    ...options,
    axis: { scale: 'log', name: 'hazard ratio (log)', ...options.axis },
  });
}

/** Further from 1 than any effect: where a covariate separates the events from the rest. */
const LARGEST = 1e9;

function isRatio(value: number): boolean {
  return value >= 1 / LARGEST && value <= LARGEST;
}

function percent(level: number): number {
  return Number((100 * readNumber('level', level, { min: 0, max: 1 })).toPrecision(6));
}
