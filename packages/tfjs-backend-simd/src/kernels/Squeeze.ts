import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { UnsupportedInputError } from '../errors';
import { FLOAT_NS, runUnits } from '../units';
import { alias, allFloat, type Inputs, simdKernel } from './kernel';

/** Attributes of `KiumSqueezeGrad`. */
interface SqueezeGradAttrs {
  /** Whether the result may take the place of `dx`, which nobody reads afterwards. */
  inPlace: boolean;
}

/**
 * `KiumSqueezeGrad`: the gradient of a global average pooling, added to the gradient of the other use of its input:
 * dx + dMean / pixels, in one pass. Inputs `{ dx, dMean }`, float32: dx [n, h, w, c], dMean [n, c]. Attributes
 * {@link SqueezeGradAttrs}. Output of dx's shape.
 */
export const SQUEEZE_GRAD_KERNEL = simdKernel<Inputs<'dx' | 'dMean'>, SqueezeGradAttrs>(
  'KiumSqueezeGrad',
  ({ inputs: { dx, dMean }, attrs: { inPlace }, backend }) => {
    check(dx, dMean);
    const [images, height, width, channels] = dx.shape as [number, number, number, number];
    const pixels = height * width;
    const [from, means] = [backend.address(dx), backend.address(dMean)];
    const { tensor, address } = inPlace
      ? { tensor: alias(backend, dx, dx.shape), address: from }
      : backend.output(dx.shape);
    const args = [from, means, address, pixels, channels, 1 / pixels];
    runUnits(backend, 'addMeans', args, images * pixels, { unitNs: 2 * channels * FLOAT_NS });
    return tensor;
  },
);

function check(dx: TensorInfo, dMean: TensorInfo): void {
  const expected = [dx.shape[0]!, dx.shape[3]!];
  if (dx.shape.length === 4 && util.arraysEqual(dMean.shape, expected) && allFloat(dx, dMean)) return;
  throw new UnsupportedInputError(
    'KiumSqueezeGrad',
    'float32 tensors dx [n, h, w, c] and dMean [n, c]',
    `shapes [${dx.shape}] and [${dMean.shape}]`,
  );
}
