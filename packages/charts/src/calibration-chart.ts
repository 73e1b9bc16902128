import { type ChartOptions, readOptions } from './chart-options';
import { type Curve, curveEntry, curveLayers } from './curve-layers';
import { drawChart } from './draw-chart';
import { numberText } from './figures';
import { histogram } from './histogram';
import { histogramLayers } from './histogram-layers';
import { aboveOf, axisNames, belowOf, leftOf, legendBlock, PADDING, plotHeight, titleBlock } from './layout';
import { makeScale } from './scale';
import type { Layer, Panel } from './scene';
import { REFERENCE_STROKE, seriesStyle } from './series-style';
import { readText } from './text';
import {
  type Intervals,
  readIntervals,
  readNumber,
  readValues,
  requireSameLength,
  requireSome,
  type Values,
  type ValuesOrMissing,
} from './values';

/** A calibration curve. What `calibrationCurve` of `@kium/metrics` gives can be spread into it. */
export interface CalibrationCurveData {
  /** What the legend calls it, e.g. the model. */
  name: string;
  /** Mean probability in each bin, in [0, 1]. */
  predicted: Values;
  /** Share of positives in each bin, in [0, 1]; same length. */
  observed: Values;
  /** Lower ends of the intervals of the shares, same length; missing where there is none. */
  lower?: ValuesOrMissing;
  /** Upper ends, given together with `lower`. */
  upper?: ValuesOrMissing;
  /** The probabilities themselves, in [0, 1], for the histogram below. */
  probabilities?: Values;
}

/** Options of {@link calibrationChart}. */
export interface CalibrationChartOptions extends ChartOptions {
  /** Bins of the histogram over [0, 1], 1 to 200. Default 20. */
  bins?: number;
  /** `'log'`: the histogram's counts on a logarithmic axis, if most probabilities are small. Default `'linear'`. */
  counts?: 'linear' | 'log';
  /** What the vertical bars are, for the legend, e.g. `95 % interval`. Default: not said. */
  intervalName?: string;
}

const UNIT = { min: 0, max: 1 };
const HISTOGRAM_HEIGHT = 90;

/**
 * Predicted against observed shares of positives, with the diagonal on which both agree; below, on the same axis, the
 * histogram of the probabilities, if they are given.
 *
 * @param curves - one curve or several
 * @returns an SVG document; 480 px wide by default
 * @throws {@link ChartsError} on bad input
 */
export function calibrationChart(
  curves: CalibrationCurveData | readonly CalibrationCurveData[],
  options: CalibrationChartOptions = {},
): string {
  const read = readOptions(options, 480);
  const list = Array.isArray(curves) ? (curves as readonly CalibrationCurveData[]) : [curves as CalibrationCurveData];
  requireSome('curves', list, 'one curve');
  const drawn = list.map((data, i) => readCurve(data, `curves[${i}]`, i));
  const bins = Math.round(readNumber('bins', options.bins ?? 20, { min: 1, max: 200 }));
  const intervalName = options.intervalName === undefined ? [] : [readText('intervalName', options.intervalName)];
  const withProbabilities = drawn.filter(({ probabilities }) => probabilities.length > 0);
  const { edges, counts } = histogram(
    withProbabilities.map(({ probabilities }) => probabilities),
    0,
    1,
    bins,
  );

  const title = titleBlock(read);
  const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1];
  const x = makeScale('x', { ...UNIT, ticks, name: 'predicted probability' }, [], 5);
  const y = makeScale('y', { ...UNIT, ticks, name: 'observed share of positives' }, [], 5);
  const scale = options.counts ?? 'linear';
  const most = Math.max(1, ...counts.flat());
  const countAxis = scale === 'log' ? { scale, min: 0.5 } : { scale, min: 0 };
  const countScale = makeScale('counts', { ...countAxis, name: scale === 'log' ? 'count (log)' : 'count' }, [most], 3);
  const entries = [
    ...drawn.map(({ curve }) => curveEntry(curve)),
    ...intervalName.map((text) => ({ text, stroke: { colour: 'muted', width: 1.5 } as const })),
    { text: 'perfect calibration', stroke: REFERENCE_STROKE },
  ];
  const left = withProbabilities.length > 0 ? Math.max(leftOf(y), leftOf(countScale)) : leftOf(y);
  const below = withProbabilities.length > 0 ? HISTOGRAM_HEIGHT + aboveOf('count') + 12 : 0;
  const top = title.height + aboveOf(y.name);
  const others = top + below + belowOf(x.name) + legendBlock(entries, 0, read.width).height + PADDING;
  const available = read.width - left - PADDING - 4;
  const side = Math.min(plotHeight(read, others, available), available);
  const layers: Layer[] = [
    { kind: 'segment', from: [0, 0], to: [1, 1], stroke: REFERENCE_STROKE },
    ...drawn.flatMap(({ curve, intervals }) => [...intervalLayers(curve, intervals), ...curveLayers(curve, x, y)]),
  ];
  const main: Panel = { left, top, width: side, height: side, x, y, layers, xLabels: below === 0 };
  const panels = [main];
  if (below > 0) {
    const place = { left, top: top + side + below - HISTOGRAM_HEIGHT, width: side, height: HISTOGRAM_HEIGHT };
    const bars = withProbabilities.flatMap(({ curve }, i) =>
      histogramLayers(edges, counts[i]!, curve.style, x, countScale),
    );
    panels.push({ ...place, x, y: countScale, layers: bars });
  }
  const bottom = top + side + below + belowOf(x.name);
  const legend = legendBlock(entries, bottom, read.width);
  const names = panels.flatMap((panel, i) => axisNames(i === panels.length - 1 ? panel : { ...panel, x: undefined }));
  const parts = { height: others + side, panels, blocks: [title, legend], labels: names };
  const figures = drawn.map(({ curve }) => described(curve)).join('; ');
  return drawChart(parts, read, {
    title: drawn.length === 1 ? 'Calibration curve' : 'Calibration curves',
    description: `Predicted probability and observed share of positives. ${figures}.`,
  });
}

function described({ text, x, y }: Curve): string {
  return `${text}: ${x.map((value, i) => `${numberText(value, 2)} predicted, ${numberText(y[i]!, 2)} observed`).join(', ')}`;
}

function intervalLayers({ x, style }: Curve, intervals: Intervals | undefined): Layer[] {
  return x.flatMap((at, i): Layer[] => {
    const [lower, upper] = [intervals?.lower[i], intervals?.upper[i]];
    if (lower === null || lower === undefined || upper === null || upper === undefined) return [];
    return [
      { kind: 'segment', from: [at, lower], to: [at, upper], stroke: { colour: style.colour, width: 1.5 }, caps: 3 },
    ];
  });
}

function readCurve(data: CalibrationCurveData, argument: string, index: number) {
  const text = readText(`${argument}.name`, data.name);
  requireSome(`${argument}.predicted`, data.predicted, 'one bin');
  const x = readValues(`${argument}.predicted`, data.predicted, 'none', UNIT);
  const y = readValues(`${argument}.observed`, data.observed, 'none', UNIT);
  requireSameLength(`${argument}.observed`, y, `${argument}.predicted`, x);
  const { lower, upper } = data;
  const intervals =
    lower === undefined && upper === undefined
      ? undefined
      : readIntervals(argument, { lower: lower ?? [], upper: upper ?? [] }, `${argument}.predicted`, x, UNIT);
  const probabilities =
    data.probabilities === undefined ? [] : readValues(`${argument}.probabilities`, data.probabilities, 'none', UNIT);
  const curve: Curve = { text, x, y, style: seriesStyle(index), markers: true };
  return { curve, intervals, probabilities };
}
