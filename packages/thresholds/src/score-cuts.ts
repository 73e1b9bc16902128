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
  for (const group of groups) {
    positives += group.positives;
    negatives += group.negatives;
  }
  let truePositives = 0;
  let falsePositives = 0;
  let best = Number.NEGATIVE_INFINITY;
  let place = 0;
  for (let above = 0; above <= groups.length; above++) {
    if (above > 0) {
      truePositives += groups[above - 1]!.positives;
      falsePositives += groups[above - 1]!.negatives;
    }
    const found = value({
      truePositives,
      falsePositives,
      // Rounding must not leave a rest of weight where no row is left.
      trueNegatives: above === groups.length ? 0 : negatives - falsePositives,
      falseNegatives: above === groups.length ? 0 : positives - truePositives,
    });
    if (found > best && !(nearlyEqual(found, best) && Number.isFinite(best))) {
      best = found;
      place = above;
    }
  }
  return between(groups[place]?.score, groups[place - 1]?.score);
}

/** Whether a share reaches its target, rounding of weights aside. */
export function reaches(share: number, target: number): boolean {
  return share >= target || nearlyEqual(share, target);
}

function nearlyEqual(a: number, b: number): boolean {
  return Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
}

interface ScoreGroup {
  readonly score: number;
  positives: number;
  negatives: number;
}

/** Different scores from high to low, with the weights of their rows; without labels every row is a negative. */
function scoreGroups({ scores, labels, weights }: FitColumn): ScoreGroup[] {
  const order = Uint32Array.from(scores.keys());
  // Bootstrap replicates come sorted; looking costs one pass, sorting many.
  if (!isDescending(scores)) order.sort((a, b) => scores[b]! - scores[a]!);
  const groups: ScoreGroup[] = [];
  let group: ScoreGroup | undefined;
  for (const row of order) {
    if (group === undefined || group.score !== scores[row]) {
      group = { score: scores[row]!, positives: 0, negatives: 0 };
      groups.push(group);
    }
    const weight = weights?.[row] ?? 1;
    if (labels?.[row] === 1) group.positives += weight;
    else group.negatives += weight;
  }
  return groups;
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
