import { tensor, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Callback } from './callback';
import { OptionError } from './errors';
import { Monitor, type MonitorOptions } from './monitor';
import type { SavedTensor } from './optimizer-state';

/** Options of {@link earlyStopping}. */
export interface EarlyStoppingOptions extends MonitorOptions {
  /** So many epochs in a row without a better figure end the training. */
  patience: number;
  /** Whether the model ends with the weights of the best epoch. They are held off the device. Default true. */
  restoreBest?: boolean;
}

/**
 * A callback that ends the training when a figure has stopped getting better, and gives the model the weights of the best
 * epoch at the end, however it ended. A continued training knows the best weights and the epochs waited.
 *
 * @throws {@link OptionError} for options that cannot be used; an unknown `monitor` only when the training begins
 */
export function earlyStopping(options: EarlyStoppingOptions): Callback {
  const { patience, restoreBest = true } = options;
  if (!Number.isInteger(patience) || patience < 1) {
    throw new OptionError('earlyStopping.patience', patience, 'a whole number from 1');
  }
  const name = `earlyStopping ${options.monitor}`;
  let monitor = new Monitor('earlyStopping', options);
  let waited = 0;
  let best: SavedTensor[] = [];
  return {
    name,
    onTrainBegin({ monitors }) {
      monitor = new Monitor('earlyStopping', options);
      monitor.check(monitors);
      waited = 0;
      best = [];
    },
    async onEpochEnd(record, { model }) {
      const isBetter = monitor.improves(record);
      waited = isBetter ? 0 : waited + 1;
      if (isBetter && restoreBest) best = await readWeights(model);
      return waited >= patience ? 'stop' : undefined;
    },
    onTrainEnd({ model }) {
      if (best.length > 0) writeWeights(model, best);
    },
    state: () => ({ values: { best: monitor.best, waited }, tensors: best }),
    restore({ values, tensors = [] }) {
      monitor.best = values.best as Monitor['best'];
      waited = values.waited as number;
      best = restoreBest ? tensors : [];
    },
  };
}

function readWeights(model: LayersModel): Promise<SavedTensor[]> {
  return Promise.all(
    model.weights.map(async (weight, i): Promise<SavedTensor> => {
      const values = (await weight.read().data()) as Float32Array;
      return { name: `${i}`, dtype: 'float32', shape: weight.shape as number[], values };
    }),
  );
}

function writeWeights(model: LayersModel, saved: readonly SavedTensor[]): void {
  tidy(() => model.setWeights(saved.map(({ values, shape }) => tensor(values, shape, 'float32'))));
}
