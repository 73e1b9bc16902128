import { backend_util, type KernelConfig, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend';
import { FLOAT_NS, runSlices, runUnits, splitUnits } from '../units';
import { alias, allFloat, simdKernel } from './kernel';

/** Reduces the middle dimension of an array [outer][size][inner] at `x` and writes [outer][inner] to `out`. */
type ReduceMiddle = (backend: SimdBackend, x: number, out: number, middle: Middle, factor: number) => void;

interface Middle {
  outer: number;
  size: number;
  inner: number;
}

interface ReduceAttrs {
  axis?: number | number[];
  reductionIndices?: number | number[];
  keepDims?: boolean;
}

/** Sums of longer columns are cut into chunks of about this many values, which fit into a second-level cache. */
const CHUNK_VALUES = 32_768;

const sumMiddle: ReduceMiddle = (backend, x, out, { outer, size, inner }, factor) => {
  const { kernels } = backend;
  if (inner === 1) {
    runSlices(backend, 'sumRows', outer, { unitNs: size * FLOAT_NS }, (start, count) => [
      ...[x + 4 * start * size, out + 4 * start, count, size, factor],
    ]);
    return;
  }
  const chunkRows = Math.max(8, Math.floor(CHUNK_VALUES / inner / 8) * 8);
  const chunks = Math.ceil(size / chunkRows);
  if (chunks === 1) {
    const bytes = 8 * inner;
    backend.withScratch(bytes * backend.threads, (sums) => {
      const ranges = splitUnits(outer, { unitNs: size * inner * FLOAT_NS }, backend.threads);
      const calls = ranges.map(([start, end]) => [
        ...[x + 4 * start * size * inner, out + 4 * start * inner, sums],
        ...[end - start, size, inner, factor],
      ]);
      backend.runCalls('sumColumns', calls, { argument: 2, address: sums, bytesPerThread: bytes });
    });
    return;
  }
  backend.withScratch(8 * inner * chunks * outer, (partial) => {
    const cost = { unitNs: chunkRows * inner * FLOAT_NS };
    runUnits(backend, 'sumColumnChunks', [x, partial, size, inner, chunkRows], outer * chunks, cost);
    for (let o = 0; o < outer; o++) {
      kernels.combineChunks(partial + 8 * o * chunks * inner, out + 4 * o * inner, chunks, inner, factor);
    }
  });
};

const maxMiddle: ReduceMiddle = ({ kernels }, x, out, { outer, size, inner }) =>
  inner === 1 ? kernels.maxRows(x, out, outer, size) : kernels.maxColumns(x, out, outer, size, inner);

const minMiddle: ReduceMiddle = ({ kernels }, x, out, { outer, size, inner }) =>
  inner === 1 ? kernels.minRows(x, out, outer, size) : kernels.minColumns(x, out, outer, size, inner);

/** Reductions over any axes. */
export const REDUCE_KERNELS: KernelConfig[] = [
  reduceKernel('Sum', sumMiddle),
  reduceKernel('Mean', sumMiddle, (count) => 1 / count),
  reduceKernel('Max', maxMiddle),
  reduceKernel('Min', minMiddle),
];

function reduceKernel(name: string, reduce: ReduceMiddle, factor: (count: number) => number = () => 1): KernelConfig {
  return simdKernel<{ x: TensorInfo }, ReduceAttrs>(name, ({ inputs: { x }, attrs, backend }) => {
    if (!allFloat(x) || util.sizeFromShape(x.shape) === 0) return undefined;
    const axes = util.parseAxisParam((attrs.axis ?? attrs.reductionIndices)!, x.shape);
    const [reduced, removed] = backend_util.computeOutAndReduceShapes(x.shape, axes);
    const shape = attrs.keepDims ? backend_util.expandShapeToKeepDim(reduced, axes) : reduced;
    const passes = planPasses(x.shape, axes);
    return reduceInPasses(backend, x, shape, passes, reduce, factor(util.sizeFromShape(removed)));
  });
}

/**
 * One pass for each run of neighbouring reduced axes, the innermost first; usually there is one. Axes of size 1 need
 * none.
 */
export function planPasses(shape: number[], axes: number[]): Middle[] {
  const groups: { size: number; reduced: boolean }[] = [];
  shape.forEach((size, axis) => {
    if (size === 1) return;
    const reduced = axes.includes(axis);
    const last = groups[groups.length - 1];
    if (last?.reduced === reduced) last.size *= size;
    else groups.push({ size, reduced });
  });
  const passes: Middle[] = [];
  for (let g = groups.length - 1; g >= 0; g--) {
    if (!groups[g]!.reduced) continue;
    const product = (from: number, to: number, keptOnly: boolean) =>
      groups.slice(from, to).reduce((size, group) => (keptOnly && group.reduced ? size : size * group.size), 1);
    passes.push({ outer: product(0, g, false), size: groups[g]!.size, inner: product(g + 1, groups.length, true) });
  }
  return passes;
}

function reduceInPasses(
  backend: SimdBackend,
  x: TensorInfo,
  shape: number[],
  passes: Middle[],
  reduce: ReduceMiddle,
  factor: number,
): TensorInfo {
  const last = passes.pop();
  if (!last) return alias(backend, x, shape);
  const source = backend.address(x);
  const { tensor, address } = backend.output(shape);
  const finish = (from: number) => reduce(backend, from, address, last, factor);
  const through = (from: number, remaining: Middle[]): void => {
    const [pass, ...others] = remaining;
    if (!pass) finish(from);
    else
      backend.withScratch(4 * pass.outer * pass.inner, (to) => {
        reduce(backend, from, to, pass, 1);
        through(to, others);
      });
  };
  through(source, passes);
  return tensor;
}
