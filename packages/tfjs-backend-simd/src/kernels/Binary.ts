import { type KernelConfig, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend';
import { FLOAT_NS, splitUnits } from '../units';
import { type BroadcastDim, planBroadcast } from './broadcast';
import { alias, allFloat, simdKernel } from './kernel';

/** Names of the WebAssembly functions of two operands. */
type BinaryFunction =
  | ('add' | 'sub' | 'mul' | 'div' | 'maximum' | 'minimum' | 'squaredDifference' | 'prelu' | 'eluGrad' | 'swishGrad')
  | ('greater' | 'greaterEqual' | 'less' | 'lessEqual' | 'equal' | 'notEqual' | 'logicalAnd' | 'logicalOr');

const ARITHMETIC: Record<string, BinaryFunction> = {
  Add: 'add',
  Sub: 'sub',
  Multiply: 'mul',
  RealDiv: 'div',
  Maximum: 'maximum',
  Minimum: 'minimum',
  SquaredDifference: 'squaredDifference',
};

const COMPARISONS: Record<string, BinaryFunction> = {
  Greater: 'greater',
  GreaterEqual: 'greaterEqual',
  Less: 'less',
  LessEqual: 'lessEqual',
  Equal: 'equal',
  NotEqual: 'notEqual',
};

const LOGIC: Record<string, BinaryFunction> = { LogicalAnd: 'logicalAnd', LogicalOr: 'logicalOr' };

/** Smaller results are not worth handing to another thread. */
const SMALLEST_SHARED_BYTES = 128 * 1024;

interface BinaryInputs {
  a: TensorInfo;
  b: TensorInfo;
}

const areBool = (a: TensorInfo, b: TensorInfo) => a.dtype === 'bool' && b.dtype === 'bool';

const prelu = simdKernel<{ x: TensorInfo; alpha: TensorInfo }>('Prelu', ({ inputs: { x, alpha }, backend }) =>
  allFloat(x, alpha) ? binary(backend, 'prelu', x, alpha) : undefined,
);

const eluGrad = simdKernel<{ dy: TensorInfo; y: TensorInfo }>('EluGrad', ({ inputs: { dy, y }, backend }) =>
  allFloat(dy, y) && util.arraysEqual(dy.shape, y.shape) ? binary(backend, 'eluGrad', dy, y) : undefined,
);

/**
 * `KiumSwishGrad`: the gradient of x · sigmoid(x). Inputs `{ dy, x }` of one shape, float32; output dx of that shape.
 */
const swishGrad = simdKernel<{ dy: TensorInfo; x: TensorInfo }>('KiumSwishGrad', ({ inputs: { dy, x }, backend }) =>
  binary(backend, 'swishGrad', dy, x),
);

/** Only squares: other exponents are rare in training, and pow has many special cases. */
const pow = simdKernel<BinaryInputs>('Pow', ({ inputs: { a, b }, backend }) => {
  if (!allFloat(a, b) || util.sizeFromShape(b.shape) !== 1 || b.shape.length > a.shape.length) return undefined;
  if ((backend.readSync(b.dataId) as Float32Array)[0] !== 2) return undefined;
  return binary(backend, 'mul', a, a);
});

const addN = simdKernel<TensorInfo[]>('AddN', ({ inputs, backend }) => {
  const [first, second, ...others] = inputs;
  if (first === undefined || !allFloat(...inputs)) return undefined;
  if (second === undefined) return alias(backend, first, first.shape);
  const n = util.sizeFromShape(first.shape);
  const sum = binary(backend, 'add', first, second);
  const address = backend.address(sum);
  for (const term of others) backend.kernels.add(address, backend.address(term), address, 1, n, 0, 1, 0, 1);
  return sum;
});

/** Elementwise kernels of two or more inputs, with broadcasting. */
export const BINARY_KERNELS: KernelConfig[] = [
  ...kernels(ARITHMETIC, 'float32', allFloat),
  ...kernels(COMPARISONS, 'bool', allFloat),
  ...kernels(LOGIC, 'bool', areBool),
  prelu,
  eluGrad,
  swishGrad,
  pow,
  addN,
];

function kernels(
  functions: Record<string, BinaryFunction>,
  dtype: 'float32' | 'bool',
  accepts: (a: TensorInfo, b: TensorInfo) => boolean,
): KernelConfig[] {
  return Object.entries(functions).map(([name, apply]) =>
    simdKernel<BinaryInputs>(name, ({ inputs: { a, b }, backend }) =>
      accepts(a, b) ? binary(backend, apply, a, b, dtype) : undefined,
    ),
  );
}

function binary(
  backend: SimdBackend,
  name: BinaryFunction,
  a: TensorInfo,
  b: TensorInfo,
  dtype: 'float32' | 'bool' = 'float32',
): TensorInfo {
  const plan = planBroadcast(a.shape, b.shape);
  const aAddress = backend.address(a);
  const bAddress = backend.address(b);
  const { tensor, address } = backend.output(plan.shape, dtype);
  run(backend, name, plan.dims, aAddress, bAddress, address);
  return tensor;
}

/** The kernel takes the two innermost dimensions; those outside them are walked here. */
function run(
  backend: SimdBackend,
  name: BinaryFunction,
  dims: BroadcastDim[],
  a: number,
  b: number,
  out: number,
): void {
  const cols = dims[dims.length - 1]!;
  const rows = dims[dims.length - 2] ?? { size: 1, a: 0, b: 0 };
  if (cols.size === 0 || rows.size === 0) return;
  const calls: number[][] = [];
  const matrix = 4 * rows.size * cols.size;
  const walk = (depth: number, aAt: number, bAt: number, outAt: number): number => {
    if (depth >= dims.length - 2) {
      calls.push(...slices(backend, rows, cols, aAt, bAt, outAt));
      return outAt + matrix;
    }
    const dim = dims[depth]!;
    let next = outAt;
    for (let i = 0; i < dim.size; i++) next = walk(depth + 1, aAt + 4 * i * dim.a, bAt + 4 * i * dim.b, next);
    return next;
  };
  walk(0, a, b, out);
  if (matrix * calls.length < SMALLEST_SHARED_BYTES) for (const call of calls) apply(backend, name, call);
  else backend.runCalls(name, calls);
}

/** The calls for one matrix: several where it is worth sharing among threads. */
function slices(
  backend: SimdBackend,
  rows: BroadcastDim,
  cols: BroadcastDim,
  a: number,
  b: number,
  out: number,
): number[][] {
  const call = (aAt: number, bAt: number, outAt: number, rowCount: number, colCount: number) => [
    ...[aAt, bAt, outAt, rowCount, colCount],
    ...[rows.a, cols.a > 0 ? 1 : 0, rows.b, cols.b > 0 ? 1 : 0],
  ];
  if (rows.size === 1) {
    return splitUnits(cols.size, { unitNs: 3 * FLOAT_NS, grain: 16 }, backend.threads).map(([start, end]) =>
      call(a + (cols.a > 0 ? 4 * start : 0), b + (cols.b > 0 ? 4 * start : 0), out + 4 * start, 1, end - start),
    );
  }
  return splitUnits(rows.size, { unitNs: 3 * cols.size * FLOAT_NS }, backend.threads).map(([start, end]) =>
    call(a + 4 * start * rows.a, b + 4 * start * rows.b, out + 4 * start * cols.size, end - start, cols.size),
  );
}

function apply(backend: SimdBackend, name: BinaryFunction, call: number[]): void {
  (backend.kernels[name] as (...args: number[]) => void)(...call);
}
