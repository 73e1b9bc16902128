// Copies of matrix blocks in the order in which the multiplication kernel reads them.
//
// A *panel* holds eight columns of B: for each k, eight neighbouring floats. A *strip* holds four rows of A: for each
// k, four neighbouring floats. Columns and rows past the matrix's end are zero.

/** Columns of a panel. */
export const PANEL: usize = 8;
/** Rows of a strip. */
export const STRIP: usize = 4;

/**
 * Packs k × n elements of B, `b[row * rowStride + column * columnStride]`, into panels. Element (0, 0) of panel p goes
 * to `out + (p - panelStart) * panelBytes`. Strides count elements.
 */
export function packPanels(
  b: usize,
  rowStride: usize,
  columnStride: usize,
  k: usize,
  n: usize,
  out: usize,
  panelBytes: usize,
  panelStart: usize,
  panelEnd: usize,
): void {
  const full = min(panelEnd, n / PANEL);
  if (columnStride == 1) packRows(b, rowStride << 2, k, out, panelBytes, panelStart, full);
  else if (rowStride == 1) packColumns(b, columnStride << 2, k, out, panelBytes, panelStart, full);
  else packElements(b, rowStride, columnStride, k, n, out, panelBytes, panelStart, full);
  packElements(b, rowStride, columnStride, k, n, out + (max(full, panelStart) - panelStart) * panelBytes, panelBytes, max(full, panelStart), panelEnd);
}

/** Full panels of a matrix whose rows are contiguous. Four rows at a time, so that whole cache lines are written. */
function packRows(b: usize, rowBytes: usize, k: usize, out: usize, panelBytes: usize, start: usize, end: usize): void {
  if (end <= start) return;
  let row = b + start * 32;
  let i: usize = 0;
  for (; i + 4 <= k; i += 4) {
    let from = row;
    let to = out + i * 32;
    for (let p = start; p < end; p++) {
      const b1 = from + rowBytes;
      const b2 = b1 + rowBytes;
      const b3 = b2 + rowBytes;
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      v128.store(to, v128.load(b1), 32);
      v128.store(to, v128.load(b1, 16), 48);
      v128.store(to, v128.load(b2), 64);
      v128.store(to, v128.load(b2, 16), 80);
      v128.store(to, v128.load(b3), 96);
      v128.store(to, v128.load(b3, 16), 112);
      from += 32;
      to += panelBytes;
    }
    row += rowBytes * 4;
  }
  for (; i < k; i++) {
    let from = row;
    let to = out + i * 32;
    for (let p = start; p < end; p++) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      from += 32;
      to += panelBytes;
    }
    row += rowBytes;
  }
}

/** Full panels of a matrix whose columns are contiguous. */
function packColumns(
  b: usize,
  columnBytes: usize,
  k: usize,
  out: usize,
  panelBytes: usize,
  start: usize,
  end: usize,
): void {
  for (let p = start; p < end; p++) {
    let from = b + p * PANEL * columnBytes;
    let to = out + (p - start) * panelBytes;
    let i: usize = 0;
    for (; i + 4 <= k; i += 4) {
      transpose4(from, columnBytes, to);
      transpose4(from + 4 * columnBytes, columnBytes, to + 16);
      from += 16;
      to += 128;
    }
    for (; i < k; i++) {
      let column = from;
      for (let j: usize = 0; j < 32; j += 4) {
        store<f32>(to + j, load<f32>(column));
        column += columnBytes;
      }
      from += 4;
      to += 32;
    }
  }
}

/** Four contiguous floats of each of four columns, written as four rows that lie 32 bytes apart. */
// @ts-ignore: AssemblyScript decorator
@inline
function transpose4(from: usize, columnBytes: usize, to: usize): void {
  const from2 = from + 2 * columnBytes;
  const a = v128.load(from);
  const b = v128.load(from + columnBytes);
  const c = v128.load(from2);
  const d = v128.load(from2 + columnBytes);
  const abLow = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cdLow = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(abLow, cdLow, 0, 1, 4, 5));
  v128.store(to, v128.shuffle<f32>(abLow, cdLow, 2, 3, 6, 7), 32);
  v128.store(to, v128.shuffle<f32>(abHigh, cdHigh, 0, 1, 4, 5), 64);
  v128.store(to, v128.shuffle<f32>(abHigh, cdHigh, 2, 3, 6, 7), 96);
}

/** Any strides, and the last panel when it is not full. */
function packElements(
  b: usize,
  rowStride: usize,
  columnStride: usize,
  k: usize,
  n: usize,
  out: usize,
  panelBytes: usize,
  start: usize,
  end: usize,
): void {
  for (let p = start; p < end; p++) {
    const columns = min(PANEL, n - p * PANEL);
    let from = b + ((p * PANEL * columnStride) << 2);
    let to = out + (p - start) * panelBytes;
    for (let i: usize = 0; i < k; i++) {
      for (let j: usize = 0; j < PANEL; j++) {
        store<f32>(to + (j << 2), j < columns ? load<f32>(from + ((j * columnStride) << 2)) : 0);
      }
      from += rowStride << 2;
      to += 32;
    }
  }
}

/**
 * Packs `rows` rows of A into strips, where A is stored transposed: A's row r, element i is at
 * `a + i * strideBytes + r * 4`. A strip takes `k * 16` bytes.
 */
export function packStrips(a: usize, strideBytes: usize, k: usize, rows: usize, out: usize): void {
  const stripBytes = k << 4;
  const full = rows / STRIP;
  let line = a;
  let i: usize = 0;
  for (; i + 4 <= k; i += 4) {
    let from = line;
    let to = out + (i << 4);
    for (let s: usize = 0; s < full; s++) {
      const a1 = from + strideBytes;
      const a2 = a1 + strideBytes;
      const a3 = a2 + strideBytes;
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(a1), 16);
      v128.store(to, v128.load(a2), 32);
      v128.store(to, v128.load(a3), 48);
      from += 16;
      to += stripBytes;
    }
    line += strideBytes * 4;
  }
  for (; i < k; i++) {
    let from = line;
    let to = out + (i << 4);
    for (let s: usize = 0; s < full; s++) {
      v128.store(to, v128.load(from));
      from += 16;
      to += stripBytes;
    }
    line += strideBytes;
  }

  const rest = rows % STRIP;
  if (rest == 0) return;
  let from = a + full * 16;
  let to = out + full * stripBytes;
  for (let i: usize = 0; i < k; i++) {
    for (let r: usize = 0; r < STRIP; r++) store<f32>(to + (r << 2), r < rest ? load<f32>(from + (r << 2)) : 0);
    from += strideBytes;
    to += 16;
  }
}
