import { type Cohort, gather } from '../cohort';
import { ascendingOrder } from '../order';
import { RankSums } from './rank-sums';

/** What the pairs of an event count, by the number of its stratum and its time: at least 0. */
export type TimeWeight = (stratum: number, time: number) => number;

/** Sums over pairs of weight × weight × time weight, and each row's share in them. */
export interface PairSums {
  concordant: number;
  discordant: number;
  /** Comparable pairs of equal risk. */
  tiedRisk: number;
  /** Pairs of events at the same time, which are not comparable, of different risk. */
  tiedTime: number;
  /** … and of equal risk. */
  tiedBoth: number;
  /** Whether any pair is comparable: rounded sums of weights would not tell. */
  comparable: boolean;
  /** The cohort's row in each place of `net` and `pairs`. */
  readonly order: Uint32Array;
  /** Concordant minus discordant pairs of each row; its own weight is not multiplied in. */
  readonly net: Float64Array;
  /** Comparable pairs of each row, in the same way. */
  readonly pairs: Float64Array;
}

/**
 * Sums over the comparable pairs of each stratum: an event, and a row that was under observation then and outlived it.
 *
 * The sweep goes from the latest time to the earliest and keeps the weight at risk by rank of risk, so that an event
 * finds how much of it ranks below: O(n log n), memory linear. Sums of the events so far give each row its pairs with
 * earlier events: those at the end, or when the row leaves the risk set, less those when it came in.
 */
export function sumPairs(cohort: Cohort, risk: Float64Array, timeWeight: TimeWeight): PairSums {
  const rows = risk.length;
  const line = lineUp(cohort, risk);
  const sums: PairSums = {
    ...{ concordant: 0, discordant: 0, tiedRisk: 0, tiedTime: 0, tiedBoth: 0, comparable: false },
    ...{ order: line.order, net: new Float64Array(rows), pairs: new Float64Array(rows) },
  };
  const scratch: Scratch = {
    ...{ atRisk: new RankSums(line.mostRanks), events: new RankSums(line.mostRanks) },
    ...{ weightAtRank: new Float64Array(line.mostRanks), hasLeft: new Uint8Array(line.leaving?.length ?? 0) },
  };
  for (let start = 0, end = 0; start < rows; start = end) {
    end = endOfStratum(line.stratum, start);
    sweep(line, start, end, timeWeight, scratch, sums);
  }
  return sums;
}

/** A cohort in places by stratum and, within it, ascending time, so that the sweep reads on from where it is. */
interface Line {
  readonly order: Uint32Array;
  readonly time: Float64Array;
  readonly event: Uint8Array;
  readonly weights: Float64Array | undefined;
  readonly entry: Float64Array | undefined;
  readonly stratum: Uint32Array;
  /** Rank of the risk within the stratum, from 0; equal risks have the same one. */
  readonly rank: Uint32Array;
  /** Of any stratum. */
  readonly mostRanks: number;
  /** Places by stratum and ascending entry. */
  readonly leaving: Uint32Array | undefined;
}

/** What the strata use one after the other. */
interface Scratch {
  readonly atRisk: RankSums;
  /** The events so far, times their time weights. */
  readonly events: RankSums;
  /** All 0 between times. */
  readonly weightAtRank: Float64Array;
  /** Places that have left the risk set, if there is delayed entry. */
  readonly hasLeft: Uint8Array;
}

function sweep(
  { time, event, weights, entry, stratum, rank, leaving }: Line,
  start: number,
  end: number,
  timeWeight: TimeWeight,
  { atRisk, events, weightAtRank, hasLeft }: Scratch,
  sums: PairSums,
): void {
  const { net, pairs } = sums;
  let ranks = 0;
  for (let place = start; place < end; place++) if (rank[place]! >= ranks) ranks = rank[place]! + 1;
  atRisk.clear(ranks);
  events.clear(ranks);
  let remaining = end;
  let count = 0;
  for (let from = end, to = end; from > start; from = to) {
    const now = time[from - 1]!;
    let deaths = 0;
    for (; to > start && time[to - 1] === now; to--) {
      const place = to - 1;
      if (event[place] === 1) {
        deaths++;
        continue;
      }
      // Censored at the time of an event: the event came first.
      const at = rank[place]!;
      net[place]! -= events.total - 2 * events.below(at) - events.at(at);
      pairs[place]! -= events.total;
      atRisk.add(at, weights === undefined ? 1 : weights[place]!);
      count++;
    }
    if (deaths === 0) continue;
    while (leaving !== undefined && remaining > start && entry![leaving[remaining - 1]!]! >= now) {
      const place = leaving[--remaining]!;
      const at = rank[place]!;
      net[place]! += events.total - 2 * events.below(at) - events.at(at);
      pairs[place]! += events.total;
      atRisk.add(at, weights === undefined ? -1 : -weights[place]!);
      hasLeft[place] = 1;
      count--;
    }
    const factor = timeWeight(stratum[to]!, now);
    if (count > 0 && factor > 0) sums.comparable = true;
    for (let place = to; place < from; place++) {
      if (event[place] === 0) continue;
      const at = rank[place]!;
      const weight = factor * (weights === undefined ? 1 : weights[place]!);
      const below = atRisk.below(at);
      const same = atRisk.at(at);
      const above = atRisk.total - below - same;
      sums.concordant += weight * below;
      sums.discordant += weight * above;
      sums.tiedRisk += weight * same;
      net[place]! += factor * (below - above);
      pairs[place]! += factor * atRisk.total;
      events.add(at, weight);
    }
    // Events at the same time have no order: they enter the risk set, and meet earlier events, after all are counted.
    let weightHere = 0;
    for (let place = to; place < from; place++) {
      if (event[place] === 0) continue;
      const at = rank[place]!;
      const weight = weights === undefined ? 1 : weights[place]!;
      net[place]! -= events.total - 2 * events.below(at) - events.at(at);
      pairs[place]! -= events.total;
      atRisk.add(at, weight);
      count++;
      sums.tiedTime += factor * weight * (weightHere - weightAtRank[at]!);
      sums.tiedBoth += factor * weight * weightAtRank[at]!;
      weightHere += weight;
      weightAtRank[at]! += weight;
    }
    for (let place = to; place < from; place++) weightAtRank[rank[place]!] = 0;
  }
  const below = events.allBelow(ranks);
  for (let place = start; place < end; place++) {
    if (leaving !== undefined && hasLeft[place] === 1) continue;
    const at = rank[place]!;
    net[place]! += events.total - below[at]! - below[at + 1]!;
    pairs[place]! += events.total;
  }
}

function lineUp(cohort: Cohort, risk: Float64Array): Line {
  const strata = cohort.strata.length;
  const order = ascendingOrder(cohort.time, cohort.stratum, strata);
  const gathered = (values: Float64Array) => gather(order, (row) => values[row]!);
  const stratum = gatherWhole(order, cohort.stratum, new Uint32Array(order.length));
  const entry = cohort.entry && gathered(cohort.entry);
  return {
    ...{ order, stratum, entry },
    time: gathered(cohort.time),
    event: gatherWhole(order, cohort.event, new Uint8Array(order.length)),
    weights: cohort.weights && gathered(cohort.weights),
    leaving: entry && ascendingOrder(entry, stratum, strata),
    ...rankInStrata(gathered(risk), stratum, strata),
  };
}

function rankInStrata(risk: Float64Array, stratum: Uint32Array, strata: number): Pick<Line, 'rank' | 'mostRanks'> {
  const places = ascendingOrder(risk, stratum, strata);
  const rank = new Uint32Array(places.length);
  let mostRanks = 0;
  let current = -1;
  for (let i = 0, last = -1; i < places.length; i++) {
    const place = places[i]!;
    if (i === 0 || stratum[place] !== stratum[last]) current = 0;
    else if (risk[place] !== risk[last]) current++;
    rank[place] = current;
    if (current >= mostRanks) mostRanks = current + 1;
    last = place;
  }
  return { rank, mostRanks };
}

function gatherWhole<T extends Uint8Array | Uint32Array>(order: Uint32Array, from: T, to: T): T {
  for (let place = 0; place < order.length; place++) to[place] = from[order[place]!]!;
  return to;
}

function endOfStratum(stratum: Uint32Array, start: number): number {
  let end = start + 1;
  while (end < stratum.length && stratum[end] === stratum[start]) end++;
  return end;
}
