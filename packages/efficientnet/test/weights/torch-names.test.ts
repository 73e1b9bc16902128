import { expect, test } from 'vitest';
import { efficientNet } from '../../src/index';
import { weightedLayers } from '../../src/weights/model-weights';
import { isBefore, isSqueezeExcite, placeOf } from '../../src/weights/place';
import { torchNames } from '../../src/weights/torch-names';
import { testTorchNames } from './torch-names';

testTorchNames(['b0']);

test("timm's names of B0, as its published files have them", () => {
  const model = efficientNet('b0', { inputShape: [32, 32, 3], classes: 2 });
  const names = new Map([...torchNames(weightedLayers(model), 'timm')].map(([{ name }, timm]) => [name, timm]));
  expect(names.get('stem_conv/kernel')).toBe('conv_stem.weight');
  expect(names.get('stem_bn/moving_variance')).toBe('bn1.running_var');
  expect(names.get('block1a_dwconv/depthwise_kernel')).toBe('blocks.0.0.conv_dw.weight');
  expect(names.get('block1a_project_conv/kernel')).toBe('blocks.0.0.conv_pw.weight');
  expect(names.get('block2b_expand_bn/gamma')).toBe('blocks.1.1.bn1.weight');
  expect(names.get('block2b_se_reduce/bias')).toBe('blocks.1.1.se.conv_reduce.bias');
  expect(names.get('block7a_project_bn/beta')).toBe('blocks.6.0.bn3.bias');
  expect(names.get('top_conv/kernel')).toBe('conv_head.weight');
  expect(names.get('top_bn/moving_mean')).toBe('bn2.running_mean');
  expect(names.get('predictions/bias')).toBe('classifier.bias');
});

test('places: a name of each scheme at the same place', () => {
  for (const names of [
    ['stem_bn/gamma', 'features.0.1.weight', 'bn1.weight'],
    ['block4b_bn/beta', 'features.4.1.block.1.1.bias', 'blocks.3.1.bn2.bias'],
    ['top_conv/kernel', 'features.8.0.weight', 'conv_head.weight'],
  ]) {
    const [keras, ...others] = names.map(placeOf);
    for (const place of others) expect(place).toEqual(keras);
  }
  for (const name of ['predictions/kernel', 'classifier.1.weight', 'normalization/mean:0', 'my_block/kernel']) {
    expect(placeOf(name)).toBeUndefined();
  }
  expect(isBefore([1, 1], [2, 0])).toBe(true);
  expect(isBefore([2, 0], [2, 0])).toBe(false);
  expect(
    ['block1a_se_reduce/kernel', 'features.1.0.block.1.fc1.weight', 'blocks.0.0.se.conv_reduce.bias'].every(
      isSqueezeExcite,
    ),
  ).toBe(true);
  expect(isSqueezeExcite('block1a_bn/gamma')).toBe(false);
});
