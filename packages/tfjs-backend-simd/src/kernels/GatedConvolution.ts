import { type KernelConfig, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { UnsupportedInputError } from '../errors';
import { gatedConvolution, gatedConvolutionGradients } from '../gatedConvolution';
import { areFilledFloats, type Inputs, simdKernel } from './kernel';

/**
 * `KiumGatedConv2D`: a 1 × 1 convolution of an input whose channels are weighed by a gate, (x · gate) * filter.
 *
 * Inputs `{ x, gate, filter }`, float32: x [n, h, w, c], gate [n, 1, 1, c], filter [1, 1, c, f]. Output [n, h, w, f].
 */
const forward = simdKernel<Inputs<'x' | 'gate' | 'filter'>>('KiumGatedConv2D', ({ inputs, backend }) => {
  const { x, gate, filter } = inputs;
  check('KiumGatedConv2D', x, gate, filter);
  return gatedConvolution(backend, x, gate, filter);
});

/**
 * `KiumGatedConv2DGrad`: its gradients. Inputs `{ dy, x, gate, filter }` with dy of the output's shape; outputs
 * `[dx, dgate, dfilter]`, each of the shape of what it belongs to.
 */
const gradients = simdKernel<Inputs<'dy' | 'x' | 'gate' | 'filter'>>('KiumGatedConv2DGrad', ({ inputs, backend }) => {
  const { dy, x, gate, filter } = inputs;
  check('KiumGatedConv2DGrad', x, gate, filter);
  checkShape('KiumGatedConv2DGrad', 'dy', dy, [...x.shape.slice(0, 3), filter.shape[3]!]);
  return gatedConvolutionGradients(backend, dy, x, gate, filter);
});

/** Gated convolution and its gradients, that `@kium/efficientnet` ends squeeze-excite with. */
export const GATED_CONVOLUTION_KERNELS: KernelConfig[] = [forward, gradients];

function check(kernel: string, x: TensorInfo, gate: TensorInfo, filter: TensorInfo): void {
  if (!areFilledFloats(x, gate, filter)) {
    throw new UnsupportedInputError(kernel, 'float32 tensors with values in them', `${x.dtype} [${x.shape}]`);
  }
  if (x.shape.length !== 4) throw new UnsupportedInputError(kernel, 'x of rank 4', `shape [${x.shape}]`);
  const [images, , , channels] = x.shape as [number, number, number, number];
  checkShape(kernel, 'gate', gate, [images, 1, 1, channels]);
  checkShape(kernel, 'filter', filter, [1, 1, channels, filter.shape[3]!]);
}

function checkShape(kernel: string, name: string, { shape }: TensorInfo, expected: number[]): void {
  if (!util.arraysEqual(shape, expected)) {
    throw new UnsupportedInputError(kernel, `${name} of shape [${expected}]`, `shape [${shape}]`);
  }
}
