import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { efficientNet, VARIANTS } from '../src/index';
import fixture from './fixtures/small-network.json';
import { relativeError, waveTensor } from './wave';

/** The same formula as `fill` of the oracle script. */
function fill(name: string, shape: number[], ordinal: number): tf.Tensor {
  const kind = name.split('/')[1]!;
  const phase = 0.37 * ordinal;
  if (kind === 'gamma') return waveTensor(shape, phase, 0.2, 1);
  if (kind === 'moving_variance') return waveTensor(shape, phase, 0.25, 0.5);
  if (['beta', 'moving_mean', 'bias'].includes(kind)) return waveTensor(shape, phase, 0.1);
  const fanIn = kind === 'depthwise_kernel' ? shape[0]! * shape[1]! : shape.slice(0, -1).reduce((a, b) => a * b);
  return waveTensor(shape, phase, Math.sqrt(3 / fanIn));
}

function weightsByName(model: tfl.LayersModel): Map<string, tfl.LayerVariable> {
  return new Map(model.layers.flatMap((layer) => layer.weights).map((weight) => [weight.originalName, weight]));
}

for (const expected of fixture.cases) {
  test(`torchvision's network gives the same numbers at ${expected.inputShape}`, async () => {
    await tf.setBackend('cpu');
    const model = efficientNet(
      { ...VARIANTS.b0, widthCoefficient: 0.25, depthCoefficient: 0.5 },
      {
        inputShape: expected.inputShape as [number, number, number],
        classes: expected.classes,
        classifierActivation: null,
        dropoutRate: 0,
        dropConnectRate: 0,
      },
    );
    const weights = weightsByName(model);
    expect([...weights.keys()].sort()).toEqual(expected.weights.map((weight) => weight.name).sort());
    expected.weights.forEach(({ name, shape }, ordinal) => {
      const weight = weights.get(name)!;
      expect(weight.shape, name).toEqual(shape);
      weight.write(fill(name, shape, ordinal));
    });

    const x = waveTensor([expected.batch, ...expected.inputShape], 0.5);
    const inference = model.predict(x) as tf.Tensor;
    expect(relativeError(inference.dataSync(), expected.inference.flat())).toBeLessThan(1e-4);

    const weighting = waveTensor(inference.shape, 1);
    let logits: tf.Tensor | undefined;
    const { grads } = tf.variableGrads(() => {
      logits = tf.keep(model.apply(x, { training: true }) as tf.Tensor);
      return tf.sum(tf.mul(logits, weighting)) as tf.Scalar;
    });
    expect(relativeError(logits!.dataSync(), expected.training.flat())).toBeLessThan(1e-4);

    for (const { name, kind, norm, first } of expected.weights) {
      const weight = weights.get(name)!;
      const values = (kind === 'gradient' ? grads[weight.name]! : weight.read()).dataSync();
      // The norm and three single values pin scale and layout. An offset that only a batch norm sees has no gradient:
      // rounding is left there, hence the floor.
      const size = Math.max(norm, 0.05);
      expect(Math.abs(Math.hypot(...values) - norm) / size, name).toBeLessThan(1e-3);
      first.forEach((value, i) => {
        expect(Math.abs(values[i]! - value) / size, `${name}[${i}]`).toBeLessThan(1e-3);
      });
    }
  });
}
