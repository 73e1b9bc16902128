import { type DataType, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { alias, simdKernel } from './kernel';

/**
 * The cpu backend casts int32 and bool to float32 by handing the integers on under the new name. Here a tensor's bytes
 * must be what its dtype says, so they are converted. Casts that lose information are left to the cpu kernel, which
 * always makes a new array.
 */
export const CAST_KERNEL = simdKernel<{ x: TensorInfo }, { dtype: DataType }>(
  'Cast',
  ({ inputs: { x }, attrs: { dtype }, backend }) => {
    if (x.dtype === dtype) return alias(backend, x, x.shape);
    const isInteger = x.dtype === 'int32' || x.dtype === 'bool';
    if (!isInteger || (dtype !== 'float32' && dtype !== 'int32')) return undefined;
    const from = backend.address(x);
    const n = util.sizeFromShape(x.shape);
    const { tensor, address } = backend.output(x.shape, dtype);
    if (dtype === 'float32') backend.kernels.intToFloat(from, address, n);
    else backend.wasmMemory.int32(address, n).set(backend.wasmMemory.int32(from, n));
    return tensor;
  },
);
