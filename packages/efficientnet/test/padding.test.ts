import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { convolvedLength, PADDINGS, tfjsPadding } from '../src/ops/padding';

const sizes = fc.record({
  height: fc.integer({ min: 7, max: 40 }),
  width: fc.integer({ min: 7, max: 40 }),
  rows: fc.integer({ min: 1, max: 7 }),
  columns: fc.integer({ min: 1, max: 7 }),
  stride: fc.integer({ min: 1, max: 4 }),
  padding: fc.constantFrom(...PADDINGS),
});

test("tfjs's convolutions have as many outputs as foretold", () => {
  fc.assert(
    fc.property(sizes, ({ height, width, rows, columns, stride, padding }) => {
      const filter = [rows, columns, 1, 1] as [number, number, number, number];
      const pad = tfjsPadding(padding, filter);
      const info = tf.backend_util.computeConv2DInfo([1, height, width, 1], filter, stride, 1, pad);
      expect([info.outHeight, info.outWidth]).toEqual([
        convolvedLength(height, { kernel: rows, stride, padding }),
        convolvedLength(width, { kernel: columns, stride, padding }),
      ]);
      const { top, bottom, left, right } = info.padInfo;
      if (padding === 'symmetric')
        expect([top, bottom, left, right]).toEqual([rows, rows, columns, columns].map((k) => k >> 1));
    }),
    { seed: 1, numRuns: 300 },
  );
});
