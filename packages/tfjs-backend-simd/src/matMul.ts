import { broadcast_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { SimdBackend } from './backend';
import type { Normalization } from './normalization';
import type { FilterMatrix } from './preparedFilters';
import { FLOAT_NS, MULTIPLY_ADD_NS, runUnits, splitUnits } from './units';

/** Columns of a packed panel; see assembly/pack.ts. */
const PANEL = 8;
/** Rows of a call are multiples of this, which the tiles of four and of six rows divide; see assembly/multiplyPanel.ts. */
const WHOLE_TILES = 12;
/** Rows of c that one unit of a product with transposed A computes. */
const GROUP_ROWS = 128;
/** A sum over k is cut into parts where the rows give too few units to keep several threads busy … */
const WANTED_UNITS = 16;
/** … but no part is shorter than this, so that adding the parts up costs next to nothing. */
const SHORTEST_PART = 512;

/** A matrix in WebAssembly memory, `address[row * rowStride + column * columnStride]`. */
export interface Matrix {
  readonly address: number;
  readonly rowStride: number;
  readonly columnStride: number;
}

/** a · b for float32 tensors of rank 2 or more, with broadcast batch dimensions. */
export function matMul(
  backend: SimdBackend,
  a: TensorInfo,
  b: TensorInfo,
  transposeA: boolean,
  transposeB: boolean,
): TensorInfo {
  // Counted from the end, so that a vector has columns but no rows and fails below.
  const [aRows, aColumns] = [a.shape.at(-2)!, a.shape.at(-1)!];
  const [bRows, bColumns] = [b.shape.at(-2)!, b.shape.at(-1)!];
  const m = transposeA ? aColumns : aRows;
  const k = transposeA ? aRows : aColumns;
  const n = transposeB ? bRows : bColumns;
  util.assert(
    k === (transposeB ? bColumns : bRows),
    () =>
      `Error in matMul: inner shapes of [${a.shape}] and [${b.shape}] with transposeA=${transposeA} and ` +
      `transposeB=${transposeB} must match.`,
  );
  const batch = broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const aAddress = backend.address(a);
  const bAddress = backend.address(b);
  const { tensor, address } = backend.output([...batch, m, n]);

  const multiply = (aIndex: number, bIndex: number, cIndex: number, rows: number) => {
    const left = aAddress + aIndex * m * k * 4;
    const right: Matrix = {
      address: bAddress + bIndex * n * k * 4,
      rowStride: transposeB ? 1 : n,
      columnStride: transposeB ? k : 1,
    };
    const out = address + cIndex * m * n * 4;
    if (transposeA) multiplyTransposed(backend, left, right, out, m, n, k);
    else multiplyRows(backend, left, right, out, rows, n, k);
  };

  const count = util.sizeFromShape(batch);
  if (!transposeA && b.shape.slice(0, -2).every((size) => size === 1)) {
    // One b for all: the batch is more rows.
    multiply(0, 0, 0, count * m);
  } else {
    const aIndices = batchIndices(a.shape.slice(0, -2), batch);
    const bIndices = batchIndices(b.shape.slice(0, -2), batch);
    for (let i = 0; i < count; i++) multiply(aIndices[i]!, bIndices[i]!, i, m);
  }
  return tensor;
}

/** c = a · b, normalised if that is wanted; a (m × k) and c are stored row by row. */
export function multiplyRows(
  backend: SimdBackend,
  a: number,
  b: FilterMatrix,
  c: number,
  m: number,
  n: number,
  k: number,
  normalization?: Normalization,
): void {
  const cost = { unitNs: n * k * MULTIPLY_ADD_NS, grain: WHOLE_TILES };
  backend.filters.withPanels(backend, b, k, n, normalization, (packed, bias, swish) =>
    runUnits(backend, 'multiplyRows', [a, packed, c, n, k, bias, swish], m, cost),
  );
}

/** Packs b (k × n) into panels whose parts lie as for a matrix of `panelRows` rows. */
export function packPanels(
  backend: SimdBackend,
  b: Matrix,
  k: number,
  n: number,
  out: number,
  panelRows: number,
): void {
  const panelBytes = panelRows * PANEL * 4;
  // A range of panels is written behind each other from the address on, so each call gets its first panel's.
  const ranges = splitUnits(Math.ceil(n / PANEL), { unitNs: k * PANEL * 2 * FLOAT_NS }, backend.threads);
  backend.runCalls(
    'packPanels',
    ranges.map(([start, end]) => [
      ...[b.address, b.rowStride, b.columnStride, k, n, out + start * panelBytes, panelBytes, start, end],
    ]),
  );
}

/** c = aᵀ · b; a (k × m) and c are stored row by row. */
export function multiplyTransposed(
  backend: SimdBackend,
  a: number,
  b: Matrix,
  c: number,
  m: number,
  n: number,
  k: number,
): void {
  const groups = Math.ceil(m / GROUP_ROWS);
  const groupRows = Math.ceil(m / groups / 4) * 4;
  const scratchBytes = backend.kernels.transposedScratchBytes(n);
  sumInParts(backend, c, m * n, k, groups, (out, parts, kPart) => {
    const args = [a, b.address, b.rowStride, b.columnStride, out, m, n, k, kPart, groupRows];
    const cost = { unitNs: groupRows * n * kPart * MULTIPLY_ADD_NS };
    runUnits(backend, 'multiplyTransposed', args, parts * Math.ceil(m / groupRows), cost, scratchBytes);
  });
}

/**
 * Cuts a sum over `k` terms into parts when it has only `groups` independent units otherwise, lets `compute` write the
 * parts' results one behind the other, and adds them up. The cut depends on the sizes only, and so does the result.
 */
export function sumInParts(
  backend: SimdBackend,
  out: number,
  length: number,
  k: number,
  groups: number,
  compute: (out: number, parts: number, kPart: number) => void,
): void {
  const wanted = Math.max(1, Math.min(Math.ceil(WANTED_UNITS / groups), Math.floor(k / SHORTEST_PART)));
  const kPart = Math.ceil(k / wanted);
  const parts = Math.ceil(k / kPart);
  sumParts(backend, out, length, parts, (partial) => compute(partial, parts, kPart));
}

/** Lets `compute` write `parts` results of `length` floats one behind the other, and adds them up in order. */
export function sumParts(
  backend: SimdBackend,
  out: number,
  length: number,
  parts: number,
  compute: (out: number) => void,
): void {
  if (parts === 1) {
    compute(out);
    return;
  }
  backend.withScratch(parts * length * 4, (partial) => {
    compute(partial);
    runUnits(backend, 'sumParts', [partial, parts, length, out], length, { unitNs: parts * FLOAT_NS, grain: 16 });
  });
}

/** Bytes that b (k × n) takes when packed. */
export function packedBytes(n: number, k: number): number {
  return Math.ceil(n / PANEL) * PANEL * k * 4;
}

/** For each element of `batch`, which of the tensor's matrices it uses. */
function batchIndices(shape: number[], batch: number[]): number[] {
  let indices = [0];
  for (let axis = 0; axis < batch.length; axis++) {
    const size = shape[axis - batch.length + shape.length] ?? 1;
    indices = indices.flatMap((index) =>
      Array.from({ length: batch[axis]! }, (_, i) => index * size + (size === 1 ? 0 : i)),
    );
  }
  return indices;
}
