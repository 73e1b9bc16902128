import { engine, getBackend, getKernel, mul, type NamedTensorMap, sub, type Tensor, tidy } from '@tensorflow/tfjs-core';

/** `from − part · (from − to)`, elementwise: the point that far on the way. One pass where the backend has a kernel for it. */
export function towards(from: Tensor, to: Tensor, part: number): Tensor {
  // The backend `simd` has it for the moving averages of batch norm.
  if (getKernel('KiumMovingAverage', getBackend())) {
    const inputs = { old: from, value: to } as unknown as NamedTensorMap;
    return engine().runKernel('KiumMovingAverage', inputs, { rate: part, factor: 1 }) as Tensor;
  }
  return tidy(() => sub(from, mul(sub(from, to), part)));
}
