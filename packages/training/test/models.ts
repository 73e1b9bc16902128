import '@tensorflow/tfjs-backend-cpu';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';

/** A small seeded network: `inputs` → 8 → `outputs` sigmoids. */
export function smallModel(inputs = 4, outputs = 2): LayersModel {
  const seeded = (seed: number) => ({ className: 'GlorotNormal', config: { seed } }) as never;
  return sequential({
    layers: [
      layers.dense({ units: 8, activation: 'tanh', inputShape: [inputs], kernelInitializer: seeded(1) }),
      layers.batchNormalization({ momentum: 0.9 }),
      layers.dense({ units: outputs, activation: 'sigmoid', kernelInitializer: seeded(2) }),
    ],
  });
}

/** n rows in which the first target tells whether the first input is positive, the second the opposite. */
export function separableSamples(n: number, inputs = 4): { x: number[][]; y: number[][] } {
  const x = Array.from({ length: n }, (_, i) => Array.from({ length: inputs }, (_, j) => Math.sin(1 + 7 * i + 3 * j)));
  return { x, y: x.map(([first]) => (first! > 0 ? [1, 0] : [0, 1])) };
}

/** All weights of a model as one array. */
export function flatWeights(model: LayersModel): number[] {
  return model.getWeights().flatMap((weight) => [...weight.dataSync()]);
}
