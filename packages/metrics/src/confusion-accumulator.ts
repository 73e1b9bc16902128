import { type AccumulatorJSON, type Chunk, mergedColumns, readChunk, requireRows, requireSame } from './accumulator';
import { readThresholds } from './binary-accuracy';
import { CompensatedSum } from './compensated-sum';
import type { Confusion } from './confusion';
import { ConfusionSummary } from './confusion-summary';
import { ShapeMismatchError, UnlikeAccumulatorsError } from './errors';
import { StateReader } from './state-reader';
import { BINARY, type Column, FINITE, type Table } from './table';

/** Options of {@link ConfusionAccumulator}. */
export interface ConfusionAccumulatorOptions {
  /** A name for each label, in the order of the columns. Default: `'0'`, `'1'`, … */
  labels?: readonly string[];
  /**
   * A score above it is a positive decision: one number for all labels, or one a label. Without it updates take
   * decisions, 0 or 1.
   */
  threshold?: number | Column;
}

const KIND = 'ConfusionAccumulator';

/**
 * Counts right and wrong decisions of rows that come piece by piece, for data larger than memory or spread over
 * workers. The result gives the metrics of decisions, the same numbers as {@link precision}, {@link f1},
 * {@link matthewsCorrcoef} … of all rows at once, with the same averages.
 *
 * Counts are exact; sums of weights are compensated. The order of updates and merges does not matter beyond the last digit
 * of weighted sums. Memory: a few numbers a label, and one for each number of right and wrong labels that a row has.
 */
export class ConfusionAccumulator {
  readonly #labels: readonly string[] | undefined;
  readonly #threshold: number | readonly number[] | undefined;
  #columns: number | undefined;
  #rows = 0;
  /** For each label the weight of true negatives, false positives, false negatives, true positives. */
  #counts: CompensatedSum[] = [];
  /** Weight of the rows that have so many true positives, false positives and false negatives: see {@link rowKey}. */
  readonly #rowWeights = new Map<number, CompensatedSum>();

  /** @throws {@link InvalidValueError} for a threshold that is no number */
  constructor({ labels, threshold }: ConfusionAccumulatorOptions = {}) {
    this.#labels = labels && [...labels];
    this.#threshold = threshold === undefined || typeof threshold === 'number' ? threshold : Array.from(threshold);
    if (threshold !== undefined) readThresholds(threshold, typeof threshold === 'number' ? 1 : threshold.length);
  }

  /**
   * Adds rows. If it throws, nothing has changed.
   *
   * @param yTrue - labels 0 or 1, rows × labels, or flat for one label
   * @param scoresOrDecisions - same shape: finite scores if there is a threshold, else decisions, 0 or 1
   * @param sampleWeight - one weight a row, at least 0
   * @throws {@link MetricsError} on bad input, and if there are not as many labels as before
   */
  update(yTrue: Table, scoresOrDecisions: Table, sampleWeight?: Column): this {
    const limit = this.#threshold;
    const [name, domain] = limit === undefined ? (['decisions', BINARY] as const) : (['scores', FINITE] as const);
    const chunk = readChunk(yTrue, name, scoresOrDecisions, domain, sampleWeight, this.#columns);
    const columns = chunk.labels.length;
    const limits = limit === undefined ? undefined : readThresholds(limit, columns);
    if (this.#labels !== undefined && this.#labels.length !== columns) {
      throw new ShapeMismatchError('labels', [columns], [this.#labels.length]);
    }
    const decided = limits === undefined ? chunk.values : chunk.values.map((values, c) => decide(values, limits[c]!));
    this.#begin(columns);
    this.#count(chunk, decided);
    return this;
  }

  /**
   * Adds the other's rows, which stays as it is.
   *
   * @throws {@link UnlikeAccumulatorsError} if labels or thresholds differ
   */
  merge(other: ConfusionAccumulator): this {
    if (!(other instanceof ConfusionAccumulator)) throw new UnlikeAccumulatorsError('kind', KIND, String(other));
    requireSame('label names', this.#labels, other.#labels);
    requireSame('threshold', plainThreshold(this.#threshold), plainThreshold(other.#threshold));
    const columns = mergedColumns(this.#columns, other.#columns);
    if (columns === undefined || other.#columns === undefined) return this;
    this.#begin(columns);
    this.#rows += other.#rows;
    for (const [i, sum] of other.#counts.entries()) this.#counts[i]!.merge(sum);
    for (const [key, sum] of other.#rowWeights) this.#rowWeight(key).merge(sum);
    return this;
  }

  /**
   * The figures of all rows so far; later updates don't change them.
   *
   * @throws {@link EmptyInputError} before the first row of positive weight
   */
  result(): ConfusionSummary {
    const weight = new CompensatedSum();
    for (const sum of this.#rowWeights.values()) weight.merge(sum);
    const columns = this.#columns;
    requireRows(columns, weight.value);
    const perLabel = Array.from({ length: columns }, (_, column): Confusion => {
      const [trueNegatives, falsePositives, falseNegatives, truePositives] = this.#counts
        .slice(4 * column, 4 * column + 4)
        .map(({ value }) => value) as [number, number, number, number];
      return { trueNegatives, falsePositives, falseNegatives, truePositives };
    });
    const perRow = Array.from(this.#rowWeights, ([key, sum]) => rowOfKey(key, columns, sum.value));
    return new ConfusionSummary(perLabel, perRow, this.#rows, this.#labels);
  }

  /** The state as plain data, for {@link ConfusionAccumulator.fromJSON}. */
  toJSON(): AccumulatorJSON {
    return {
      kind: KIND,
      labels: this.#labels,
      threshold: plainThreshold(this.#threshold),
      columns: this.#columns,
      rows: this.#rows,
      counts: this.#counts.map((sum) => sum.toJSON()),
      rowWeights: Array.from(this.#rowWeights, ([key, sum]) => [key, ...sum.toJSON()]),
    };
  }

  /**
   * An accumulator with the state that `toJSON` gave.
   *
   * @throws {@link InvalidValueError} if it is no such state
   */
  static fromJSON(state: AccumulatorJSON): ConfusionAccumulator {
    const read = StateReader.of(KIND, state);
    const threshold = read.option<ReturnType<typeof plainThreshold>>('threshold');
    const accumulator = new ConfusionAccumulator({
      labels: read.option('labels') === undefined ? undefined : read.list('labels').map(String),
      threshold: Array.isArray(threshold)
        ? threshold.map(Number)
        : threshold === undefined
          ? undefined
          : Number(threshold),
    });
    accumulator.#columns = read.count('columns', 1);
    accumulator.#rows = read.count('rows', 0) ?? 0;
    accumulator.#counts = read.sums('counts', 4 * (accumulator.#columns ?? 0));
    for (const entry of read.list('rowWeights')) {
      const [key, ...sum] = read.numbers('rowWeights', 3, entry);
      accumulator.#rowWeights.set(key!, read.sum('rowWeights', sum));
    }
    return accumulator;
  }

  #begin(columns: number): void {
    if (this.#columns !== undefined) return;
    this.#columns = columns;
    this.#counts = Array.from({ length: 4 * columns }, () => new CompensatedSum());
  }

  #count({ labels, rows, weight }: Chunk, decided: readonly Float64Array[]): void {
    this.#rows += rows;
    for (let row = 0; row < rows; row++) {
      const rowWeight = weight(row);
      if (rowWeight === 0) continue;
      const counts = [0, 0, 0, 0];
      for (let column = 0; column < labels.length; column++) {
        const kind = 2 * labels[column]![row]! + decided[column]![row]!;
        counts[kind]!++;
        this.#counts[4 * column + kind]!.add(rowWeight);
      }
      this.#rowWeight(rowKey(counts[3]!, counts[1]!, counts[2]!, labels.length)).add(rowWeight);
    }
  }

  #rowWeight(key: number): CompensatedSum {
    const known = this.#rowWeights.get(key);
    if (known !== undefined) return known;
    const sum = new CompensatedSum();
    this.#rowWeights.set(key, sum);
    return sum;
  }
}

/** Thresholds as text: infinite ones, which never or always decide for a label, are no numbers in JSON. */
function plainThreshold(threshold: number | readonly number[] | undefined): string | string[] | undefined {
  return typeof threshold === 'object' ? threshold.map(String) : threshold?.toString();
}

function decide(scores: Float64Array, threshold: number): Float64Array {
  return scores.map((score) => (score > threshold ? 1 : 0));
}

/**
 * One number for how many of a row's labels are true positives, false positives and false negatives. All that a row's
 * figure depends on: so the mean of rows' figures, with any formula, needs no more than the weight of each key.
 */
function rowKey(truePositives: number, falsePositives: number, falseNegatives: number, columns: number): number {
  return (truePositives * (columns + 1) + falsePositives) * (columns + 1) + falseNegatives;
}

/** The counts of all rows of a key, as if each of their entries weighed as much as the row. */
function rowOfKey(key: number, columns: number, weight: number): Confusion {
  const base = columns + 1;
  const [tp, fp, fn] = [Math.floor(key / base ** 2), Math.floor(key / base) % base, key % base] as const;
  return {
    trueNegatives: weight * (columns - tp - fp - fn),
    falsePositives: weight * fp,
    falseNegatives: weight * fn,
    truePositives: weight * tp,
  };
}
