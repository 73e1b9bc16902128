import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { efficientNet, type Variant } from '../src/index';
import fixture from './fixtures/parameter-counts.json';

/** Checks the parameter counts of `variants` against torchvision's. */
export function testParameterCounts(variants: Variant[]): void {
  const rows = fixture.rows.filter((row) => variants.includes(row.variant as Variant));
  test.each(rows)('$variant with $channels channels and $classes classes', async (row) => {
    await tf.setBackend('cpu');
    const inputShape = [64, 64, row.channels] as const;
    const model = efficientNet(row.variant as Variant, { inputShape, classes: row.classes });
    expect(count(model.trainableWeights)).toBe(row.trainable);
    expect(count(model.nonTrainableWeights)).toBe(row.statistics);
    model.dispose();
  });
}

function count(weights: { shape: (number | null)[] }[]): number {
  return weights.reduce((sum, { shape }) => sum + tf.util.sizeFromShape(shape as number[]), 0);
}
