import type { Cohort, Levels } from '../cohort';
import { ascendingOrder } from '../order';

/** What happened at each distinct time of one group, in ascending order; counts are sums of weights. */
export interface EventTable {
  readonly time: Float64Array;
  /** Just before each time: of those with entry < time, who had neither event nor censoring yet. */
  readonly atRisk: Float64Array;
  readonly events: Float64Array;
  readonly censored: Float64Array;
  /** Rows with an event, whatever their weight. */
  readonly eventRows: Uint32Array;
  /** Rows of the group. */
  readonly rows: number;
}

/** The order in which sweeps go: rows by group, within it by time, and by entry. */
export interface SweepOrder {
  readonly byTime: Uint32Array;
  readonly byEntry: Uint32Array | undefined;
}

export function sweepOrder({ time, entry }: Cohort, { number: group, values }: Levels): SweepOrder {
  return {
    byTime: ascendingOrder(time, group, values.length),
    byEntry: entry && ascendingOrder(entry, group, values.length),
  };
}

/** One a group, in the order of the groups' numbers: O(n log n). */
export function eventTables(
  cohort: Cohort,
  groups: Levels,
  { byTime, byEntry }: SweepOrder = sweepOrder(cohort, groups),
): EventTable[] {
  const sizes = groups.values.map(() => 0);
  for (const number of groups.number) sizes[number]!++;
  let start = 0;
  return sizes.map((rows) => {
    const from = start;
    start += rows;
    return eventTable(cohort, byTime.subarray(from, start), byEntry?.subarray(from, start));
  });
}

/** From the latest time to the earliest, so that risk sets are sums of what lies behind. */
function eventTable(cohort: Cohort, order: Uint32Array, byEntry: Uint32Array | undefined): EventTable {
  const { time, event, weights, entry } = cohort;
  let count = 0;
  for (let place = 0; place < order.length; place++) {
    if (place === 0 || time[order[place]!] !== time[order[place - 1]!]) count++;
  }
  const table = {
    time: new Float64Array(count),
    atRisk: new Float64Array(count),
    events: new Float64Array(count),
    censored: new Float64Array(count),
    eventRows: new Uint32Array(count),
    rows: order.length,
  };
  let total = 0;
  let rowsAtRisk = 0;
  let notEntered = order.length;
  for (let place = order.length - 1, at = count - 1; place >= 0; at--) {
    const now = time[order[place]!]!;
    for (; place >= 0 && time[order[place]!] === now; place--) {
      const row = order[place]!;
      const weight = weights === undefined ? 1 : weights[row]!;
      total += weight;
      rowsAtRisk++;
      table.censored[at]! += event[row] === 1 ? 0 : weight;
      table.events[at]! += event[row] === 1 ? weight : 0;
      table.eventRows[at]! += event[row]!;
    }
    if (byEntry !== undefined) {
      for (; notEntered > 0 && entry![byEntry[notEntered - 1]!]! >= now; notEntered--) {
        total -= weights === undefined ? 1 : weights[byEntry[notEntered - 1]!]!;
        rowsAtRisk--;
      }
    }
    table.time[at] = now;
    // Where all at risk have the event, rounding of the weights must not leave a trace of survivors.
    table.atRisk[at] = rowsAtRisk === table.eventRows[at] ? table.events[at]! : total;
  }
  return table;
}
