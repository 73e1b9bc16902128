import '@tensorflow/tfjs-backend-cpu';
import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { efficientNet, type Variant } from '../../src/index';
import { looksLike } from '../../src/weights/look-alike';
import { inTorchLayout } from '../../src/weights/match';
import { weightedLayers } from '../../src/weights/model-weights';
import { torchNames } from '../../src/weights/torch-names';
import { fixture } from './oracle';

/** Checks names and shapes of all weights against torchvision's state dict, and that the variant is recognised. */
export function testTorchNames(variants: readonly Variant[]): void {
  test.each(variants)("%s: names and shapes are those of torchvision's state dict", async (variant) => {
    await tf.setBackend('cpu');
    const model = efficientNet(variant, { inputShape: [32, 32, 3] });
    const layers = weightedLayers(model);
    const names = torchNames(layers, 'torchvision');
    const described = [...names].map(([weight, name]) => ({ name, shape: inTorchLayout(weight).shape }));
    const lines = described.map(({ name, shape }) => `${name} ${shape.join(',')}`).sort();
    const digest = createHash('sha256').update(lines.join('\n')).digest('hex');
    expect(digest).toBe(fixture.stateDicts[`efficientnet_${variant.replace('-', '_')}` as 'efficientnet_b0']);
    expect(looksLike(described)).toEqual([variant]);
    const timm = [...torchNames(layers, 'timm')].map(([{ shape }, name]) => ({ name, shape }));
    expect(new Set(timm.map(({ name }) => name)).size).toBe(described.length);
    expect(looksLike(timm)).toEqual([variant]);
    expect(looksLike(layers.flatMap(({ weights }) => weights))).toEqual([variant]);
    model.dispose();
  });
}
