import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { expect } from 'vitest';
import { type EfficientNetConfig, type EfficientNetOptions, efficientNet, VARIANTS } from '../../src/index';
import fixture from '../fixtures/weights/expected.json';
import { fill } from '../oracle-weights';
import { relativeError, waveTensor } from '../wave';

export { fixture };

/** The network of `scripts/oracles/weights.py`: every kind of block. */
export const ORACLE: EfficientNetConfig = {
  ...VARIANTS.b0,
  name: 'oracle',
  stages: [
    { kernel: 3, stride: 1, expand: 1, filtersIn: 8, filtersOut: 8, repeats: 1 },
    { block: 'fused', kernel: 3, stride: 1, expand: 1, filtersIn: 8, filtersOut: 8, repeats: 1 },
    { block: 'fused', kernel: 3, stride: 2, expand: 2, filtersIn: 8, filtersOut: 8, repeats: 1 },
    { kernel: 5, stride: 2, expand: 3, filtersIn: 8, filtersOut: 16, repeats: 2 },
  ],
  stemFilters: 8,
  headFilters: 32,
};

export const ORACLE_OPTIONS = {
  inputShape: fixture.inputShape as [number, number, number],
  classes: fixture.classes,
  classifierActivation: null,
  seed: 1,
} satisfies EfficientNetOptions;

/** A model for the fixtures, with weights of its own. */
export function oracleModel(options: EfficientNetOptions = {}): tfl.LayersModel {
  return efficientNet(ORACLE, { ...ORACLE_OPTIONS, ...options });
}

export const FILES = ['keras.h5', 'qubvel.h5', 'order.h5', 'torchvision.safetensors', 'timm.safetensors'] as const;

/** A weight file that the script wrote. */
export function weightFile(name: (typeof FILES)[number]): Uint8Array {
  return new Uint8Array(gunzipSync(readFileSync(new URL(`../fixtures/weights/${name}.gz`, import.meta.url))));
}

/** The values that the script gave each weight, in Keras's layout. */
export function expectedWeights(): Map<string, Float32Array> {
  return new Map(
    fixture.weights.map(([name, shape], ordinal) => {
      const tensor = fill(name as string, shape as number[], ordinal);
      const values = tensor.dataSync() as Float32Array;
      tensor.dispose();
      return [name as string, values];
    }),
  );
}

/** A model's weights by name. */
export function weightsOf(model: tfl.LayersModel): Map<string, Float32Array> {
  return new Map(
    model.layers.flatMap((layer) =>
      layer.weights.map((weight) => [weight.originalName, Float32Array.from(weight.read().dataSync())] as const),
    ),
  );
}

/** How far the model's outputs are from PyTorch's, as a share of the largest. */
export function outputError(model: tfl.LayersModel, padding: 'same' | 'symmetric'): number {
  return tf.tidy(() => {
    const x = waveTensor([fixture.batch, ...fixture.inputShape], 0.5);
    const y = model.predict(x) as tf.Tensor;
    return relativeError(y.dataSync(), fixture.outputs[padding].flat());
  });
}

/** Expects every weight to be within `tolerance` of the script's. */
export function expectScriptWeights(model: tfl.LayersModel, tolerance: number): void {
  const expected = expectedWeights();
  for (const [name, values] of weightsOf(model)) {
    expect(relativeError(values, expected.get(name)!), name).toBeLessThan(tolerance);
  }
}
