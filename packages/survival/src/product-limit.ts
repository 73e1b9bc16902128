import { argsort } from './argsort';
import { countBelow, countUpTo } from './count-times';

/** A curve that starts at 1 and changes at `times`, ascending. */
export interface StepCurve {
  readonly times: Float64Array;
  /** From each time on. */
  readonly values: Float64Array;
}

/** Rows of follow-up; weights of 1 unless given. */
interface Rows {
  readonly time: Float64Array;
  readonly event: Uint8Array;
  readonly weights?: Float64Array | undefined;
}

/**
 * Kaplan and Meier's product-limit estimate (1958) of being without the event, or of being still under observation. A
 * row that is censored at the time of an event is censored after it.
 */
export function productLimit({ time, event, weights }: Rows, of: 'event' | 'censoring'): StepCurve {
  const order = argsort(time);
  const weightOf = (row: number) => (weights === undefined ? 1 : weights[row]!);
  const times: number[] = [];
  const values: number[] = [];
  // Summed from the end, so that the last at risk are not what rounding left of a large sum.
  const atRisk = new Float64Array(order.length + 1);
  for (let place = order.length - 1; place >= 0; place--) atRisk[place] = atRisk[place + 1]! + weightOf(order[place]!);
  let value = 1;
  for (let start = 0, end = 0; start < order.length; start = end) {
    const now = time[order[start]!]!;
    let events = 0;
    let censored = 0;
    for (; end < order.length && time[order[end]!] === now; end++) {
      const row = order[end]!;
      if (event[row] === 1) events += weightOf(row);
      else censored += weightOf(row);
    }
    const beyond = atRisk[end]!;
    const before = of === 'event' ? atRisk[start]! : beyond + censored;
    const after = of === 'event' ? beyond + censored : beyond;
    if (of === 'event' ? events === 0 : censored === 0) continue;
    value *= after / before;
    times.push(now);
    values.push(value);
  }
  return { times: Float64Array.from(times), values: Float64Array.from(values) };
}

/** The curve's value at a time. */
export function valueAt({ times, values }: StepCurve, time: number): number {
  const count = countUpTo(times, time);
  return count === 0 ? 1 : values[count - 1]!;
}

/** The curve's value just before a time. */
export function valueBefore({ times, values }: StepCurve, time: number): number {
  const count = countBelow(times, time);
  return count === 0 ? 1 : values[count - 1]!;
}
