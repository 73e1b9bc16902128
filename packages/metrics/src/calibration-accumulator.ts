import { type AccumulatorJSON, readChunk, requireRows, requireSame } from './accumulator';
import {
  type CalibrationCurve,
  curveOfBins,
  edgesBelow,
  errorOfCurve,
  innerEdges,
  requireBins,
} from './calibration-curve';
import { CompensatedSum } from './compensated-sum';
import { InvalidValueError, ShapeMismatchError, UnlikeAccumulatorsError } from './errors';
import { StateReader } from './state-reader';
import { type Column, PROBABILITY } from './table';

/** Options of {@link CalibrationAccumulator}. */
export interface CalibrationAccumulatorOptions {
  /** How many bins of the same width over [0, 1]: a whole number of at least 1. Default 10. */
  bins?: number;
  /** `'uniform'`, the only strategy there is: the edges of `'quantile'` are not known before the last row. */
  strategy?: 'uniform';
}

const KIND = 'CalibrationAccumulator';

/**
 * {@link calibrationCurve} and {@link expectedCalibrationError} of one label whose rows come piece by piece, in bins of
 * the same width: the same numbers as of all rows at once. Sums are compensated. Memory: three numbers a bin.
 */
export class CalibrationAccumulator {
  readonly #edges: readonly number[];
  #rows = 0;
  #totals: CompensatedSum[];
  #positives: CompensatedSum[];
  #sums: CompensatedSum[];

  /** @throws {@link InvalidValueError} */
  constructor({ bins = 10, strategy = 'uniform' }: CalibrationAccumulatorOptions = {}) {
    requireBins(bins);
    if (strategy !== 'uniform') {
      const expected = "'uniform': the edges of quantile bins are not known before the last row";
      throw new InvalidValueError('strategy', strategy, expected);
    }
    this.#edges = innerEdges(bins);
    const empty = () => Array.from({ length: bins }, () => new CompensatedSum());
    [this.#totals, this.#positives, this.#sums] = [empty(), empty(), empty()];
  }

  /**
   * Adds rows. If it throws, nothing has changed.
   *
   * @param yTrue - labels 0 or 1, flat
   * @param probabilities - in [0, 1], same length
   * @param sampleWeight - one weight a row, at least 0
   * @throws {@link MetricsError} on bad input
   */
  update(yTrue: Column, probabilities: Column, sampleWeight?: Column): this {
    const chunk = readChunk(yTrue, 'probabilities', probabilities, PROBABILITY, sampleWeight, undefined);
    const { rows, weight } = chunk;
    if (chunk.labels.length !== 1) throw new ShapeMismatchError('yTrue', [rows], [rows, chunk.labels.length]);
    const [labels, values] = [chunk.labels[0]!, chunk.values[0]!];
    this.#rows += rows;
    for (let row = 0; row < rows; row++) {
      const rowWeight = weight(row);
      const bin = edgesBelow(this.#edges, values[row]!);
      this.#totals[bin]!.add(rowWeight);
      this.#positives[bin]!.add(rowWeight * labels[row]!);
      this.#sums[bin]!.add(rowWeight * values[row]!);
    }
    return this;
  }

  /**
   * Adds the other's rows, which stays as it is.
   *
   * @throws {@link UnlikeAccumulatorsError} if the bins differ
   */
  merge(other: CalibrationAccumulator): this {
    if (!(other instanceof CalibrationAccumulator)) throw new UnlikeAccumulatorsError('kind', KIND, String(other));
    requireSame('bins', this.#totals.length, other.#totals.length);
    this.#rows += other.#rows;
    for (let bin = 0; bin < this.#totals.length; bin++) {
      this.#totals[bin]!.merge(other.#totals[bin]!);
      this.#positives[bin]!.merge(other.#positives[bin]!);
      this.#sums[bin]!.merge(other.#sums[bin]!);
    }
    return this;
  }

  /**
   * The curve of all rows so far, and its expected calibration error.
   *
   * @throws {@link EmptyInputError} before the first row of positive weight
   */
  result(): CalibrationCurve & { expectedCalibrationError: number } {
    const values = (sums: CompensatedSum[]) => Float64Array.from(sums, (sum) => sum.value);
    const totals = values(this.#totals);
    requireRows(
      this.#rows === 0 ? undefined : 1,
      totals.reduce((sum, total) => sum + total, 0),
    );
    const curve = curveOfBins(totals, values(this.#positives), values(this.#sums));
    return { ...curve, expectedCalibrationError: errorOfCurve(curve) };
  }

  /** The state as plain data, for {@link CalibrationAccumulator.fromJSON}. */
  toJSON(): AccumulatorJSON {
    return {
      kind: KIND,
      bins: this.#totals.length,
      rows: this.#rows,
      totals: this.#totals.map((sum) => sum.toJSON()),
      positives: this.#positives.map((sum) => sum.toJSON()),
      sums: this.#sums.map((sum) => sum.toJSON()),
    };
  }

  /**
   * An accumulator with the state that `toJSON` gave.
   *
   * @throws {@link InvalidValueError} if it is no such state
   */
  static fromJSON(state: AccumulatorJSON): CalibrationAccumulator {
    const read = StateReader.of(KIND, state);
    const bins = read.count('bins', 1) ?? 10;
    const accumulator = new CalibrationAccumulator({ bins });
    accumulator.#rows = read.count('rows', 0) ?? 0;
    accumulator.#totals = read.sums('totals', bins);
    accumulator.#positives = read.sums('positives', bins);
    accumulator.#sums = read.sums('sums', bins);
    return accumulator;
  }
}
