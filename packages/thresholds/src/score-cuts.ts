import type { FitColumn } from './fit-data';

/** What a threshold does to a label's fitting rows. All are sums of weights. */
export interface Cut {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
  readonly falseNegatives: number;
}

/** Values this close, relative to the larger, are equal: sums of weights such as 0.1 are not exact. */
const TOLERANCE = 1e-12;

/**
 * The threshold with the largest value among the cuts between two neighbouring different scores, above all scores and
 * below all. Equal scores are never parted. Of cuts with equal value the highest wins: the fewest positives.
 *
 * @param value - what to maximise; −Infinity rules a cut out. At least one cut must have a finite value.
 * @returns halfway between the two neighbours; the highest score itself, so that no score lies above it; or the
 *   largest number below the lowest score
 */
export function bestCut(column: FitColumn, value: (cut: Cut) => number): number {
  const groups = scoreGroups(column);
  let positives = 0;
  let negatives = 0;
  for (let group = 0; group < groups.count; group++) {
    positives += groups.positives[group]!;
    negatives += groups.negatives[group]!;
  }
  let truePositives = 0;
  let falsePositives = 0;
  let best = Number.NEGATIVE_INFINITY;
  let place = 0;
  for (let above = 0; above <= groups.count; above++) {
    if (above > 0) {
      truePositives += groups.positives[above - 1]!;
      falsePositives += groups.negatives[above - 1]!;
    }
    const found = value({
      truePositives,
      falsePositives,
      // Rounding must not leave a rest of weight where no row is left.
      trueNegatives: above === groups.count ? 0 : negatives - falsePositives,
      falseNegatives: above === groups.count ? 0 : positives - truePositives,
    });
    if (found > best && !(nearlyEqual(found, best) && Number.isFinite(best))) {
      best = found;
      place = above;
    }
  }
  const scoreOf = (group: number) => (group >= 0 && group < groups.count ? groups.scores[group] : undefined);
  return between(scoreOf(place), scoreOf(place - 1));
}

/** Whether a share reaches its target, rounding of weights aside. */
export function reaches(share: number, target: number): boolean {
  return share >= target || nearlyEqual(share, target);
}

function nearlyEqual(a: number, b: number): boolean {
  return Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
}

/** Different scores from high to low, with the weights of their rows. */
interface ScoreGroups {
  readonly count: number;
  readonly scores: Float64Array;
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
}

/** Without labels every row is a negative. */
function scoreGroups({ scores, labels, weights }: FitColumn): ScoreGroups {
  const n = scores.length;
  // Bootstrap replicates come sorted; looking costs one pass, sorting many.
  const order = isDescending(scores) ? undefined : Uint32Array.from(scores.keys());
  order?.sort((a, b) => scores[b]! - scores[a]!);
  const groups = { scores: new Float64Array(n), positives: new Float64Array(n), negatives: new Float64Array(n) };
  let last = -1;
  for (let place = 0; place < n; place++) {
    const row = order === undefined ? place : order[place]!;
    const score = scores[row]!;
    if (last < 0 || groups.scores[last] !== score) groups.scores[++last] = score;
    const isPositive = labels !== undefined && labels[row] === 1;
    (isPositive ? groups.positives : groups.negatives)[last]! += weights === undefined ? 1 : weights[row]!;
  }
  return { count: last + 1, ...groups };
}

function isDescending(scores: Float64Array): boolean {
  for (let row = 1; row < scores.length; row++) if (scores[row]! > scores[row - 1]!) return false;
  return true;
}

/** A threshold t with below ≤ t < above. */
function between(below: number | undefined, above: number | undefined): number {
  if (below === undefined) return nextBelow(above!);
  if (above === undefined) return below;
  const middle = below / 2 + above / 2;
  // Halving neighbours of the smallest numbers can round up to `above`, or below `below`.
  return middle >= below && middle < above ? middle : below;
}

/** The largest double below a finite number: neighbouring doubles are neighbours as integers too (IEEE 754). */
function nextBelow(value: number): number {
  if (value === 0) return -Number.MIN_VALUE;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + (value > 0 ? -1n : 1n));
  return view.getFloat64(0);
}
