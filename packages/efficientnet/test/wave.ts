import * as tf from '@tensorflow/tfjs-core';

/** The numbers that `scripts/oracles/efficientnet.py` fills weights and inputs with; see there. */
export function wave(count: number, phase: number): Float64Array {
  // Loops: the weights of B7 are 66 million numbers.
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = Math.sin(((1.7 * i + 0.013 * i * i) % (2 * Math.PI)) + phase);
  return values;
}

/** {@link wave} as a tensor, multiplied by `scale`, plus `shift`. */
export function waveTensor(shape: number[], phase: number, scale = 1, shift = 0): tf.Tensor {
  const values = wave(tf.util.sizeFromShape(shape), phase);
  const scaled = new Float32Array(values.length);
  for (let i = 0; i < scaled.length; i++) scaled[i] = shift + scale * values[i]!;
  return tf.tensor(scaled, shape);
}

/** The largest |actual − expected|, as a share of the largest |expected|. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) throw new Error(`${actual.length} values, expected ${expected.length}`);
  let difference = 0;
  let scale = 1e-12;
  for (let i = 0; i < expected.length; i++) {
    difference = Math.max(difference, Math.abs(actual[i]! - expected[i]!));
    scale = Math.max(scale, Math.abs(expected[i]!));
  }
  return difference / scale;
}
