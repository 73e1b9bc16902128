import { backend_util, type KernelConfig, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend';
import type { WasmKernels } from '../wasm';
import { allFloat, simdKernel } from './kernel';

/** Writes f of the `n` values at address `x` to address `out`. */
type Apply = (kernels: WasmKernels, x: number, out: number, n: number, attrs: UnaryAttrs) => void;

interface UnaryAttrs {
  alpha: number;
  clipValueMin: number;
  clipValueMax: number;
}

const { SELU_SCALE, SELU_SCALEALPHA } = backend_util;

/** Functions of one float32 value, by kernel name. `KiumSwish` is x · sigmoid(x): inputs `{ x }`, output y. */
const FUNCTIONS: Record<string, Apply> = {
  Abs: (k, x, out, n) => k.abs(x, out, n),
  Ceil: (k, x, out, n) => k.ceil(x, out, n),
  ClipByValue: (k, x, out, n, attrs) => k.clip(x, out, n, attrs.clipValueMin, attrs.clipValueMax),
  Elu: (k, x, out, n) => k.selu(x, out, n, 1, 1),
  Exp: (k, x, out, n) => k.exp(x, out, n),
  Expm1: (k, x, out, n) => k.expm1(x, out, n),
  Floor: (k, x, out, n) => k.floor(x, out, n),
  KiumSwish: (k, x, out, n) => k.swish(x, out, n),
  LeakyRelu: (k, x, out, n, attrs) => k.leakyRelu(x, out, n, attrs.alpha),
  Log: (k, x, out, n) => k.log(x, out, n),
  Log1p: (k, x, out, n) => k.log1p(x, out, n),
  Neg: (k, x, out, n) => k.neg(x, out, n),
  Reciprocal: (k, x, out, n) => k.reciprocal(x, out, n),
  Relu: (k, x, out, n) => k.relu(x, out, n),
  Relu6: (k, x, out, n) => k.clip(x, out, n, 0, 6),
  Round: (k, x, out, n) => k.round(x, out, n),
  Rsqrt: (k, x, out, n) => k.rsqrt(x, out, n),
  Selu: (k, x, out, n) => k.selu(x, out, n, SELU_SCALE, SELU_SCALEALPHA),
  Sigmoid: (k, x, out, n) => k.sigmoid(x, out, n),
  Sign: (k, x, out, n) => k.sign(x, out, n),
  Softplus: (k, x, out, n) => k.softplus(x, out, n),
  Sqrt: (k, x, out, n) => k.sqrt(x, out, n),
  Square: (k, x, out, n) => k.square(x, out, n),
  Step: (k, x, out, n, attrs) => k.step(x, out, n, attrs.alpha),
  Tanh: (k, x, out, n) => k.tanh(x, out, n),
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

function map(backend: SimdBackend, apply: Apply, x: TensorInfo, attrs: UnaryAttrs): TensorInfo {
  const from = backend.address(x);
  const { tensor, address } = backend.output(x.shape);
  apply(backend.kernels, from, address, util.sizeFromShape(x.shape), attrs);
  return tensor;
}
