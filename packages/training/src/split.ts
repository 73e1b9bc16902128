import { OptionError } from './errors';

/** Which samples train and which are held out. */
export interface Split {
  readonly train: readonly number[];
  readonly validation: readonly number[];
}

/**
 * Keras's `validation_split`: the last part of the samples, in their order, is held out. The border is at
 * floor(n · (1 − fraction)), as in `keras.src.trainers.data_adapters.array_slicing.train_validation_split`.
 *
 * @param length - number of samples
 * @param fraction - part to hold out, in [0, 1); 0 holds out nothing
 * @throws {@link OptionError} when one of the two parts would be empty
 */
export function lastSplit(length: number, fraction = 0.3): Split {
  if (!(fraction >= 0 && fraction < 1)) {
    throw new OptionError('validationSplit', fraction, 'a number from 0 (nothing held out) to below 1');
  }
  const border = fraction === 0 ? length : Math.floor(length * (1 - fraction));
  if (border === 0 || (fraction > 0 && border === length)) {
    throw new OptionError(
      'validationSplit',
      fraction,
      `a part of ${length} samples that leaves at least one on either side`,
    );
  }
  const all = Array.from({ length }, (_, i) => i);
  return { train: all.slice(0, border), validation: all.slice(border) };
}
