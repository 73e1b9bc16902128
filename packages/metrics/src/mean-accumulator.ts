import { type AccumulatorJSON, mergedColumns, readChunk, requireRows, requireSame } from './accumulator';
import { type BinaryCrossentropyOptions, crossentropyFigure } from './binary-crossentropy';
import { BRIER } from './brier';
import { CompensatedSum } from './compensated-sum';
import type { Averaged } from './confusion-summary';
import { InvalidValueError, UnlikeAccumulatorsError } from './errors';
import { LOG_LOSS } from './log-loss';
import { type EntryFigure, type MeanOptions, meanOfLabels } from './mean';
import { StateReader } from './state-reader';
import type { Column, Table } from './table';

/** Options of {@link MeanAccumulator}. */
export type MeanAccumulatorOptions =
  | { metric: 'logLoss' | 'brier' }
  | ({ metric: 'binaryCrossentropy' } & Omit<BinaryCrossentropyOptions, keyof MeanOptions>);

const KIND = 'MeanAccumulator';

/**
 * {@link logLoss}, {@link brier} or {@link binaryCrossentropy} of rows that come piece by piece: the same number as of all
 * rows at once. Sums are compensated, so that digits hold and order does not matter beyond the last of them. Memory: two
 * numbers a label.
 */
export class MeanAccumulator {
  readonly #options: MeanAccumulatorOptions;
  readonly #figure: EntryFigure;
  #columns: number | undefined;
  #weight = new CompensatedSum();
  #sums: CompensatedSum[] = [];

  /** @throws {@link InvalidValueError} */
  constructor(options: MeanAccumulatorOptions) {
    this.#options = { ...options };
    this.#figure = figureOf(this.#options);
  }

  /**
   * Adds rows. If it throws, nothing has changed.
   *
   * @param yTrue - labels 0 or 1, rows × labels, or flat for one label
   * @param scores - probabilities in [0, 1], or logits with `fromLogits`; same shape
   * @param sampleWeight - one weight a row, at least 0
   * @throws {@link MetricsError} on bad input, and if there are not as many labels as before
   */
  update(yTrue: Table, scores: Table, sampleWeight?: Column): this {
    const { argument, domain, of } = this.#figure;
    const { labels, values, rows, weight } = readChunk(yTrue, argument, scores, domain, sampleWeight, this.#columns);
    this.#begin(labels.length);
    for (let row = 0; row < rows; row++) {
      const rowWeight = weight(row);
      if (rowWeight === 0) continue;
      this.#weight.add(rowWeight);
      for (const [column, sum] of this.#sums.entries())
        sum.add(rowWeight * of(labels[column]![row]!, values[column]![row]!));
    }
    return this;
  }

  /**
   * Adds the other's rows, which stays as it is.
   *
   * @throws {@link UnlikeAccumulatorsError} if metric, options or number of labels differ
   */
  merge(other: MeanAccumulator): this {
    if (!(other instanceof MeanAccumulator)) throw new UnlikeAccumulatorsError('kind', KIND, String(other));
    requireSame('options', optionsOf(this.#options), optionsOf(other.#options));
    const columns = mergedColumns(this.#columns, other.#columns);
    if (columns === undefined || other.#columns === undefined) return this;
    this.#begin(columns);
    this.#weight.merge(other.#weight);
    for (const [column, sum] of other.#sums.entries()) this.#sums[column]!.merge(sum);
    return this;
  }

  /**
   * The mean over every entry so far, or one mean a label with `average: null`.
   *
   * @throws {@link EmptyInputError} before the first row of positive weight
   */
  result<A extends 'micro' | 'macro' | null = 'micro'>(options: { average?: A } = {}): Averaged<A> {
    const weight = this.#weight.value;
    requireRows(this.#columns, weight);
    const perLabel = this.#sums.map((sum) => sum.value / weight);
    return meanOfLabels(perLabel, options.average) as Averaged<A>;
  }

  /** The state as plain data, for {@link MeanAccumulator.fromJSON}. */
  toJSON(): AccumulatorJSON {
    return {
      kind: KIND,
      options: { ...this.#options },
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
  static fromJSON(state: AccumulatorJSON): MeanAccumulator {
    const read = StateReader.of(KIND, state);
    const accumulator = new MeanAccumulator(read.option('options'));
    accumulator.#columns = read.count('columns', 1);
    accumulator.#weight = read.sum('weight');
    accumulator.#sums = read.sums('sums', accumulator.#columns ?? 0);
    return accumulator;
  }

  #begin(columns: number): void {
    if (this.#columns !== undefined) return;
    this.#columns = columns;
    this.#sums = Array.from({ length: columns }, () => new CompensatedSum());
  }
}

function figureOf(options: MeanAccumulatorOptions): EntryFigure {
  if (options.metric === 'binaryCrossentropy') return crossentropyFigure(options);
  if (options.metric === 'logLoss') return LOG_LOSS;
  if (options.metric === 'brier') return BRIER;
  throw new InvalidValueError(
    'metric',
    (options as { metric: unknown }).metric,
    "'logLoss', 'brier' or 'binaryCrossentropy'",
  );
}

/** The options in one order, defaults filled in, so that they can be compared. */
function optionsOf(options: MeanAccumulatorOptions): unknown {
  if (options.metric !== 'binaryCrossentropy') return options.metric;
  const { fromLogits = false, labelSmoothing = 0, epsilon = 1e-7 } = options;
  return [options.metric, fromLogits, labelSmoothing, epsilon];
}
