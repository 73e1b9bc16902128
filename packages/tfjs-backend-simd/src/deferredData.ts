import type { backend_util, TensorInfo } from '@tensorflow/tfjs-core';
import type { DataId } from './backend';
import type { Normalization } from './normalization';

/** How a deferred tensor is computed from its inputs. */
export interface Recipe<Inputs extends TensorInfo[] = TensorInfo[]> {
  /** Writes the values to `output`, normalised if that is wanted. */
  compute(inputs: [...Inputs], output: number, normalization?: Normalization): void;
  /** Whether `compute` can write the means that a normalisation's `pooled` asks for. */
  readonly pools?: boolean;
  /**
   * For a matrix product: hands out the address of an `Expansion` (see ./expansion.ts) that gives the rows, normalised,
   * to a kernel that computes them when it needs them.
   */
  expandNormalized?(inputs: [...Inputs], normalization: Normalization, use: UseExpansion): void;
  /** For a matrix product that is normalised already: the same. Returns whether it still could. */
  expand?(inputs: [...Inputs], use: UseExpansion): boolean;
}

/** Takes the address of an expansion, which is valid until it returns. */
export type UseExpansion = (expansion: number) => void;

/** Values that are computed when they are first needed. */
export class DeferredData {
  readonly dtype = 'float32';
  refCount = 1;

  constructor(
    readonly dataId: DataId,
    readonly shape: number[],
    readonly inputs: TensorInfo[],
    readonly recipe: Recipe,
    private readonly finish: (data: DeferredData) => { values: backend_util.BackendValues },
  ) {}

  /** For cpu kernels. */
  get values(): backend_util.BackendValues {
    return this.finish(this).values;
  }
}
