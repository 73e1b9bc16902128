import { type Average, meanOfDefined, readAverage } from './average';
import { InvalidValueError, SingleClassError } from './errors';
import { type PrecisionRecallCurve, precisionRecallPoints } from './precision-recall-curve';
import { averagePrecisionBounds, type Bounds, type ClassBin, pairBins, rocAucBounds } from './ranking-bounds';
import { type RocCurve, rocPoints } from './roc-curve';
import type { BinContent } from './score-histogram';

/** How several labels become one figure: as for {@link rocAuc}, but for the mean of one figure a row. */
export type RankingAverage = Exclude<Average, 'samples'>;

/** Options of the figures of a {@link RankingSummary}. */
export interface RankingSummaryOptions<A extends RankingAverage = RankingAverage> {
  /** Default `'macro'`. Not `'samples'`: the figure of a row is not to be had from counts of all rows. */
  average?: A;
  /** As in {@link RankingOptions}: `'omit'` leaves labels of one class out, and gives NaN in lists. Default `'throw'`. */
  singleClass?: 'throw' | 'omit';
}

/** Bounds, or bounds of each label with `average: null`. */
export type AveragedBounds<A extends RankingAverage> = A extends null ? Bounds[] : Bounds;

const NOTHING: Bounds = { estimate: Number.NaN, lower: Number.NaN, upper: Number.NaN };

/** AUROC and average precision, with bounds, and the curves at the bins' edges, of scores that were counted in bins. */
export class RankingSummary {
  /** Each label's bins. */
  readonly #labels: readonly (readonly ClassBin[])[];
  /** Negatives, then positives, of each label. */
  readonly #contents: readonly (readonly BinContent[])[];
  readonly #ones: boolean;

  /** @internal */
  constructor(contents: readonly (readonly BinContent[])[], ones: boolean) {
    this.#contents = contents;
    this.#labels = contents.flatMap((negatives, i) => (i % 2 === 0 ? [pairBins(contents[i + 1]!, negatives)] : []));
    this.#ones = ones;
  }

  /**
   * Bounds of {@link rocAuc}.
   *
   * @throws {@link SingleClassError} for a label of one class (see `singleClass`; always if no label has both)
   */
  rocAuc<A extends RankingAverage = 'macro'>(options: RankingSummaryOptions<A> = {}): AveragedBounds<A> {
    return this.#average(options, false, rocAucBounds);
  }

  /**
   * Bounds of {@link averagePrecision}.
   *
   * @throws {@link SingleClassError} for a label without positives (see `singleClass`; always if no label has any)
   */
  averagePrecision<A extends RankingAverage = 'macro'>(options: RankingSummaryOptions<A> = {}): AveragedBounds<A> {
    return this.#average(options, true, (bins) => averagePrecisionBounds(bins, this.#ones));
  }

  /**
   * Points of the ROC curve of a label, one for each bin that is not empty: those of {@link rocCurve} whose threshold is
   * the lowest score of a bin. They are exact; the curve between them is not known.
   *
   * @param column - of the label, from 0
   * @throws {@link SingleClassError}, {@link InvalidValueError}
   */
  rocCurve(column = 0): RocCurve {
    const bins = this.#bins(column);
    requireClasses(bins, column, false);
    return rocPoints(edges(bins), false);
  }

  /**
   * Points of the precision–recall curve of a label, one for each bin that is not empty: as {@link RankingSummary.rocCurve}.
   *
   * @param column - of the label, from 0
   * @throws {@link SingleClassError}, {@link InvalidValueError}
   */
  precisionRecallCurve(column = 0): PrecisionRecallCurve {
    const bins = this.#bins(column);
    requireClasses(bins, column, true);
    return precisionRecallPoints(edges(bins));
  }

  #bins(column: number): readonly ClassBin[] {
    const bins = this.#labels[column];
    if (bins !== undefined) return bins;
    throw new InvalidValueError('column', column, `a whole number from 0 to ${this.#labels.length - 1}`);
  }

  #average<A extends RankingAverage>(
    { average: option, singleClass }: RankingSummaryOptions<A>,
    withoutNegatives: boolean,
    figure: (bins: readonly ClassBin[]) => Bounds,
  ): AveragedBounds<A> {
    const average = readAverage(option);
    if (average === 'samples') {
      throw new InvalidValueError(
        'average',
        average,
        "'macro', 'micro', 'weighted' or null, of scores counted in bins",
      );
    }
    const labels = average === 'micro' ? [this.#allEntries()] : this.#labels;
    const omit = singleClass === 'omit' && average !== 'micro';
    const column = (label: number) => (labels.length === 1 ? undefined : label);
    const figures = labels.map((bins, label) => {
      if (omit && missingClass(bins, withoutNegatives) !== undefined) return NOTHING;
      requireClasses(bins, column(label), withoutNegatives);
      return figure(bins);
    });
    if (average === null) return figures as AveragedBounds<A>;
    const shares = average === 'weighted' ? labels.map((bins) => weightOf(bins, 'positives')) : undefined;
    const mean = (part: keyof Bounds) =>
      meanOfDefined(
        figures.map((bounds) => bounds[part]),
        shares,
      );
    const result = { estimate: mean('estimate'), lower: mean('lower'), upper: mean('upper') };
    if (Number.isNaN(result.estimate)) requireClasses(labels[0]!, undefined, withoutNegatives);
    return result as AveragedBounds<A>;
  }

  /** The bins of all labels' entries together. */
  #allEntries(): ClassBin[] {
    const [negatives, positives] = [0, 1].map((label) =>
      together(this.#contents.filter((_, i) => i % 2 === label).flat()),
    );
    return pairBins(positives!, negatives!);
  }
}

function together(contents: readonly BinContent[]): BinContent[] {
  const bins = new Map<number, BinContent>();
  for (const each of contents) {
    const known = bins.get(each.bin);
    bins.set(each.bin, {
      bin: each.bin,
      weight: each.weight + (known?.weight ?? 0),
      lowest: Math.min(each.lowest, known?.lowest ?? each.lowest),
      highest: Math.max(each.highest, known?.highest ?? each.highest),
    });
  }
  return [...bins.values()].sort((a, b) => a.bin - b.bin);
}

/** The bins as scores: each stands for the lowest one in it, at and above which all its rows lie. */
function edges(bins: readonly ClassBin[]) {
  return {
    scores: Float64Array.from(bins, ({ positives, negatives }) => Math.min(positives.lowest, negatives.lowest)),
    positives: Float64Array.from(bins, ({ positives }) => positives.weight),
    negatives: Float64Array.from(bins, ({ negatives }) => negatives.weight),
  };
}

function weightOf(bins: readonly ClassBin[], side: keyof ClassBin): number {
  return bins.reduce((sum, bin) => sum + bin[side].weight, 0);
}

/** The class without which the figure is not defined and that the label lacks. */
function missingClass(bins: readonly ClassBin[], withoutNegatives: boolean): 0 | 1 | undefined {
  if (weightOf(bins, 'positives') === 0) return 1;
  return withoutNegatives || weightOf(bins, 'negatives') > 0 ? undefined : 0;
}

function requireClasses(bins: readonly ClassBin[], column: number | undefined, withoutNegatives: boolean): void {
  const missing = missingClass(bins, withoutNegatives);
  if (missing === undefined) return;
  throw new SingleClassError(column, missing === 1 ? 0 : 1, weightOf(bins, 'positives') + weightOf(bins, 'negatives'));
}
