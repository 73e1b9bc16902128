import { InvalidValueError } from './errors';
import { bestCut } from './score-cuts';
import { columnMethod, type ThresholdMethod } from './threshold-method';

/** Options of {@link costThreshold}; any unit, only their ratio counts. */
export interface CostOptions {
  /** Cost of calling a healthy patient positive; at least 0. */
  falsePositive: number;
  /** Cost of missing a positive patient; at least 0. */
  falseNegative: number;
}

/**
 * The threshold with the least cost `falsePositive` × FP + `falseNegative` × FN on the fitting rows. Of equal cuts the
 * highest. For calibrated probabilities it tends to falsePositive / (falsePositive + falseNegative) (Elkan, The
 * foundations of cost-sensitive learning, IJCAI 2001, eq. 2); use {@link fixedThreshold} with that value if the
 * probabilities are to be trusted, and this one if only their order is.
 *
 * A label without positives gets its highest score: no fitting row is called positive.
 *
 * @throws {@link InvalidValueError} if a cost is not a finite number of at least 0, or both are 0
 */
export function costThreshold(options: CostOptions): ThresholdMethod {
  const { falsePositive, falseNegative } = options;
  for (const [name, cost] of Object.entries({ falsePositive, falseNegative })) {
    if (!(Number.isFinite(cost) && cost >= 0)) {
      throw new InvalidValueError(name, cost, 'a finite number of at least 0');
    }
  }
  if (falsePositive === 0 && falseNegative === 0) {
    throw new InvalidValueError('falsePositive and falseNegative', 0, 'at least one cost above 0');
  }
  return columnMethod({
    name: 'cost',
    options: { falsePositive, falseNegative },
    needsLabels: true,
    threshold: (column) =>
      bestCut(column, (cut) => -(falsePositive * cut.falsePositives + falseNegative * cut.falseNegatives)),
  });
}
