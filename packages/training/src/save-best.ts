import type { Callback } from './callback';
import { Monitor, type MonitorOptions } from './monitor';
import { saveModel } from './save-model';

/**
 * A callback that saves the model with {@link saveModel} whenever a figure is better than ever before. With the option
 * `ema` the averaged weights are saved. A continued training knows the best figure so far.
 *
 * @param folder - as for {@link saveModel}; needs Node's file system
 * @throws {@link OptionError} for options that cannot be used; an unknown `monitor` only when the training begins
 */
export function saveBest(folder: string, options: MonitorOptions): Callback {
  let monitor = new Monitor('saveBest', options);
  return {
    name: `saveBest ${folder}`,
    onTrainBegin({ monitors }) {
      monitor = new Monitor('saveBest', options);
      monitor.check(monitors);
    },
    async onEpochEnd(record, { model }) {
      if (monitor.improves(record)) await saveModel(model, folder);
    },
    state: () => ({ values: { best: monitor.best } }),
    restore({ values }) {
      monitor.best = values.best as Monitor['best'];
    },
  };
}
