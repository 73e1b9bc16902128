import { readOptions } from './chart-options';
import { InvalidValueError } from './errors';
import { ticksFor } from './layout';
import type { LineChartOptions } from './line-chart';
import type { LineSeries } from './line-series';
import { isRange } from './scale';
import { readText } from './text';
import { multiples, roundStep } from './ticks';
import {
  readNumber,
  readValues,
  requireMonotone,
  requireSameLength,
  requireSome,
  type Values,
  type ValuesOrMissing,
} from './values';

/** One group's estimate over time: columns with one entry a distinct time. */
export interface EventCurveData {
  /** What the legend calls it. Default: `group` as text. */
  name?: string;
  group?: unknown;
  /** At least 0, ascending. */
  time: Values;
  /** Lower limits; missing or NaN where there is none. Those above and those below the estimate. */
  lower?: ValuesOrMissing;
  upper?: ValuesOrMissing;
  /** Under observation just before each time: with it, a table of the numbers at risk is drawn. */
  atRisk?: Values;
  /** Censored at each time: where there are any, the curve has a tick. */
  censored?: Values;
  /** Coverage of the limits, for the legend. */
  level?: number;
}

/** Options of charts of estimates over time. */
export interface EventCurvesOptions extends Omit<LineChartOptions, 'atRisk'> {
  /** Whether limits are drawn. Default true. */
  bands?: boolean;
  /** Whether times of censoring are marked. Default true. */
  censoring?: boolean;
  /** Times of the numbers at risk, or false for no table. Default: at the ticks of the time axis. */
  atRisk?: Values | false;
}

/** Censorings nearer than this share of the time axis to the one before get no tick of their own: none could be seen. */
const NEAR = 1 / 1000;

/** Curves and options for a line chart. `start` is the estimate before the first time. */
export function eventCurves<Curve extends EventCurveData>(
  curves: Curve | readonly Curve[],
  column: keyof Curve & string,
  start: number,
  options: EventCurvesOptions,
): { series: LineSeries[]; options: LineChartOptions } {
  const { width } = readOptions(options, 560);
  const { bands = true, censoring = true, atRisk, xAxis = {}, ...others } = options;
  const list = Array.isArray(curves) ? (curves as readonly Curve[]) : [curves as Curve];
  requireSome('curves', list, 'one curve');
  const times = list.map((curve, i) => readTimes(`curves[${i}]`, curve));
  const names = list.map((curve, i) => nameOf(`curves[${i}]`, curve, list.length));
  const end = times.reduce((latest, time) => Math.max(latest, time.at(-1)!), 0);
  const min = xAxis.min === undefined ? 0 : readNumber('xAxis.min', xAxis.min);
  const max = xAxis.max === undefined ? endOf(min, end, xAxis.scale === 'log') : readNumber('xAxis.max', xAxis.max);
  const ticks = xAxis.ticks ?? roundTicks(min, max, ticksFor(width * 0.85, 'x'));
  const series = list.map((curve, i): LineSeries => {
    const argument = `curves[${i}]`;
    const time = times[i]!;
    const values = readColumn(argument, column, curve[column] as Values, time);
    const limits = bands ? readLimits(argument, curve, column, values) : undefined;
    const isLater = time[0]! > 0;
    const before = (value: number | null) => (isLater ? [value] : []);
    return {
      name: names[i]!,
      x: isLater ? [0, ...time] : time,
      y: [...before(start), ...values],
      step: 'after',
      marks: censoring ? marksOf(argument, curve, time, max * NEAR) : [],
      ...(limits === undefined
        ? {}
        : { band: { lower: [...before(start), ...limits.lower], upper: [...before(start), ...limits.upper] } }),
    };
  });
  const table = atRisk === false ? undefined : atRiskTable(list, times, names, atRisk ?? ticks);
  const bandName = series.some(({ band }) => band !== undefined) ? bandNameOf(list) : undefined;
  const isMarked = series.some(({ marks }) => marks!.length > 0);
  return {
    series,
    options: {
      ...(bandName === undefined ? {} : { bandName }),
      ...(isMarked ? { markName: 'censored' } : {}),
      ...others,
      xAxis: { name: 'time', ...xAxis, min, max, ticks },
      ...(table === undefined ? {} : { atRisk: table }),
    },
  };
}

/** Where the time axis ends: at the last time, if that is far enough from the start. */
function endOf(min: number, end: number, isLog: boolean): number {
  if (isRange(min, end, isLog)) return end;
  return Math.min(min + Math.max(1, Math.abs(min) / 2), Number.MAX_VALUE);
}

function readTimes(argument: string, { time }: EventCurveData): number[] {
  requireSome(`${argument}.time`, time, 'one time');
  const read = readValues(`${argument}.time`, time, 'none', { min: 0 });
  if (read.length > 1 && read.at(-1)! < read[0]!) {
    throw new InvalidValueError(`${argument}.time`, read.at(-1), 'ascending times', read.length - 1);
  }
  requireMonotone(`${argument}.time`, read);
  return read;
}

function nameOf(argument: string, { name, group }: EventCurveData, curves: number): string {
  if (name !== undefined) return readText(`${argument}.name`, name);
  if (group !== undefined && group !== null) return readText(`${argument}.group`, String(group));
  // A single curve needs no name.
  if (curves === 1) return '';
  throw new InvalidValueError(`${argument}.name`, name, 'a name, or a group, to tell the curves apart');
}

function readColumn(argument: string, column: string, values: Values, time: readonly number[]): number[] {
  const read = readValues(`${argument}.${column}`, values, 'none', { min: 0 });
  requireSameLength(`${argument}.${column}`, read, `${argument}.time`, time);
  return read;
}

/** Limits with NaN as missing, the way estimators give them; they must enclose the estimate. */
function readLimits(argument: string, { lower, upper }: EventCurveData, column: string, values: readonly number[]) {
  if (lower === undefined && upper === undefined) return undefined;
  const [low, high] = [lower ?? [], upper ?? []].map((limits, i) => {
    const name = `${argument}.${i === 0 ? 'lower' : 'upper'}`;
    const orNull = Array.from(limits, (value) => (Number.isNaN(value) ? null : value));
    const read = readValues(name, orNull, 'missing');
    requireSameLength(name, read, `${argument}.${column}`, values);
    return read;
  }) as [(number | null)[], (number | null)[]];
  for (const [at, value] of values.entries()) {
    // Rounding may put a limit on the wrong side of an estimate that it is equal to.
    const room = 1e-9 * Math.max(1, value);
    if ((low[at] ?? value) <= value + room && (high[at] ?? value) >= value - room) continue;
    const expected = `a number between lower, ${low[at]}, and upper, ${high[at]}: are the limits those of another estimate?`;
    throw new InvalidValueError(`${argument}.${column}`, value, expected, at);
  }
  return {
    lower: low.map((value, at) => (high[at] === null ? null : value)),
    upper: high.map((value, at) => (low[at] === null ? null : value)),
  };
}

function marksOf(argument: string, { censored }: EventCurveData, time: readonly number[], near: number): number[] {
  if (censored === undefined) return [];
  const counts = readColumn(argument, 'censored', censored, time);
  let last = Number.NEGATIVE_INFINITY;
  return time.filter((at, i) => {
    const isKept = counts[i]! > 0 && at - last >= near;
    if (isKept) last = at;
    return isKept;
  });
}

function atRiskTable(
  curves: readonly EventCurveData[],
  times: readonly number[][],
  names: readonly string[],
  at: Values,
): LineChartOptions['atRisk'] {
  const places = readValues('atRisk', at);
  if (places.length === 0 || curves.every(({ atRisk }) => atRisk === undefined)) return undefined;
  const rows = curves.map(({ atRisk }, i) => {
    if (atRisk === undefined) return { name: names[i]!, counts: places.map(() => null) };
    const column = readColumn(`curves[${i}]`, 'atRisk', atRisk, times[i]!);
    const counts = places.map((place) => {
      const next = times[i]!.findIndex((time) => time >= place);
      // Sums of weights may have many digits.
      return next < 0 ? 0 : Number(column[next]!.toFixed(1));
    });
    return { name: names[i]!, counts };
  });
  return { x: places, rows };
}

function bandNameOf(curves: readonly EventCurveData[]): string | undefined {
  const levels = new Set(curves.map(({ level }) => level));
  const [level] = levels;
  if (levels.size > 1 || level === undefined) return undefined;
  const percent = 100 * readNumber('curves[0].level', level, { min: 0, max: 1 });
  return `${Number(percent.toPrecision(6))} % interval`;
}

function roundTicks(min: number, max: number, most: number): number[] {
  return max > min ? multiples(min, max, roundStep((max - min) / most)) : [min];
}
