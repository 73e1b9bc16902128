import { InvalidValueError } from './errors';
import { type EntryFigure, type MeanOptions, meanOfEntries } from './mean';
import { FINITE, PROBABILITY, type Table } from './table';

/** Options of {@link binaryCrossentropy}. */
export interface BinaryCrossentropyOptions extends MeanOptions {
  /** Whether the scores are logits (any finite number) instead of probabilities in [0, 1]. Default false. */
  fromLogits?: boolean;
  /** In [0, 1]: moves the labels towards ½, y → y (1 − s) + s / 2, as Keras's `label_smoothing`. Default 0. */
  labelSmoothing?: number;
  /** Probabilities are clipped to [epsilon, 1 − epsilon]; logits are not. Default 1e-7, Keras's `epsilon()`. */
  epsilon?: number;
}

/**
 * Binary cross-entropy in nats, mean over every entry: −y ln p − (1 − y) ln(1 − p), as Keras's `binary_crossentropy`
 * and scikit-learn's `log_loss`.
 *
 * From logits it is computed as max(x, 0) − x y + ln(1 + e^−|x|), which neither overflows nor loses digits; from
 * probabilities a wrong answer of full confidence costs −ln epsilon ≈ 16.1 at most. `sampleWeight` gives a weighted
 * mean (the weights' sum divides), as in scikit-learn; Keras divides by the number of rows.
 *
 * @param yTrue - labels 0 or 1, n × labels, or flat for one label
 * @param scores - probabilities or logits, same shape
 * @returns a number of at least 0, or one a label with `average: null`
 * @throws {@link MetricsError} on bad input
 */
export function binaryCrossentropy(
  yTrue: Table,
  scores: Table,
  options: BinaryCrossentropyOptions & { average: null },
): number[];
export function binaryCrossentropy(
  yTrue: Table,
  scores: Table,
  options?: BinaryCrossentropyOptions & { average?: 'micro' | 'macro' },
): number;
export function binaryCrossentropy(
  yTrue: Table,
  scores: Table,
  options: BinaryCrossentropyOptions = {},
): number | number[] {
  return meanOfEntries(crossentropyFigure(options), yTrue, scores, options);
}

/** @throws {@link InvalidValueError} for options out of range */
export function crossentropyFigure(options: Omit<BinaryCrossentropyOptions, keyof MeanOptions>): EntryFigure {
  const { fromLogits = false, labelSmoothing = 0, epsilon = 1e-7 } = options;
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    throw new InvalidValueError('labelSmoothing', labelSmoothing, 'a number in [0, 1]');
  }
  if (!(epsilon > 0 && epsilon < 0.5)) throw new InvalidValueError('epsilon', epsilon, 'a number between 0 and 0.5');
  return {
    argument: 'scores',
    domain: fromLogits ? FINITE : PROBABILITY,
    of: (label, score) => {
      const target = label * (1 - labelSmoothing) + labelSmoothing / 2;
      return fromLogits ? lossOfLogit(target, score) : lossOfProbability(target, score, epsilon);
    },
  };
}

function lossOfLogit(label: number, logit: number): number {
  return Math.max(logit, 0) - logit * label + Math.log1p(Math.exp(-Math.abs(logit)));
}

function lossOfProbability(label: number, probability: number, epsilon: number): number {
  const clipped = Math.min(Math.max(probability, epsilon), 1 - epsilon);
  return -label * Math.log(clipped) - (1 - label) * Math.log1p(-clipped);
}
