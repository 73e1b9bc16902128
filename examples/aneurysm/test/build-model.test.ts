import '@tensorflow/tfjs-backend-cpu';
import { RecomputingModel } from '@kium/efficientnet';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { readArguments } from '../arguments';
import { buildModel } from '../build-model';

beforeAll(async () => {
  await setBackend('cpu');
});

const HEAD = { classes: 3, seed: 5, name: 'presence' };
const build = (...args: string[]) => buildModel(readArguments(['--size', '32', ...args])!, HEAD);

test('early: the views are the channels of one image', () => {
  const model = build();
  expect(model.getLayer('stem_conv').getWeights()[0]!.shape).toEqual([3, 3, 8, 32]);
  expect([model.name, model.inputs[0]!.shape, model.outputShape]).toEqual(['presence', [null, 32, 32, 8], [null, 3]]);
});

test('multiview: one encoder for single views, attention over them, the same volumes and outputs', () => {
  const model = build('--model', 'multiview');
  expect(model.getLayer('stem_conv').getWeights()[0]!.shape).toEqual([3, 3, 1, 32]);
  expect(model.getLayer('view_attention').outputShape).toEqual([null, 3, 8]);
  expect([model.name, model.inputs[0]!.shape, model.outputShape]).toEqual(['presence', [null, 32, 32, 8], [null, 3]]);
});

test('what the preset and the head say reaches the network', () => {
  for (const kind of ['early', 'multiview']) {
    const model = build('--model', kind, '--variant', 'b1');
    expect(model.layers.filter(({ name }) => name.endsWith('_dwconv'))).toHaveLength(23);
    expect(model.getLayer('stem_bn').getConfig().momentum).toBe(0.9);
    expect(model.getLayer('predictions').getConfig().activation).toBe('sigmoid');
    expect(model.getLayer('top_dropout').getConfig().seed).toBe(5);
  }
});

test('large volumes of single views are trained in less memory', () => {
  expect(build('--model', 'multiview')).not.toBeInstanceOf(RecomputingModel);
  expect(build('--model', 'multiview', '--size', '256')).toBeInstanceOf(RecomputingModel);
  expect(build('--size', '256')).not.toBeInstanceOf(RecomputingModel);
});
