import '@kium/tfjs-backend-simd';
import { type Optimizer, ready, setBackend, train } from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeEach, describe, expect, test } from 'vitest';
import { adamW, fit, OptionError } from '../src';
import { flatWeights, separableSamples, smallModel } from './models';

const data = separableSamples(20);

/** Layers of equal shapes, so that no shape tells the state of one from that of another. */
function evenModel(): LayersModel {
  const dense = () => layers.dense({ units: 2, inputShape: [2], activation: 'sigmoid' });
  return sequential({ layers: [dense(), dense(), dense()] });
}

const STATEFUL: Record<string, () => Optimizer> = {
  adam: () => train.adam(0.01),
  momentum: () => train.momentum(0.01, 0.9),
  rmsprop: () => train.rmsprop(0.01),
  adagrad: () => train.adagrad(0.01),
  adadelta: () => train.adadelta(0.01),
};

describe.each(['cpu', 'simd'])('on %s, an optimizer that was used before', (backend) => {
  beforeEach(async () => {
    await setBackend(backend);
    await ready();
  });

  describe.each(Object.keys(STATEFUL))('%s', (name) => {
    test.each(['frozen', 'freed'])('is refused when layers were %s, before any weight changes', async (change) => {
      for (const model of [smallModel(), evenModel()]) {
        const samples = model.inputs[0]!.shape[1] === 2 ? separableSamples(20, 2) : data;
        const optimizer = STATEFUL[name]!();
        model.layers[0]!.trainable = change === 'frozen';
        await fit(model, samples, { epochs: 1, optimizer });
        model.layers[0]!.trainable = change === 'freed';
        const before = flatWeights(model);
        const failed = fit(model, samples, { epochs: 1, optimizer });
        await expect(failed).rejects.toThrow(OptionError);
        await expect(failed).rejects.toThrow(/optimizer is "one that holds the state of .+ where .+ is now"/);
        expect(flatWeights(model)).toEqual(before);
      }
    });

    test('goes on in the same layers, and when those after them were frozen', async () => {
      const model = smallModel();
      const optimizer = STATEFUL[name]!();
      for (const trainable of [true, true, false, true]) {
        model.layers.at(-1)!.trainable = trainable;
        await fit(model, data, { epochs: 1, optimizer });
      }
    });
  });

  test('adamW goes on by names', async () => {
    const model = evenModel();
    const optimizer = adamW();
    for (const trainable of [true, false, true]) {
      model.layers[0]!.trainable = trainable;
      await fit(model, separableSamples(20, 2), { epochs: 1, optimizer });
    }
  });

  test('of which the state cannot be read, as adamax, or which has none, as sgd, is taken', async () => {
    for (const optimizer of [train.adamax(0.01), train.sgd(0.01)]) {
      const model = smallModel();
      for (let call = 0; call < 2; call++) await fit(model, data, { epochs: 1, optimizer });
    }
  });
});
