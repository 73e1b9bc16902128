import type { SimdBackend } from '../backend';
import { FLOAT_NS, splitUnits } from '../units';

/** One dimension of a copy: how many steps, and by how many elements source and destination move in each. */
export interface CopyDim {
  size: number;
  src: number;
  dst: number;
}

/** As in `assembly/copy.ts`. */
const MAX_RANK = 12;
const TABLE_WORDS = 1 + 4 * MAX_RANK;
/** Nanoseconds an element; more than memory needs where it is not a plain copy. */
const COPY_NS = 4 * FLOAT_NS;

/** Copies 4-byte elements from address `src` to `dst` along `dims`, outermost first. */
export function stridedCopy(backend: SimdBackend, src: number, dst: number, dims: CopyDim[]): void {
  if (dims.some(({ size }) => size === 0)) return;
  const loop = orderForSpeed(mergeDims(dims));
  const [first, ...others] = loop as [CopyDim, ...CopyDim[]];
  const unitNs = others.reduce((size, dim) => size * dim.size, 1) * COPY_NS;
  const ranges = splitUnits(first.size, { unitNs }, backend.threads);
  backend.withScratch(4 * TABLE_WORDS * ranges.length, (tables) => {
    const calls = ranges.map(([start, end], i) => {
      const table = tables + 4 * TABLE_WORDS * i;
      writeTable(backend, table, [{ ...first, size: end - start }, ...others]);
      return [src + 4 * start * first.src, dst + 4 * start * first.dst, table];
    });
    backend.runCalls('copyStrided', calls);
  });
}

function writeTable(backend: SimdBackend, address: number, dims: CopyDim[]): void {
  const table = backend.wasmMemory.int32(address, TABLE_WORDS);
  table[0] = dims.length;
  dims.forEach((dim, i) => {
    table[1 + i] = dim.size;
    table[1 + MAX_RANK + i] = dim.src;
    table[1 + 2 * MAX_RANK + i] = dim.dst;
  });
}

/** Drops dimensions of size 1 and joins neighbours that are one run in source and destination. At least one is left. */
export function mergeDims(dims: CopyDim[]): CopyDim[] {
  const merged: CopyDim[] = [];
  for (const dim of dims) {
    if (dim.size === 1) continue;
    const outer = merged[merged.length - 1];
    if (outer && outer.src === dim.src * dim.size && outer.dst === dim.dst * dim.size) {
      merged[merged.length - 1] = { size: outer.size * dim.size, src: dim.src, dst: dim.dst };
    } else {
      merged.push(dim);
    }
  }
  return merged.length > 0 ? merged : [{ size: 1, src: 1, dst: 1 }];
}

/**
 * The order of the loops is free. The kernel is fastest when the destination runs in the last dimension, and, if the
 * source does not, the source in the one before it: then it transposes blocks.
 */
function orderForSpeed(dims: CopyDim[]): CopyDim[] {
  const writes = dims.find(({ dst }) => dst === 1);
  if (!writes || writes.src === 1) return dims;
  const reads = dims.find((dim) => dim !== writes && dim.src === 1);
  const others = dims.filter((dim) => dim !== writes && dim !== reads);
  return reads ? [...others, reads, writes] : [...others, writes];
}
