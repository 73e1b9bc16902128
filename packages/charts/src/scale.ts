import { InvalidValueError, LogAxisError } from './errors';
import { readText } from './text';
import { labelsOf, logTicks, multiples, roundLog, roundStep } from './ticks';
import { readNumber, readValues, type Values } from './values';

/** What can be said about an axis. */
export interface AxisOptions {
  /** Name, with the unit, e.g. `time, years`. */
  name?: string;
  /** `'log'` needs numbers above 0 throughout. Default `'linear'`. */
  scale?: 'linear' | 'log';
  /** Where the axis starts. Default: a round number below the smallest. What lies outside is cut off. */
  min?: number;
  /** Where the axis ends; above `min`. Default: a round number above the largest. */
  max?: number;
  /** Where the ticks are. Default: round numbers. Those outside the axis are left out. */
  ticks?: Values;
  /** Text of a tick. Default: the number with as many digits as its neighbours need. */
  format?: (value: number) => string;
}

/** A tick of a {@link Scale}. */
export interface Tick {
  /** Place on the axis, 0 to 1. */
  place: number;
  label: string;
}

/** From numbers to places on an axis. */
export interface Scale {
  name: string | undefined;
  min: number;
  max: number;
  ticks: Tick[];
  /** Place of a number: 0 at `min`, 1 at `max`. */
  place(value: number): number;
}

/** Further than this many axis lengths outside, everything is drawn at the same place: it is cut off anyway. */
const FAR = 1e4;
/** A range is at least this share of its numbers, so that neighbouring ticks differ within a double's 15 digits. */
const LEAST_SHARE = 1e-9;
/** Ranges below are taken for no range: powers of ten near the smallest double have no digits left. */
const LEAST_RANGE = 1e-290;

/**
 * The scale of an axis.
 *
 * @param argument - name of the options in messages, e.g. `xAxis`
 * @param values - every number that is to be seen
 * @param most - about how many ticks have room
 * @throws {@link InvalidValueError}, {@link LogAxisError}
 */
export function makeScale(argument: string, options: AxisOptions, values: Iterable<number>, most: number): Scale {
  const { scale: kind = 'linear', format } = options;
  if (kind !== 'linear' && kind !== 'log') throw new InvalidValueError(`${argument}.scale`, kind, "'linear' or 'log'");
  const isLog = kind === 'log';
  const { min, max, step } = rangeOf(argument, options, values, most);
  const at = isLog ? Math.log10 : (value: number) => value;
  // In halves, since the difference of two very large numbers is infinite.
  const [start, length] = [at(min) / 2, at(max) / 2 - at(min) / 2];
  const place = (value: number) => Math.min(Math.max((at(value) / 2 - start) / length, -FAR), FAR);
  const round = isLog ? logTicks(min, max, most) : multiples(min, max, step);
  const chosen = options.ticks === undefined ? round : readValues(`${argument}.ticks`, options.ticks);
  const shown = Array.from(new Set(chosen)).filter((value) => value >= min && value <= max);
  shown.sort((a, b) => a - b);
  const labels =
    format === undefined ? labelsOf(shown) : shown.map((v) => readText(`${argument}.format(${v})`, format(v)));
  const name = options.name === undefined ? undefined : readText(`${argument}.name`, options.name) || undefined;
  return { name, min, max, place, ticks: shown.map((value, i) => ({ place: place(value), label: labels[i]! })) };
}

/** Throws if an axis is logarithmic and a number is not positive. */
export function requirePositive(argument: string, values: readonly (number | null)[], axis: AxisOptions = {}): void {
  if (axis.scale !== 'log') return;
  for (const [index, value] of values.entries()) {
    if (value !== null && value <= 0) throw new LogAxisError(argument, value, index);
  }
}

/** Whether two ends are far enough apart for an axis. */
export function isRange(min: number, max: number, isLog: boolean): boolean {
  if (isLog) return max / min > 1 + LEAST_SHARE;
  return max / 2 - min / 2 > Math.max((Math.max(Math.abs(min), Math.abs(max)) / 2) * LEAST_SHARE, LEAST_RANGE);
}

/** Both ends of the axis: those that are given, else round ones around the numbers; and the step of linear ticks. */
function rangeOf(argument: string, options: AxisOptions, values: Iterable<number>, most: number) {
  const isLog = options.scale === 'log';
  for (const key of ['min', 'max'] as const) {
    const value = options[key];
    if (value === undefined) continue;
    readNumber(`${argument}.${key}`, value);
    if (isLog && value <= 0) throw new LogAxisError(`${argument}.${key}`, value);
  }
  const [fewest, largest] = extentOf(values) ?? (isLog ? [1, 10] : [0, 1]);
  const [low, high] = [options.min ?? fewest, options.max ?? largest];
  const [min, max] = isRange(low, high, isLog) ? [low, high] : widened(options, low, high, isLog);
  if (!isRange(min, max, isLog)) {
    throw new InvalidValueError(`${argument}.max`, max, `a number well above ${argument}.min, ${min}`);
  }
  const step = roundStep(max / most - min / most);
  const outward = (value: number, up: boolean) => {
    if (isLog) return roundLog(value, up);
    return (up ? Math.ceil(value / step - 1e-9) : Math.floor(value / step + 1e-9)) * step;
  };
  return {
    min: options.min ?? Math.max(outward(min, false), isLog ? Number.MIN_VALUE : -Number.MAX_VALUE),
    max: options.max ?? Math.min(outward(max, true), Number.MAX_VALUE),
    step,
  };
}

function extentOf(values: Iterable<number>): [number, number] | undefined {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min <= max ? [min, max] : undefined;
}

/** Room around numbers that are all the same, or that lie beyond the one end that was given. */
function widened(given: AxisOptions, low: number, high: number, isLog: boolean): [number, number] {
  const [first, last] = [Math.min(low, high), Math.max(low, high)];
  const size = Math.max(Math.abs(first), Math.abs(last));
  // Half of such numbers, on one side of them, would be no range either.
  const room = size < 8 * LEAST_RANGE ? 0.5 : size / 2;
  const below = isLog ? Math.max(first / 2, Number.MIN_VALUE) : Math.max(first - room, -Number.MAX_VALUE);
  const above = Math.min(isLog ? Math.max(last * 2, Number.MIN_VALUE * 4) : last + room, Number.MAX_VALUE);
  return [given.min ?? below, given.max ?? above];
}
