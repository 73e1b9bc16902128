import { argsort } from './argsort';
import { sortNumbers } from './sort-numbers';

/** The rows of one class, in ascending order of score; rows of weight 0 are left out. */
interface ClassRows {
  readonly scores: Float64Array;
  /** Weight of each row; undefined if each counts 1. */
  readonly weights: Float64Array | undefined;
  /** The group of each row, from 0. */
  readonly groupOf: Uint32Array;
}

/** One label's rows grouped by equal score, groups in ascending order of score: all that a ranking metric needs. */
export interface ScoreGroups {
  /** The score of each group. */
  readonly scores: Float64Array;
  /** Total weight of the positives and of the negatives in each group. */
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
  /** The positives, then the negatives, one by one. */
  readonly classes: readonly [ClassRows, ClassRows];
}

/** Sorts each class, then merges the two: quicker than sorting indices, and the bootstrap needs the classes apart. */
export function groupByScore(labels: Float64Array, scores: Float64Array, weights?: Float64Array): ScoreGroups {
  const positives = sortClass(1, labels, scores, weights);
  const negatives = sortClass(0, labels, scores, weights);
  const rows = positives.scores.length + negatives.scores.length;
  const groupScores = new Float64Array(rows);
  const positiveTotals = new Float64Array(rows);
  const negativeTotals = new Float64Array(rows);
  let group = 0;
  for (let [p, n] = [0, 0]; p + n < rows; group++) {
    const score = lowest(positives.scores, p, negatives.scores, n);
    groupScores[group] = score;
    p = addToGroup(group, score, positives, p, positiveTotals);
    n = addToGroup(group, score, negatives, n, negativeTotals);
  }
  return {
    scores: groupScores.subarray(0, group),
    positives: positiveTotals.subarray(0, group),
    negatives: negativeTotals.subarray(0, group),
    classes: [positives, negatives],
  };
}

/**
 * Area under the ROC curve from groups in ascending order: the chance that a positive scores above a negative, ties
 * counting one half (Mann–Whitney). Without weights every sum is a whole number, so the result is exact to one
 * rounding up to 9e7 rows. NaN if a class has no weight.
 */
export function areaUnderRoc(positives: Float64Array, negatives: Float64Array): number {
  let negativesBelow = 0;
  let totalPositives = 0;
  let twiceWins = 0;
  for (let group = 0; group < positives.length; group++) {
    const positive = positives[group]!;
    const negative = negatives[group]!;
    twiceWins += positive * (2 * negativesBelow + negative);
    totalPositives += positive;
    negativesBelow += negative;
  }
  return twiceWins / (2 * totalPositives * negativesBelow);
}

/**
 * The same area from labels and scores that all count alike, without the groups, which take longer to build than to
 * count.
 */
export function areaUnderRocOf(labels: Float64Array, scores: Float64Array): number {
  const positives = sortNumbers(scoresOfClass(1, labels, scores));
  const negatives = sortNumbers(scoresOfClass(0, labels, scores));
  let twiceWins = 0;
  let below = 0;
  for (let p = 0; p < positives.length; ) {
    const score = positives[p]!;
    const first = p;
    while (p < positives.length && positives[p] === score) p++;
    while (below < negatives.length && negatives[below]! < score) below++;
    let upTo = below;
    while (upTo < negatives.length && negatives[upTo] === score) upTo++;
    twiceWins += (p - first) * (below + upTo);
    below = upTo;
  }
  return twiceWins / (2 * positives.length * negatives.length);
}

function lowest(a: Float64Array, i: number, b: Float64Array, j: number): number {
  if (i === a.length) return b[j]!;
  return j === b.length || a[i]! <= b[j]! ? a[i]! : b[j]!;
}

/** Puts the class's rows of this score, from row `next` on, into the group; returns the row after them. */
function addToGroup(group: number, score: number, rows: ClassRows, next: number, totals: Float64Array): number {
  const { scores, weights, groupOf } = rows;
  let row = next;
  let total = 0;
  for (; row < scores.length && scores[row] === score; row++) {
    groupOf[row] = group;
    total += weights === undefined ? 1 : weights[row]!;
  }
  totals[group] = total;
  return row;
}

function sortClass(
  label: 0 | 1,
  labels: Float64Array,
  scores: Float64Array,
  weights: Float64Array | undefined,
): ClassRows {
  if (weights === undefined) {
    const own = sortNumbers(scoresOfClass(label, labels, scores));
    return { scores: own, weights: undefined, groupOf: new Uint32Array(own.length) };
  }
  // Weights have to follow their scores, so that indices are sorted.
  const members = new Float64Array(labels.length);
  const memberWeights = new Float64Array(labels.length);
  let count = 0;
  for (let row = 0; row < labels.length; row++) {
    if (labels[row] !== label || weights[row] === 0) continue;
    members[count] = scores[row]!;
    memberWeights[count] = weights[row]!;
    count++;
  }
  const own = members.subarray(0, count);
  const order = argsort(own);
  return {
    scores: Float64Array.from(order, (row) => own[row]!),
    weights: Float64Array.from(order, (row) => memberWeights[row]!),
    groupOf: new Uint32Array(count),
  };
}

function scoresOfClass(label: 0 | 1, labels: Float64Array, scores: Float64Array): Float64Array {
  let count = 0;
  for (let row = 0; row < labels.length; row++) if (labels[row] === label) count++;
  const own = new Float64Array(count);
  // Every score is written, and the place moves on after those of the class: a branch that cannot be foreseen costs more.
  for (let row = 0, place = 0; place < count; row++) {
    own[place] = scores[row]!;
    place += labels[row] === label ? 1 : 0;
  }
  return own;
}
