import { backend_util, type KernelConfig, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend';
import type { ActionKernel } from '../threads';
import { FLOAT_NS, runSlices } from '../units';
import { allFloat, simdKernel } from './kernel';

/** A WebAssembly function of (x, out, n), and what it takes besides. */
type Apply = [name: ActionKernel, parameters?: (attrs: UnaryAttrs) => number[]];

interface UnaryAttrs {
  alpha: number;
  clipValueMin: number;
  clipValueMax: number;
}

/** Of one value; most functions are polynomials. */
const COST = { unitNs: 4 * FLOAT_NS, grain: 16 };

const { SELU_SCALE, SELU_SCALEALPHA } = backend_util;

/** Functions of one float32 value, by kernel name. `KiumSwish` is x · sigmoid(x): inputs `{ x }`, output y. */
const FUNCTIONS: Record<string, Apply> = {
  Abs: ['abs'],
  Ceil: ['ceil'],
  ClipByValue: ['clip', (attrs) => [attrs.clipValueMin, attrs.clipValueMax]],
  Elu: ['selu', () => [1, 1]],
  Exp: ['exp'],
  Expm1: ['expm1'],
  Floor: ['floor'],
  KiumSwish: ['swish'],
  LeakyRelu: ['leakyRelu', (attrs) => [attrs.alpha]],
  Log: ['log'],
  Log1p: ['log1p'],
  Neg: ['neg'],
  Reciprocal: ['reciprocal'],
  Relu: ['relu'],
  Relu6: ['clip', () => [0, 6]],
  Round: ['round'],
  Rsqrt: ['rsqrt'],
  Selu: ['selu', () => [SELU_SCALE, SELU_SCALEALPHA]],
  Sigmoid: ['sigmoid'],
  Sign: ['sign'],
  Softplus: ['softplus'],
  Sqrt: ['sqrt'],
  Square: ['square'],
  Step: ['step', (attrs) => [attrs.alpha]],
  Tanh: ['tanh'],
};

const logicalNot = simdKernel('LogicalNot', ({ inputs: { x }, backend }) => {
  if (x.dtype !== 'bool') return undefined;
  const { tensor, address } = backend.output(x.shape, 'bool');
  backend.kernels.logicalNot(backend.address(x), address, util.sizeFromShape(x.shape));
  return tensor;
});

/** Elementwise kernels of one input. */
export const UNARY_KERNELS: KernelConfig[] = [
  ...Object.entries(FUNCTIONS).map(([name, apply]) =>
    simdKernel<{ x: TensorInfo }, UnaryAttrs>(name, ({ inputs: { x }, attrs, backend }) =>
      allFloat(x) ? map(backend, apply, x, attrs) : undefined,
    ),
  ),
  logicalNot,
];

function map(backend: SimdBackend, [name, parameters]: Apply, x: TensorInfo, attrs: UnaryAttrs): TensorInfo {
  const from = backend.address(x);
  const { tensor, address } = backend.output(x.shape);
  const others = parameters?.(attrs) ?? [];
  runSlices(backend, name, util.sizeFromShape(x.shape), COST, (start, count) => [
    ...[from + 4 * start, address + 4 * start, count],
    ...others,
  ]);
  return tensor;
}
