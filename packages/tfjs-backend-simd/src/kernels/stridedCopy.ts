import type { SimdBackend } from '../backend';

/** One dimension of a copy: how many steps, and by how many elements source and destination move in each. */
export interface CopyDim {
  size: number;
  src: number;
  dst: number;
}

/** As in `assembly/copy.ts`. */
const MAX_RANK = 12;
const TABLE_WORDS = 1 + 4 * MAX_RANK;

/** Copies 4-byte elements from address `src` to `dst` along `dims`, outermost first. */
export function stridedCopy(backend: SimdBackend, src: number, dst: number, dims: CopyDim[]): void {
  if (dims.some(({ size }) => size === 0)) return;
  const loop = orderForSpeed(mergeDims(dims));
  backend.withScratch(4 * TABLE_WORDS, (address) => {
    const table = backend.wasmMemory.int32(address, TABLE_WORDS);
    table[0] = loop.length;
    loop.forEach((dim, i) => {
      table[1 + i] = dim.size;
      table[1 + MAX_RANK + i] = dim.src;
      table[1 + 2 * MAX_RANK + i] = dim.dst;
    });
    backend.kernels.copyStrided(src, dst, address);
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
