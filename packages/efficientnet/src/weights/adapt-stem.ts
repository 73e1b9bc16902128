/** The layer that sees the image. */
export const STEM = 'stem_conv';

/** How a stem's kernel was made to fit another number of channels. */
export type StemRule = 'summed over its channels' | 'repeated and scaled';

/**
 * How the first convolution of a network is carried to images with another number of channels, by the rule of timm
 * (`adapt_input_conv`): for one channel the sum over the file's (at most three); otherwise the three colours are repeated
 * to that number and scaled by 3 / channels, so that activations keep their size.
 *
 * @returns undefined when the rule has no answer
 */
export function stemRule(from: number, to: number): StemRule | undefined {
  if (to === 1 && from <= 3) return 'summed over its channels';
  return from === 3 ? 'repeated and scaled' : undefined;
}

/** Applies {@link stemRule} to a kernel [h, w, from, filters]; gives one [h, w, to, filters]. */
export function adaptStem(kernel: Float32Array, shape: readonly number[], to: number): Float32Array {
  const [height, width, from, filters] = shape as [number, number, number, number];
  const adapted = new Float32Array(height * width * to * filters);
  // In single precision, as timm computes it.
  const scale = Math.fround(3 / to);
  for (let pixel = 0; pixel < height * width; pixel++) {
    const source = kernel.subarray(pixel * from * filters, (pixel + 1) * from * filters);
    const target = adapted.subarray(pixel * to * filters, (pixel + 1) * to * filters);
    if (to === 1) {
      for (let i = 0; i < source.length; i++) target[i % filters]! += source[i]!;
    } else {
      for (let i = 0; i < target.length; i++) target[i] = source[i % source.length]! * scale;
    }
  }
  return adapted;
}
