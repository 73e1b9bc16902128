import '@tensorflow/tfjs-backend-cpu';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { adaptStem, stemRule } from '../../src/weights/adapt-stem';
import { relativeError } from '../wave';
import { expectedWeights, fixture } from './oracle';

const SHAPE = [3, 3, 3, 8];

test.each([2, 4, 8] as const)('%i channels: as PyTorch computes the rule, to the last bit', (channels) => {
  const adapted = adaptStem(expectedWeights().get('stem_conv/kernel')!, SHAPE, channels);
  expect(adapted.length).toBe(9 * channels * 8);
  expect(createHash('sha256').update(new Uint8Array(adapted.buffer)).digest('hex')).toBe(fixture.stem[channels]);
});

test('one channel: the sum of the colours', () => {
  const adapted = adaptStem(expectedWeights().get('stem_conv/kernel')!, SHAPE, 1);
  expect(relativeError(adapted, fixture.stem[1])).toBeLessThan(1e-6);
});

test('what the rule has no answer for', () => {
  expect(stemRule(3, 1)).toBe('summed over its channels');
  expect(stemRule(2, 1)).toBe('summed over its channels');
  expect(stemRule(3, 8)).toBe('repeated and scaled');
  expect(stemRule(4, 1)).toBeUndefined();
  expect(stemRule(8, 3)).toBeUndefined();
  expect(stemRule(1, 8)).toBeUndefined();
});
