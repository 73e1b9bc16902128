import { backend_util, type KernelConfig, slice_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend';
import { alias, allFloat, simdKernel } from './kernel';
import { type CopyDim, mergeDims, stridedCopy } from './stridedCopy';

/** Elements from one step to the next in each dimension of a contiguous array. */
function strides(shape: number[]): number[] {
  const result = new Array<number>(shape.length);
  let step = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    result[i] = step;
    step *= shape[i]!;
  }
  return result;
}

const transpose = simdKernel<{ x: TensorInfo }, { perm: number[] }>(
  'Transpose',
  ({ inputs: { x }, attrs, backend }) => {
    if (!allFloat(x)) return undefined;
    const shape = attrs.perm.map((axis) => x.shape[axis]!);
    const from = strides(x.shape);
    const to = strides(shape);
    const dims = shape.map((size, i): CopyDim => ({ size, src: from[attrs.perm[i]!]!, dst: to[i]! }));
    const [only, ...others] = mergeDims(dims);
    if (others.length === 0 && only!.src === only!.dst) return alias(backend, x, shape);
    return copyInto(backend, x, shape, dims);
  },
);

const slice = simdKernel<{ x: TensorInfo }, { begin: number | number[]; size: number | number[] }>(
  'Slice',
  ({ inputs: { x }, attrs, backend }) => {
    if (!allFloat(x)) return undefined;
    // parseSliceParams only looks at the shape of its tensor.
    const [begin, size] = slice_util.parseSliceParams(x as never, attrs.begin, attrs.size) as [number[], number[]];
    slice_util.assertParamsValid(x as never, begin, size);
    return sliceOf(backend, x, begin, size);
  },
);

const splitV = simdKernel<{ x: TensorInfo }, { numOrSizeSplits: number | number[]; axis: number }>(
  'SplitV',
  ({ inputs: { x }, attrs, backend }) => {
    if (!allFloat(x)) return undefined;
    const axis = util.parseAxisParam(attrs.axis, x.shape)[0]!;
    const begin = x.shape.map(() => 0);
    return backend_util.prepareSplitSize(x as never, attrs.numOrSizeSplits, axis).map((length) => {
      const size = x.shape.map((full, i) => (i === axis ? length : full));
      const part = sliceOf(backend, x, [...begin], size);
      begin[axis]! += length;
      return part;
    });
  },
);

const unpack = simdKernel<{ value: TensorInfo }, { axis: number }>(
  'Unpack',
  ({ inputs: { value }, attrs, backend }) => {
    if (!allFloat(value)) return undefined;
    const axis = attrs.axis < 0 ? attrs.axis + value.shape.length : attrs.axis;
    const shape = value.shape.filter((_, i) => i !== axis);
    const size = value.shape.map((full, i) => (i === axis ? 1 : full));
    return Array.from({ length: value.shape[axis]! }, (_, k) => {
      const begin = value.shape.map((_, i) => (i === axis ? k : 0));
      return { ...sliceOf(backend, value, begin, size), shape };
    });
  },
);

const reverse = simdKernel<{ x: TensorInfo }, { dims: number | number[] }>(
  'Reverse',
  ({ inputs: { x }, attrs, backend }) => {
    if (!allFloat(x)) return undefined;
    const axes = util.parseAxisParam(attrs.dims, x.shape);
    const steps = strides(x.shape);
    const start = axes.reduce((sum, axis) => sum + (x.shape[axis]! - 1) * steps[axis]!, 0);
    const dims = x.shape.map((size, i): CopyDim => {
      const step = steps[i]!;
      return { size, src: axes.includes(i) ? -step : step, dst: step };
    });
    return copyInto(backend, x, x.shape, dims, util.sizeFromShape(x.shape) === 0 ? 0 : start);
  },
);

const tile = simdKernel<{ x: TensorInfo }, { reps: number[] }>('Tile', ({ inputs: { x }, attrs, backend }) => {
  if (!allFloat(x)) return undefined;
  const shape = x.shape.map((size, i) => size * attrs.reps[i]!);
  const from = strides(x.shape);
  const to = strides(shape);
  const dims = x.shape.flatMap((size, i): CopyDim[] => [
    { size: attrs.reps[i]!, src: 0, dst: size * to[i]! },
    { size, src: from[i]!, dst: to[i]! },
  ]);
  return copyInto(backend, x, shape, dims);
});

const pad = simdKernel<{ x: TensorInfo }, { paddings: [number, number][]; constantValue: number }>(
  'PadV2',
  ({ inputs: { x }, attrs: { paddings, constantValue }, backend }) => {
    if (!allFloat(x)) return undefined;
    const shape = x.shape.map((size, i) => paddings[i]![0] + size + paddings[i]![1]);
    const from = strides(x.shape);
    const to = strides(shape);
    const start = paddings.reduce((sum, [before], i) => sum + before * to[i]!, 0);
    const source = backend.address(x);
    const { tensor, address } = backend.output(shape);
    backend.kernels.fill(address, util.sizeFromShape(shape), constantValue);
    const dims = x.shape.map((size, i): CopyDim => ({ size, src: from[i]!, dst: to[i]! }));
    stridedCopy(backend, source, address + 4 * start, dims);
    return tensor;
  },
);

const concat = simdKernel<TensorInfo[], { axis: number }>('Concat', ({ inputs, attrs, backend }) => {
  if (!allFloat(...inputs)) return undefined;
  const axis = util.parseAxisParam(attrs.axis, inputs[0]!.shape)[0]!;
  const shapes = inputs.map(({ shape }) => shape);
  backend_util.assertParamsConsistent(shapes, axis);
  return join(backend, inputs, axis, backend_util.computeOutShape(shapes, axis));
});

const pack = simdKernel<TensorInfo[], { axis: number }>('Pack', ({ inputs, attrs, backend }) => {
  const [first] = inputs;
  if (!first || !allFloat(...inputs) || inputs.some(({ shape }) => !util.arraysEqual(shape, first.shape))) {
    return undefined;
  }
  const axis = attrs.axis < 0 ? attrs.axis + first.shape.length + 1 : attrs.axis;
  const shape = [...first.shape.slice(0, axis), inputs.length, ...first.shape.slice(axis)];
  return join(backend, inputs, axis, shape);
});

/** Kernels that only move values. */
export const COPY_KERNELS: KernelConfig[] = [transpose, slice, splitV, unpack, reverse, tile, pad, concat, pack];

/** A new tensor of `shape`, filled from `x`, whose element `start` comes first. */
function copyInto(backend: SimdBackend, x: TensorInfo, shape: number[], dims: CopyDim[], start = 0): TensorInfo {
  const source = backend.address(x);
  const { tensor, address } = backend.output(shape);
  stridedCopy(backend, source + 4 * start, address, dims);
  return tensor;
}

function sliceOf(backend: SimdBackend, x: TensorInfo, begin: number[], size: number[]): TensorInfo {
  // As `predict` does when everything fits into one batch.
  if (util.arraysEqual(size, x.shape)) return alias(backend, x, size);
  const from = strides(x.shape);
  const to = strides(size);
  const start = begin.reduce((sum, first, i) => sum + first * from[i]!, 0);
  const dims = size.map((length, i): CopyDim => ({ size: length, src: from[i]!, dst: to[i]! }));
  return copyInto(backend, x, size, dims, start);
}

/** Puts tensors side by side along `axis` of `shape`: each is a matrix whose rows are pieces of the result's rows. */
function join(backend: SimdBackend, tensors: TensorInfo[], axis: number, shape: number[]): TensorInfo {
  const sources = tensors.map((tensor) => backend.address(tensor));
  const { tensor: joined, address } = backend.output(shape);
  const rows = util.sizeFromShape(shape.slice(0, axis));
  const rowSize = util.sizeFromShape(shape.slice(axis));
  let start = 0;
  tensors.forEach((tensor, i) => {
    const pieceSize = rows === 0 ? 0 : util.sizeFromShape(tensor.shape) / rows;
    stridedCopy(backend, sources[i]!, address + 4 * start, [
      { size: rows, src: pieceSize, dst: rowSize },
      { size: pieceSize, src: 1, dst: 1 },
    ]);
    start += pieceSize;
  });
  return joined;
}
