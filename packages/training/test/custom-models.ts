import { type EfficientNetConfig, efficientNet, multiViewEfficientNet, VARIANTS } from '@kium/efficientnet';
import { type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** As few filters as there can be: quick on the cpu backend. */
const TINY: EfficientNetConfig = {
  ...VARIANTS.b0,
  name: 'tiny',
  stages: [
    { kernel: 3, stride: 1, expand: 1, filtersIn: 8, filtersOut: 8, repeats: 2 },
    { kernel: 5, stride: 2, expand: 3, filtersIn: 8, filtersOut: 16, repeats: 2 },
  ],
  stemFilters: 8,
  headFilters: 16,
};
const OPTIONS = { inputShape: [32, 32, 2], classes: 3, classifierActivation: 'sigmoid', seed: 7 } as const;

/** Models with layers of @kium/efficientnet's own, each with options that are not the defaults. */
export function customModels(): Record<string, () => LayersModel> {
  return {
    'an EfficientNet': () => efficientNet(TINY, OPTIONS),
    'a recomputing model, padded as in PyTorch': () =>
      efficientNet(TINY, {
        ...OPTIONS,
        recompute: true,
        padding: 'symmetric',
        batchNormEpsilon: 1e-5,
        dropoutRate: 0.4,
      }),
    'a model of several views with attention': () =>
      multiViewEfficientNet(TINY, {
        ...OPTIONS,
        views: 2,
        fusion: 'attention',
        attentionUnits: 4,
        padding: 'symmetric',
      }),
  };
}

/** A seeded batch of two. */
export function batchFor(model: LayersModel): [x: Tensor, y: Tensor] {
  const shape = [2, ...(model.inputs[0]!.shape.slice(1) as number[])];
  const x = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => Math.sin(i * 0.7) ** 2);
  return [
    tensor(x, shape),
    tensor([
      [1, 0, 1],
      [0, 1, 0],
    ]),
  ];
}

/** The bits of every weight, moving statistics included, by name. */
export function bitsOf(model: LayersModel): Record<string, string> {
  return Object.fromEntries(
    model.weights.map((weight) => {
      const values = weight.read().dataSync() as Float32Array;
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      return [weight.originalName, Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')];
    }),
  );
}

export function scoresOf(model: LayersModel, x: Tensor): number[] {
  return tidy(() => [...(model.predict(x) as Tensor).dataSync()]);
}

/** Class names of a model and its layers. */
export function classesOf(model: LayersModel): string[] {
  return [model.getClassName(), ...model.layers.map((layer) => layer.getClassName())];
}
