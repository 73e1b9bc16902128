import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { efficientNet, VARIANTS } from '../src/index';
import fixture from './fixtures/small-network.json';
import { fill, weightsByName } from './oracle-weights';
import { relativeError, waveTensor } from './wave';

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
