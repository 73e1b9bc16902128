import { InvalidValueError, SingleClassError } from '../errors';
import { BINARY, type Domain, readTable, type Table } from '../table';

/** Options of {@link positiveWeightsOf}. */
export interface PositiveWeightsOptions {
  /** Weights above this are cut to it; at least 1. Default Infinity. 10 to 20 keeps rare labels' steps calm. */
  maximum?: number;
  /**
   * A label without positives, or without negatives, has no balance. `'throw'` (default) is a {@link SingleClassError};
   * `'one'` gives it the weight 1.
   */
  singleClass?: 'throw' | 'one';
}

const LABEL: Domain = { ...BINARY, expected: '0, 1, or NaN where it is not known', missing: true };

/**
 * Negatives divided by positives of each label, so that both weigh the same in the loss: what PyTorch's documentation
 * recommends for `pos_weight`. Count the training samples alone.
 *
 * @param labels - 0 or 1, n × labels, or flat for one label; NaN where not known, which is not counted
 * @returns one weight a label, in [1 / (n − 1), min(n − 1, maximum)]
 * @throws {@link SingleClassError} for a label of one class (see `singleClass`); {@link MetricsError} on other bad input
 */
export function positiveWeightsOf(labels: Table, options: PositiveWeightsOptions = {}): number[] {
  const { maximum = Infinity, singleClass = 'throw' } = options;
  if (!(maximum >= 1)) throw new InvalidValueError('maximum', maximum, 'a number of at least 1');
  if (singleClass !== 'throw' && singleClass !== 'one') {
    throw new InvalidValueError('singleClass', singleClass, "'throw' or 'one'");
  }
  return readTable('labels', labels, LABEL).columns.map((values, column) => {
    const known = values.filter((value) => !Number.isNaN(value));
    const positives = known.filter((value) => value === 1).length;
    const negatives = known.length - positives;
    if (positives > 0 && negatives > 0) return Math.min(negatives / positives, maximum);
    if (singleClass === 'one') return 1;
    throw new SingleClassError(column, positives > 0 ? 1 : 0, known.length, {
      argument: 'labels',
      remedy: "there is nothing to balance. Leave the label out, or pass singleClass: 'one' to weigh it with 1.",
    });
  });
}
