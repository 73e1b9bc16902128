import type { Curve } from './curve-layers';
import { InvalidValueError } from './errors';
import { type AxisOptions, requirePositive } from './scale';
import type { Step } from './scene';
import { DASH_NAMES, type Dash, seriesStyle } from './series-style';
import { readText } from './text';
import {
  type BandData,
  readBand,
  readIntervals,
  readValues,
  requireMonotone,
  requireSameLength,
  requireSome,
  type Values,
  type ValuesOrMissing,
} from './values';

/** A curve of a line chart. */
export interface LineSeries {
  /** What the legend calls it. */
  name: string;
  /** Finite numbers, in the order in which the curve runs. */
  x: Values;
  /** Same length; the curve has a gap where one is missing. */
  y: ValuesOrMissing;
  /**
   * A step curve: a value holds `'after'` its x until the next one (Kaplan–Meier), `'before'` it since the last one, or
   * from `'middle'` to middle. Default: straight lines.
   */
  step?: Step;
  /** A band, at the points of the curve or on an `x` of its own. That of a step curve has the same steps. */
  band?: { x?: Values; lower: ValuesOrMissing; upper: ValuesOrMissing };
  /** Where small ticks stand on the curve, e.g. times of censoring. Within the curve's x, which must not turn round. */
  marks?: Values;
  /** A marker at every point. Default false. */
  markers?: boolean;
  /** Default: another one for each series. */
  dash?: Dash;
}

const STEPS: readonly Step[] = ['after', 'before', 'middle'];

/** A checked series. */
export function readSeries(series: LineSeries, index: number, axes: { x?: AxisOptions; y?: AxisOptions }): Curve {
  const argument = `series[${index}]`;
  const text = readText(`${argument}.name`, series.name);
  const { step, dash } = series;
  if (step !== undefined && !STEPS.includes(step)) {
    throw new InvalidValueError(
      `${argument}.step`,
      step,
      "'after', 'before' or 'middle', or nothing for straight lines",
    );
  }
  if (dash !== undefined && !DASH_NAMES.includes(dash)) {
    throw new InvalidValueError(`${argument}.dash`, dash, DASH_NAMES.map((name) => `'${name}'`).join(', '));
  }
  requireSome(`${argument}.x`, series.x, 'one point');
  const x = readValues(`${argument}.x`, series.x);
  const y = readValues(`${argument}.y`, series.y, 'missing');
  requireSameLength(`${argument}.y`, y, `${argument}.x`, x);
  requirePositive(`${argument}.x`, x, axes.x);
  requirePositive(`${argument}.y`, y, axes.y);
  const band = series.band === undefined ? undefined : bandOf(series.band, `${argument}.band`, x, axes);
  const marks = readValues(`${argument}.marks`, series.marks ?? []);
  if (marks.length > 0) requireMonotone(`${argument}.x`, x);
  const onCurve = marks.map((at, i): [number, number] => {
    const value = valueAt(at, x, y, step, axes);
    if (value !== undefined) return [at, value];
    throw new InvalidValueError(`${argument}.marks`, at, `a number within ${argument}.x, where y is not missing`, i);
  });
  return { text, x, y, style: seriesStyle(index, dash), step, band, marks: onCurve, markers: series.markers ?? false };
}

function bandOf(
  band: NonNullable<LineSeries['band']>,
  argument: string,
  x: readonly number[],
  axes: { x?: AxisOptions; y?: AxisOptions },
) {
  if (band.x === undefined) requireMonotone(argument.replace(/\.band$/, '.x'), x);
  const read =
    band.x === undefined
      ? { x: [...x], ...readIntervals(argument, band, argument.replace(/\.band$/, '.x'), x) }
      : readBand(argument, band as BandData);
  requirePositive(`${argument}.x`, read.x, axes.x);
  requirePositive(`${argument}.lower`, read.lower, axes.y);
  return read;
}

/**
 * The height of the curve at an x; undefined outside of it or in a gap. Where a step curve falls it is the lower end: a
 * censoring at the time of an event comes after it. The last value of `'after'` holds on beyond the last x.
 */
function valueAt(
  at: number,
  x: readonly number[],
  y: readonly (number | null)[],
  step: Step | undefined,
  axes: { x?: AxisOptions; y?: AxisOptions },
): number | undefined {
  const scaled = (axis: AxisOptions | undefined, value: number) => (axis?.scale === 'log' ? Math.log10(value) : value);
  const isFalling = x.at(-1)! < x[0]!;
  const isBeyond = (value: number) => (isFalling ? value < at : value > at);
  let next = x.findIndex(isBeyond);
  if (next === -1) next = x.length;
  const last = next - 1;
  if (last < 0) return undefined;
  if (x[last] === at) return y[last] ?? undefined;
  if (next === x.length) return step === 'after' ? (y[last] ?? undefined) : undefined;
  const [from, to] = [y[last] ?? undefined, y[next] ?? undefined];
  if (step === 'after') return from;
  if (step === 'before') return to;
  const [start, end, here] = [x[last]!, x[next]!, at].map((value) => scaled(axes.x, value)) as [number, number, number];
  const share = (here / 2 - start / 2) / (end / 2 - start / 2);
  if (step === 'middle') return share < 0.5 ? from : to;
  if (from === undefined || to === undefined) return undefined;
  const value = scaled(axes.y, from) * (1 - share) + scaled(axes.y, to) * share;
  return axes.y?.scale === 'log' ? 10 ** value : value;
}
