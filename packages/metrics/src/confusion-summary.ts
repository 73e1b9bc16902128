import type { Average } from './average';
import { BALANCED_ACCURACY } from './balanced-accuracy';
import { COHEN_KAPPA } from './cohen-kappa';
import { type Confusion, errorShare, totalOf } from './confusion';
import { averageTally, type DecisionFigure, type DecisionOptions } from './decision-average';
import { fbetaFigure } from './fbeta';
import { JACCARD } from './jaccard';
import { MATTHEWS_CORRCOEF } from './matthews-corrcoef';
import { meanOfLabels } from './mean';
import { describeLabels, type LabelAccuracy } from './per-label-accuracy';
import { PRECISION } from './precision';
import { RECALL } from './recall';
import { SPECIFICITY } from './specificity';

/** A number, or one a label with `average: null`. */
export type Averaged<A extends Average> = A extends null ? number[] : number;

/** Options of the figures of a {@link ConfusionSummary}: those of the functions of the same names. */
export interface SummaryOptions<A extends Average = Average> extends Omit<DecisionOptions, 'sampleWeight'> {
  average?: A;
}

/**
 * The metrics of decisions that are counted already. Each method gives what the function of its name gives for all the
 * rows at once, and throws what it throws.
 */
export class ConfusionSummary {
  /** Weight of true and false positives and negatives of each label, as {@link confusion}. */
  readonly perLabel: readonly Confusion[];
  /** How many rows were counted, those of weight 0 among them. */
  readonly rows: number;
  readonly #perRow: readonly Confusion[];
  readonly #labels: readonly string[] | undefined;

  /** @internal */
  constructor(
    perLabel: readonly Confusion[],
    perRow: readonly Confusion[],
    rows: number,
    labels: readonly string[] | undefined,
  ) {
    this.perLabel = perLabel;
    this.rows = rows;
    this.#perRow = perRow;
    this.#labels = labels;
  }

  /** Share of rows that are right in all their labels (exact match): {@link accuracy}. */
  accuracy(): number {
    const right = this.#perRow.filter(({ falsePositives, falseNegatives }) => falsePositives + falseNegatives === 0);
    const weight = (rows: readonly Confusion[]) => rows.reduce((sum, counts) => sum + totalOf(counts), 0);
    return weight(right) / weight(this.#perRow);
  }

  /** Share of right entries: {@link binaryAccuracy}. */
  binaryAccuracy<A extends 'micro' | 'macro' | null = 'micro'>(options: { average?: A } = {}): Averaged<A> {
    const perLabel = this.perLabel.map((counts) => (counts.trueNegatives + counts.truePositives) / totalOf(counts));
    return meanOfLabels(perLabel, options.average) as Averaged<A>;
  }

  /** Share of wrong entries: {@link hammingLoss}. */
  hammingLoss<A extends 'micro' | 'macro' | null = 'micro'>(options: { average?: A } = {}): Averaged<A> {
    const perLabel = this.perLabel.map(errorShare);
    return meanOfLabels(perLabel, options.average) as Averaged<A>;
  }

  /** One line a label, by the accumulator's label names: {@link perLabelAccuracy}. */
  perLabelAccuracy(): LabelAccuracy[] {
    return describeLabels(this.perLabel, this.#labels);
  }

  /** Mean of sensitivity and specificity: {@link balancedAccuracy}. */
  balancedAccuracy<A extends Average = 'macro'>(options: { average?: A } = {}): Averaged<A> {
    return this.#figure(BALANCED_ACCURACY, options);
  }

  /** Share of the positive decisions that are right: {@link precision}. */
  precision<A extends Average = 'macro'>(options: SummaryOptions<A> = {}): Averaged<A> {
    return this.#figure(PRECISION, options);
  }

  /** Share of the positives that are found: {@link recall}. */
  recall<A extends Average = 'macro'>(options: SummaryOptions<A> = {}): Averaged<A> {
    return this.#figure(RECALL, options);
  }

  /** Share of the negatives that are left alone: {@link specificity}. */
  specificity<A extends Average = 'macro'>(options: SummaryOptions<A> = {}): Averaged<A> {
    return this.#figure(SPECIFICITY, options);
  }

  /** {@link jaccard} */
  jaccard<A extends Average = 'macro'>(options: SummaryOptions<A> = {}): Averaged<A> {
    return this.#figure(JACCARD, options);
  }

  /** {@link f1} */
  f1<A extends Average = 'macro'>(options: SummaryOptions<A> = {}): Averaged<A> {
    return this.#figure(fbetaFigure(1), options);
  }

  /** {@link fbeta} */
  fbeta<A extends Average = 'macro'>(options: SummaryOptions<A> & { beta?: number } = {}): Averaged<A> {
    return this.#figure(fbetaFigure(options.beta ?? 1), options);
  }

  /** {@link matthewsCorrcoef} */
  matthewsCorrcoef<A extends Average = 'macro'>(options: SummaryOptions<A> = {}): Averaged<A> {
    return this.#figure(MATTHEWS_CORRCOEF, options);
  }

  /** {@link cohenKappa} */
  cohenKappa<A extends Average = 'macro'>(options: SummaryOptions<A> = {}): Averaged<A> {
    return this.#figure(COHEN_KAPPA, options);
  }

  #figure<A extends Average>(figure: DecisionFigure, options: SummaryOptions<A>): Averaged<A> {
    return averageTally(figure, { perLabel: this.perLabel, perRow: () => this.#perRow }, options) as Averaged<A>;
  }
}
