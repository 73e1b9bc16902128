import { type AccumulatorJSON, mergedColumns, readChunk, requireRows } from './accumulator';
import { CompensatedSum } from './compensated-sum';
import { ShapeMismatchError, UnlikeAccumulatorsError } from './errors';
import { LABEL_RANKINGS } from './label-ranking';
import { StateReader } from './state-reader';
import { type Column, FINITE, type Rows, transpose } from './table';

/** The figures of a {@link LabelRankingAccumulator}. */
export interface LabelRankings {
  labelRankingAveragePrecision: number;
  coverageError: number;
  labelRankingLoss: number;
}

const KIND = 'LabelRankingAccumulator';
const NAMES = ['labelRankingAveragePrecision', 'coverageError', 'labelRankingLoss'] as const;

/**
 * {@link labelRankingAveragePrecision}, {@link coverageError} and {@link labelRankingLoss} of rows that come piece by
 * piece: the same numbers as of all rows at once, since each is a mean over rows. Sums are compensated. Memory: four numbers.
 */
export class LabelRankingAccumulator {
  #columns: number | undefined;
  #weight = new CompensatedSum();
  #sums = NAMES.map(() => new CompensatedSum());

  /**
   * Adds rows. If it throws, nothing has changed.
   *
   * @param yTrue - labels 0 or 1, rows × labels
   * @param scores - finite numbers, same shape; only their order within a row matters
   * @param sampleWeight - one weight a row, at least 0
   * @throws {@link MetricsError} on bad input, and if there are not as many labels as before
   */
  update(yTrue: Rows, scores: Rows, sampleWeight?: Column): this {
    const { labels, values, rows, flat, weight } = readChunk(
      yTrue,
      'scores',
      scores,
      FINITE,
      sampleWeight,
      this.#columns,
    );
    if (flat) throw new ShapeMismatchError('yTrue', [rows, 1], [rows]);
    this.#columns = labels.length;
    const [labelRows, scoreRows] = [transpose(labels), transpose(values)];
    for (let row = 0; row < rows; row++) {
      const rowWeight = weight(row);
      if (rowWeight === 0) continue;
      this.#weight.add(rowWeight);
      for (const [i, name] of NAMES.entries()) {
        this.#sums[i]!.add(rowWeight * LABEL_RANKINGS[name](labelRows[row]!, scoreRows[row]!));
      }
    }
    return this;
  }

  /**
   * Adds the other's rows, which stays as it is.
   *
   * @throws {@link UnlikeAccumulatorsError} if the numbers of labels differ
   */
  merge(other: LabelRankingAccumulator): this {
    if (!(other instanceof LabelRankingAccumulator)) throw new UnlikeAccumulatorsError('kind', KIND, String(other));
    this.#columns = mergedColumns(this.#columns, other.#columns);
    this.#weight.merge(other.#weight);
    for (const [i, sum] of other.#sums.entries()) this.#sums[i]!.merge(sum);
    return this;
  }

  /**
   * The three figures of all rows so far.
   *
   * @throws {@link EmptyInputError} before the first row of positive weight
   */
  result(): LabelRankings {
    const weight = this.#weight.value;
    requireRows(this.#columns, weight);
    const [labelRankingAveragePrecision, coverageError, labelRankingLoss] = this.#sums.map((sum) => sum.value / weight);
    return {
      labelRankingAveragePrecision: labelRankingAveragePrecision!,
      coverageError: coverageError!,
      labelRankingLoss: labelRankingLoss!,
    };
  }

  /** The state as plain data, for {@link LabelRankingAccumulator.fromJSON}. */
  toJSON(): AccumulatorJSON {
    return {
      kind: KIND,
      columns: this.#columns,
      weight: this.#weight.toJSON(),
      sums: this.#sums.map((sum) => sum.toJSON()),
    };
  }

  /**
   * An accumulator with the state that `toJSON` gave.
   *
   * @throws {@link InvalidValueError} if it is no such state
   */
  static fromJSON(state: AccumulatorJSON): LabelRankingAccumulator {
    const read = StateReader.of(KIND, state);
    const accumulator = new LabelRankingAccumulator();
    accumulator.#columns = read.count('columns', 1);
    accumulator.#weight = read.sum('weight');
    accumulator.#sums = read.sums('sums', NAMES.length);
    return accumulator;
  }
}
