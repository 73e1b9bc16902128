import type { BinContent } from './score-histogram';

/** A figure that is known to lie between two bounds. */
export interface Bounds {
  /** The middle of the bounds: off by half their distance at most. */
  estimate: number;
  lower: number;
  upper: number;
}

/** A bin with what it holds of either class; the weight of a class that it lacks is 0. */
export interface ClassBin {
  readonly positives: BinContent;
  readonly negatives: BinContent;
}

/** The bins that hold anything, ascending. */
export function pairBins(positives: readonly BinContent[], negatives: readonly BinContent[]): ClassBin[] {
  const bins: ClassBin[] = [];
  const none = { weight: 0, lowest: Number.POSITIVE_INFINITY, highest: Number.NEGATIVE_INFINITY };
  for (let [p, n] = [0, 0]; p < positives.length || n < negatives.length; ) {
    const [positive, negative] = [positives[p], negatives[n]];
    const bin = Math.min(positive?.bin ?? Number.POSITIVE_INFINITY, negative?.bin ?? Number.POSITIVE_INFINITY);
    const ofBin = (content: BinContent | undefined) => (content?.bin === bin ? content : { bin, ...none });
    bins.push({ positives: ofBin(positive), negatives: ofBin(negative) });
    if (positive?.bin === bin) p++;
    if (negative?.bin === bin) n++;
  }
  return bins;
}

/**
 * Bounds of the AUROC: pairs of different bins are decided, and those of a bin wherever its positives and its
 * negatives do not overlap; the rest could all be won or all lost.
 */
export function rocAucBounds(bins: readonly ClassBin[]): Bounds {
  let [negativesBelow, allPositives, lower, upper] = [0, 0, 0, 0];
  for (const { positives, negatives } of bins) {
    const [least, most] = sharesWon(positives, negatives);
    lower += positives.weight * (negativesBelow + least * negatives.weight);
    upper += positives.weight * (negativesBelow + most * negatives.weight);
    allPositives += positives.weight;
    negativesBelow += negatives.weight;
  }
  const pairs = allPositives * negativesBelow;
  return between(lower / pairs, upper / pairs);
}

/**
 * Bounds of the average precision. The precision at a positive is TP / (TP + FP) at its score; of a bin with positives of
 * weight p above which there are T and F, TP ends up between T and T + p, and FP, unless the order within the bin is known,
 * between F and F + n. Highest: all positives tied, above the negatives. Lowest: the positives one by one, below them,
 * Σ (T + cᵢ) / (T + cᵢ + F + n) with the running weights cᵢ, which is at least its integral over c from 0 to p. Where each
 * row weighs 1 the sum has a closer bound, since 1 / (a + k) is at most its mean over k ± ½.
 *
 * @param ones - whether every row weighs 1
 */
export function averagePrecisionBounds(bins: readonly ClassBin[], ones: boolean): Bounds {
  let [found, alarms, lower, upper] = [0, 0, 0, 0];
  for (let i = bins.length - 1; i >= 0; i--) {
    const { positives, negatives } = bins[i]!;
    const p = positives.weight;
    if (p > 0) {
      const [least, most] = alarmsAt(positives, negatives, alarms);
      upper += p * ((found + p) / (found + p + least));
      // Scores of their own, one by one, unless all are the same.
      lower +=
        positives.lowest < positives.highest
          ? p - lostOneByOne(found + most, p, most, ones)
          : p * ((found + p) / (found + p + most));
    }
    found += p;
    alarms += negatives.weight;
  }
  // A lower bound by a logarithm, where nothing is lost, may round to above the upper one.
  return between(Math.min(lower, upper) / found, upper / found);
}

/** The least and the most that the share of won pairs of a bin can be, a tie being half won. */
function sharesWon(positives: BinContent, negatives: BinContent): [number, number] {
  const least = positives.lowest > negatives.highest ? 1 : positives.lowest === negatives.highest ? 0.5 : 0;
  const most = positives.highest < negatives.lowest ? 0 : positives.highest === negatives.lowest ? 0.5 : 1;
  return [least, most];
}

/** The least and the most weight of negatives that score as high as a positive of the bin, or higher. */
function alarmsAt(positives: BinContent, negatives: BinContent, above: number): [number, number] {
  const within = above + negatives.weight;
  if (positives.lowest > negatives.highest) return [above, above];
  return positives.highest <= negatives.lowest ? [within, within] : [above, within];
}

/** The most that Σ wᵢ F / (T + cᵢ + F) can be, `total` being T + F. */
function lostOneByOne(total: number, weight: number, alarms: number, ones: boolean): number {
  return alarms === 0 ? 0 : alarms * Math.log1p(weight / (ones ? total + 0.5 : total));
}

function between(lower: number, upper: number): Bounds {
  return { estimate: lower + (upper - lower) / 2, lower, upper };
}
