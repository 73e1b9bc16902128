import { type DataType, type KernelConfig, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend';
import { allFloat, simdKernel } from './kernel';

interface FillAttrs {
  shape: number[];
  value: number | string;
  dtype?: DataType;
}

const fill = simdKernel<unknown, FillAttrs>('Fill', ({ attrs: { shape, value, dtype }, backend }) => {
  const isFloat = (dtype ?? util.inferDtype(value)) === 'float32';
  return isFloat && typeof value === 'number' ? filled(backend, shape, value) : undefined;
});

const zerosLike = simdKernel('ZerosLike', ({ inputs: { x }, backend }) =>
  allFloat(x) ? filled(backend, x.shape, 0) : undefined,
);

const onesLike = simdKernel('OnesLike', ({ inputs: { x }, backend }) =>
  allFloat(x) ? filled(backend, x.shape, 1) : undefined,
);

/** Kernels that make constant tensors. */
export const FILL_KERNELS: KernelConfig[] = [fill, zerosLike, onesLike];

function filled(backend: SimdBackend, shape: number[], value: number): TensorInfo {
  const { tensor, address } = backend.output(shape);
  backend.kernels.fill(address, util.sizeFromShape(shape), value);
  return tensor;
}
