import { type AccumulatorJSON, mergedColumns, readChunk, requireRows, requireSame } from './accumulator';
import { UnlikeAccumulatorsError } from './errors';
import { RankingSummary } from './ranking-summary';
import { binOf } from './score-bins';
import { ScoreHistogram } from './score-histogram';
import { StateReader } from './state-reader';
import { type Column, FINITE, PROBABILITY, type Table } from './table';

/** Options of {@link RankingAccumulator}. */
export interface RankingAccumulatorOptions {
  /** Whether the scores are logits (any finite number) instead of probabilities in [0, 1]. Default false. */
  fromLogits?: boolean;
}

const KIND = 'RankingAccumulator';

/**
 * AUROC and average precision of rows that come piece by piece. They depend on the order of all scores, which can't be kept
 * within bounded memory; so scores are counted in 65,541 bins, and each figure comes with bounds between which the exact
 * one lies.
 *
 * Bins are narrow near 0 and near 1: 512 for each halving of the distance to the nearer end, from ½ to 2⁻⁶⁵; 0, ½ and 1 have
 * their own. With `fromLogits` likewise for each halving of the distance to 0, from 2³² to 2⁻³². For each bin the weight,
 * and the lowest and highest score, of either class are kept. What is not known is only the order of a positive and a
 * negative that share a bin in which the two classes overlap. So the bounds of the AUROC meet if no bin holds a
 * positive and a negative of different scores, and those of the average precision if no bin holds a positive and any
 * row of another score. Smooth distributions leave 10⁻⁴ to 10⁻³ between them.
 *
 * Memory: half a megabyte a label, and up to 80 bytes for each bin that is not empty, however many the rows. The order of
 * updates and merges does not matter beyond the last digit of weighted sums.
 */
export class RankingAccumulator {
  readonly #fromLogits: boolean;
  #columns: number | undefined;
  /** Whether every row weighs 1, which gives closer bounds. */
  #ones = true;
  /** For each label the negatives' scores, then the positives'. */
  #histograms: ScoreHistogram[] = [];

  constructor({ fromLogits = false }: RankingAccumulatorOptions = {}) {
    this.#fromLogits = fromLogits;
  }

  /**
   * Adds rows. If it throws, nothing has changed.
   *
   * @param yTrue - labels 0 or 1, rows × labels, or flat for one label
   * @param scores - probabilities in [0, 1], or finite numbers with `fromLogits`; same shape
   * @param sampleWeight - one weight a row, at least 0
   * @throws {@link MetricsError} on bad input, and if there are not as many labels as before
   */
  update(yTrue: Table, scores: Table, sampleWeight?: Column): this {
    const domain = this.#fromLogits ? FINITE : PROBABILITY;
    const { labels, values, rows, weight } = readChunk(yTrue, 'scores', scores, domain, sampleWeight, this.#columns);
    this.#begin(labels.length);
    for (let row = 0; row < rows; row++) {
      const rowWeight = weight(row);
      if (rowWeight === 0) continue;
      if (rowWeight !== 1) this.#ones = false;
      for (let column = 0; column < labels.length; column++) {
        const score = values[column]![row]!;
        const histogram = this.#histograms[2 * column + labels[column]![row]!]!;
        histogram.add(binOf(score, this.#fromLogits), score, rowWeight);
      }
    }
    return this;
  }

  /**
   * Adds the other's rows, which stays as it is.
   *
   * @throws {@link UnlikeAccumulatorsError} if `fromLogits` or the numbers of labels differ
   */
  merge(other: RankingAccumulator): this {
    if (!(other instanceof RankingAccumulator)) throw new UnlikeAccumulatorsError('kind', KIND, String(other));
    requireSame('fromLogits', this.#fromLogits, other.#fromLogits);
    const columns = mergedColumns(this.#columns, other.#columns);
    if (columns === undefined || other.#columns === undefined) return this;
    this.#begin(columns);
    this.#ones &&= other.#ones;
    for (const [i, histogram] of other.#histograms.entries()) this.#histograms[i]!.merge(histogram);
    return this;
  }

  /**
   * The figures of all rows so far; later updates don't change them.
   *
   * @throws {@link EmptyInputError} before the first row of positive weight
   */
  result(): RankingSummary {
    const contents = this.#histograms.map((histogram) => histogram.contents());
    requireRows(this.#columns, contents.flat().length);
    return new RankingSummary(contents, this.#ones);
  }

  /** The state as plain data, for {@link RankingAccumulator.fromJSON}: five numbers for each bin that is not empty. */
  toJSON(): AccumulatorJSON {
    return {
      kind: KIND,
      fromLogits: this.#fromLogits,
      columns: this.#columns,
      ones: this.#ones,
      histograms: this.#histograms.map((histogram) => histogram.toJSON()),
    };
  }

  /**
   * An accumulator with the state that `toJSON` gave.
   *
   * @throws {@link InvalidValueError} if it is no such state
   */
  static fromJSON(state: AccumulatorJSON): RankingAccumulator {
    const read = StateReader.of(KIND, state);
    const accumulator = new RankingAccumulator({ fromLogits: read.flag('fromLogits') });
    accumulator.#columns = read.count('columns', 1);
    accumulator.#ones = read.flag('ones');
    const histograms = read.parts('histograms', 2 * (accumulator.#columns ?? 0));
    accumulator.#histograms = histograms.map((part) => ScoreHistogram.fromJSON(part));
    return accumulator;
  }

  #begin(columns: number): void {
    if (this.#columns !== undefined) return;
    this.#columns = columns;
    this.#histograms = Array.from({ length: 2 * columns }, () => new ScoreHistogram());
  }
}
