import { getKernel, type KernelConfig, type NamedAttrMap, type TensorInfo } from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend';

/** What a kernel is called with: its inputs and attributes, typed by the kernel, and the backend. */
export interface KernelCall<Inputs, Attrs> {
  inputs: Inputs;
  attrs: Attrs;
  backend: SimdBackend;
}

/** Inputs of the given names. */
export type Inputs<Name extends string> = { [name in Name]: TensorInfo };

/** A kernel's results. */
export type KernelResult = TensorInfo | TensorInfo[];

/**
 * A kernel that replaces the cpu backend's of the same name. Where `compute` returns undefined (another dtype, a rare
 * case), the cpu backend's kernel does the work.
 */
export function simdKernel<Inputs = { x: TensorInfo }, Attrs = unknown>(
  kernelName: string,
  compute: (call: KernelCall<Inputs, Attrs>) => KernelResult | undefined,
): KernelConfig {
  return {
    kernelName,
    backendName: 'simd',
    kernelFunc: (call) => {
      const result = compute(call as unknown as KernelCall<Inputs, Attrs>);
      return result ?? runOnCpu(kernelName, call.inputs as Record<string, TensorInfo>, call.backend, call.attrs);
    },
  };
}

/** Runs the cpu backend's kernel on tensors of the simd backend. */
function runOnCpu(name: string, inputs: Record<string, TensorInfo>, backend: object, attrs?: NamedAttrMap) {
  return getKernel(name, 'cpu').kernelFunc({ inputs, backend, attrs });
}

/** Whether every given tensor is float32. */
export function allFloat(...tensors: (TensorInfo | undefined | null)[]): boolean {
  return tensors.every((tensor) => tensor == null || tensor.dtype === 'float32');
}

/** Whether all are float32 and none is empty, which is what the matrix kernels take. */
export function areFilledFloats(...tensors: TensorInfo[]): boolean {
  return tensors.every(({ dtype, shape }) => dtype === 'float32' && !shape.includes(0));
}

/** Runs another of this backend's kernels. */
export function runKernel(
  name: string,
  backend: SimdBackend,
  inputs: Record<string, TensorInfo>,
  attrs: NamedAttrMap = {},
): TensorInfo {
  return getKernel(name, 'simd').kernelFunc({ inputs, backend, attrs }) as TensorInfo;
}

/** The same values under another shape, without a copy. */
export function alias(backend: SimdBackend, x: TensorInfo, shape: number[]): TensorInfo {
  backend.incRef(x.dataId);
  return { dataId: x.dataId, shape, dtype: x.dtype };
}
