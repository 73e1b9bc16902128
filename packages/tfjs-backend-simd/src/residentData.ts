import type { backend_util, DataType, TensorInfo } from '@tensorflow/tfjs-core';
import type { WasmMemory } from './memory';

/** What the cpu kernels expect to find for a tensor. */
export interface TensorData {
  values?: backend_util.BackendValues;
  dtype: DataType;
  complexTensorInfos?: { real: TensorInfo; imag: TensorInfo };
  refCount: number;
}

/** Values in WebAssembly memory, shaped so that cpu kernels can read them as `values`. */
export class ResidentData implements TensorData {
  constructor(
    private readonly memory: WasmMemory,
    readonly address: number,
    readonly length: number,
    readonly dtype: DataType,
    public refCount: number,
  ) {}

  /** Made anew on each access, because growing a memory that is not shared detaches its views. */
  get values(): backend_util.BackendValues {
    return this.view();
  }

  view(): Float32Array | Int32Array {
    return this.dtype === 'float32'
      ? this.memory.float32(this.address, this.length)
      : this.memory.int32(this.address, this.length);
  }
}
