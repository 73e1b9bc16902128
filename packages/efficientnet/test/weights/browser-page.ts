// Bundled for the browser: a page that loads and saves weights.
import '@tensorflow/tfjs-backend-cpu';
import '@kium/tfjs-backend-simd';
import * as tf from '@tensorflow/tfjs-core';
import { efficientNet, loadWeights, saveWeights, type WeightSource } from '../../src/index';
import { waveTensor } from '../wave';

/** What loading one file in a page led to. */
export interface PageResult {
  format: string;
  loaded: number;
  outputs: number[];
  /** Whether what was saved and loaded again has every bit. */
  roundTrip: boolean;
}

declare global {
  var loadInPage: (
    url: string,
    as: 'url' | 'buffer' | 'blob',
    model: Parameters<typeof efficientNet>,
  ) => Promise<PageResult>;
}

globalThis.loadInPage = async (url, as, args) => {
  await tf.setBackend('simd');
  const [model, other] = [efficientNet(...args), efficientNet(...args)];
  const response = as === 'url' ? undefined : await fetch(url);
  const source: WeightSource =
    as === 'url' ? url : as === 'buffer' ? await response!.arrayBuffer() : await response!.blob();
  const { format, loaded } = await loadWeights(model, source);
  const saved = await saveWeights(model, undefined, { format });
  await loadWeights(other, saved);
  const [a, b] = [model, other].map((m) => m.weights.map((weight) => weight.read().dataSync()));
  const [height, width, channels] = args[1]!.inputShape!;
  const outputs = model.predict(waveTensor([2, height, width, channels], 0.5)) as tf.Tensor;
  return {
    format,
    loaded: loaded.length,
    outputs: [...outputs.dataSync()],
    roundTrip: a!.every((values, i) => values.every((value, j) => Object.is(value, b![i]![j]))),
  };
};
