import type { backend_util, TensorInfo } from '@tensorflow/tfjs-core';
import { util } from '@tensorflow/tfjs-core';
import type { SimdBackend } from './backend';
import { runKernel } from './kernels/kernel';
import { FLOAT_NS, runUnits } from './units';

/** What a fused op does after the product. */
export interface Epilogue {
  readonly bias?: TensorInfo | undefined;
  readonly activation?: backend_util.Activation | undefined;
  readonly preluActivationWeights?: TensorInfo | undefined;
  readonly leakyreluAlpha?: number | undefined;
}

/** Activations that assembly/epilogue.ts applies in place. */
const IN_PLACE: Partial<Record<backend_util.Activation, number>> = { linear: 0, relu: 1, relu6: 2, leakyrelu: 3 };

/** Activations that are kernels of their own. */
const KERNEL_NAMES: Partial<Record<backend_util.Activation, string>> = { elu: 'Elu', sigmoid: 'Sigmoid' };

/** tfjs's default slope. */
const LEAKY_RELU_ALPHA = 0.2;

/** activation(y + bias). Takes y over: the result may be y itself, and y is disposed otherwise. */
export function applyEpilogue(backend: SimdBackend, y: TensorInfo, epilogue: Epilogue): TensorInfo {
  const { bias, activation = 'linear', preluActivationWeights, leakyreluAlpha = LEAKY_RELU_ALPHA } = epilogue;
  const replaceBy = (result: TensorInfo) => {
    backend.disposeIntermediateTensorInfo(y);
    return result;
  };
  if (bias && !isRowBias(bias, y)) {
    const sum = replaceBy(runKernel('Add', backend, { a: y, b: bias }));
    return applyEpilogue(backend, sum, { ...epilogue, bias: undefined });
  }

  const inPlace = IN_PLACE[activation];
  if (bias || inPlace) {
    const n = y.shape.at(-1) ?? 1;
    const args = [backend.address(y), bias ? backend.address(bias) : 0, n, inPlace ?? 0, leakyreluAlpha];
    const rows = util.sizeFromShape(y.shape) / n;
    runUnits(backend, 'addBiasAndActivate', args, rows, { unitNs: n * FLOAT_NS });
  }
  if (inPlace !== undefined) return y;
  if (activation === 'prelu' && preluActivationWeights) {
    return replaceBy(runKernel('Prelu', backend, { x: y, alpha: preluActivationWeights }));
  }
  const name = KERNEL_NAMES[activation];
  if (!name) throw new Error(`The simd backend does not know the fused activation '${activation}'.`);
  return replaceBy(runKernel(name, backend, { x: y }));
}

/** Whether the bias is one number for each element of a row. */
function isRowBias(bias: TensorInfo, y: TensorInfo): boolean {
  const n = y.shape.at(-1);
  return bias.dtype === 'float32' && bias.shape.at(-1) === n && util.sizeFromShape(bias.shape) === n;
}
