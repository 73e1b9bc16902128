// Matrix products on packed blocks. Strides count elements; c is stored row by row.
import { swish as applySwish } from './logistic';
import { multiplyPanel, NO_BIAS } from './multiplyPanel';
import { PANEL, packPanels, packStrips, STRIP } from './pack';

/** Longest stretch of k at a time: a panel of it (12 KiB) stays in the first-level cache. */
export const LONGEST_PANEL: usize = 384;
/** Rows of blocks are multiples of this, which tiles of four and of six rows divide. */
const WHOLE_TILES: usize = 12;
/** What the rows of A and c of one block may take together, so that they stay in the second-level cache. */
const ROWS_BYTES: usize = 128 * 1024;

/** Blocks of the product with transposed A: its strips and panels are packed as it goes, so both stay in cache. */
const TRANSPOSED_K_BLOCK: usize = 256;
const TRANSPOSED_ROWS: usize = 128;
const TRANSPOSED_COLUMNS: usize = 512;

/**
 * c = A · B + bias for rows `start` to `end`, and swish behind it where `swish` is not 0; A (m × k) is stored row by row,
 * B (k × n) is packed whole by `packPanels` with panels of `k * 32` bytes. `bias` is 0 for none, or n floats, filled up
 * with zeros to a multiple of eight.
 */
export function multiplyRows(
  a: usize,
  packed: usize,
  c: usize,
  n: usize,
  k: usize,
  bias: usize,
  swish: i32,
  start: usize,
  end: usize,
): void {
  const blocks = max<usize>(1, (k + LONGEST_PANEL - 1) / LONGEST_PANEL);
  const kBlock = ((k + blocks - 1) / blocks + 3) & ~3;
  const rowBlock = max<usize>(3, ROWS_BYTES / ((kBlock + n) * 4) / WHOLE_TILES) * WHOLE_TILES;
  const aBytes = k << 2;
  const cBytes = n << 2;
  for (let row = start; row < end; row += rowBlock) {
    const rows = min(rowBlock, end - row);
    const cRows = c + row * cBytes;
    for (let block: usize = 0; block < blocks; block++) {
      const k0 = min(k, block * kBlock);
      const depth = min(kBlock, k - k0);
      const aRows = a + row * aBytes + (k0 << 2);
      let panel = packed + (k0 << 5);
      for (let column: usize = 0; column < n; column += PANEL) {
        const columns = min(PANEL, n - column);
        const first = block == 0 && bias != 0 ? bias + (column << 2) : NO_BIAS;
        multiplyPanel<f32>(
          aRows, aBytes, aBytes * STRIP, rows, panel, depth, cRows + (column << 2), cBytes, columns, first, block > 0,
        );
        panel += k << 5;
      }
    }
    // While the rows are in the cache.
    if (swish != 0) applySwish(cRows, cRows, <i32>(rows * n));
  }
}

/**
 * c = Aᵀ · B where A is stored as k × m with contiguous rows: k may be huge and m and n small, as in filter gradients.
 *
 * k is cut into parts of `kPart`, each with a c of its own (m × n, one behind the other in `c`; `sumParts` adds them),
 * and c's rows into groups of `groupRows`. Unit u is group u % groups of part u / groups. `scratch` takes
 * `transposedScratchBytes` bytes.
 */
export function multiplyTransposed(
  a: usize,
  b: usize,
  bRowStride: usize,
  bColumnStride: usize,
  c: usize,
  m: usize,
  n: usize,
  k: usize,
  kPart: usize,
  groupRows: usize,
  scratch: usize,
  start: usize,
  end: usize,
): void {
  const groups = (m + groupRows - 1) / groupRows;
  for (let unit = start; unit < end; unit++) {
    const part = unit / groups;
    const row = (unit % groups) * groupRows;
    const k0 = part * kPart;
    multiplyTransposedBlock(
      a + ((k0 * m + row) << 2),
      m,
      b + ((k0 * bRowStride) << 2),
      bRowStride,
      bColumnStride,
      c + (((part * m + row) * n) << 2),
      min(groupRows, m - row),
      n,
      min(kPart, k - k0),
      false,
      scratch,
    );
  }
}

/** c = Aᵀ · B, or += with `accumulate`; A is k × rows with rows `aStride` apart, c is rows × n. */
export function multiplyTransposedBlock(
  a: usize,
  aStride: usize,
  b: usize,
  bRowStride: usize,
  bColumnStride: usize,
  c: usize,
  rows: usize,
  n: usize,
  k: usize,
  accumulate: bool,
  scratch: usize,
): void {
  const strips = scratch;
  const panels = scratch + TRANSPOSED_ROWS * TRANSPOSED_K_BLOCK * 4;
  const cBytes = n << 2;
  for (let column0: usize = 0; column0 < n; column0 += TRANSPOSED_COLUMNS) {
    const width = min(TRANSPOSED_COLUMNS, n - column0);
    for (let k0: usize = 0; k0 < k; k0 += TRANSPOSED_K_BLOCK) {
      const depth = min(TRANSPOSED_K_BLOCK, k - k0);
      const panelBytes = depth << 5;
      const bBlock = b + ((k0 * bRowStride + column0 * bColumnStride) << 2);
      packPanels(bBlock, bRowStride, bColumnStride, depth, width, panels, panelBytes, 0, (width + PANEL - 1) / PANEL);
      for (let row: usize = 0; row < rows; row += TRANSPOSED_ROWS) {
        const blockRows = min(TRANSPOSED_ROWS, rows - row);
        packStrips(a + ((k0 * aStride + row) << 2), aStride << 2, depth, blockRows, strips);
        let cBlock = c + ((row * n + column0) << 2);
        let panel = panels;
        for (let column: usize = 0; column < width; column += PANEL) {
          const columns = min(PANEL, width - column);
          multiplyPanel<v128>(
            strips, 4, depth << 4, blockRows, panel, depth, cBlock, cBytes, columns, NO_BIAS, accumulate || k0 > 0,
          );
          panel += panelBytes;
          cBlock += PANEL << 2;
        }
      }
    }
  }
}

/** Bytes of scratch that `multiplyTransposed` needs for n columns. */
export function transposedScratchBytes(n: usize): usize {
  const columns = (min(n, TRANSPOSED_COLUMNS) + PANEL - 1) & ~(PANEL - 1);
  return (TRANSPOSED_ROWS + columns) * TRANSPOSED_K_BLOCK * 4;
}

/** out[i] = parts[0][i] + parts[1][i] + …, each part `length` floats long, for i from `start` to `end`. */
export function sumParts(parts: usize, count: usize, length: usize, out: usize, start: usize, end: usize): void {
  let i = start << 2;
  const last = end << 2;
  const partBytes = length << 2;
  for (; i + 16 <= last; i += 16) {
    let from = parts + i;
    let sum = v128.load(from);
    for (let p: usize = 1; p < count; p++) {
      from += partBytes;
      sum = f32x4.add(sum, v128.load(from));
    }
    v128.store(out + i, sum);
  }
  for (; i < last; i += 4) {
    let from = parts + i;
    let sum = load<f32>(from);
    for (let p: usize = 1; p < count; p++) {
      from += partBytes;
      sum += load<f32>(from);
    }
    store<f32>(out + i, sum);
  }
}
