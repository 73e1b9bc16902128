// A 1 x 1 convolution whose input channels are weighed by a gate, one number for each image and channel: (x * gate) W.
//
// The gate is the same for all pixels of an image, so W can be weighed, anew for each image, and a product of the size
// of x is never made. In the last layers of a network, where an image is smaller than W, x is weighed after all.
import { multiplyRows, multiplyTransposedBlock } from './gemm';
import { PANEL, packPanels } from './pack';

/**
 * out = a * gated B + bias for images of `pixels` rows: a [images][pixels][k], B (k x n) with the given strides (in elements),
 * out [images][pixels][n]. `gate` holds a row of numbers for each image, which multiply B's rows where `gateRows` is
 * not 0 (k numbers), and its columns otherwise (n numbers).
 *
 * An image is cut into parts of `partRows` rows; unit u is part u % parts of image u / parts. `scratch` takes B, packed; `bias` and
 * `swish` are those of `multiplyRows`.
 */
export function multiplyGated(
  a: usize, b: usize, rowStride: usize, columnStride: usize, gate: usize, gateRows: i32, out: usize,
  pixels: usize, n: usize, k: usize, partRows: usize, bias: usize, swish: i32,
  scratch: usize, start: usize, end: usize,
): void {
  const parts = (pixels + partRows - 1) / partRows;
  const panels = (n + PANEL - 1) / PANEL;
  let packedFor: isize = -1;
  for (let unit = start; unit < end; unit++) {
    const image = unit / parts;
    if (<isize>image != packedFor) {
      packPanels(b, rowStride, columnStride, k, n, scratch, k * PANEL * 4, 0, panels);
      if (gateRows != 0) gatePanelRows(scratch, gate + ((image * k) << 2), panels, k);
      else gatePanelColumns(scratch, gate + ((image * n) << 2), n, k);
      packedFor = <isize>image;
    }
    const row = (unit % parts) * partRows;
    const from = image * pixels;
    const to = min(pixels, row + partRows);
    multiplyRows(a + ((from * k) << 2), scratch, out + ((from * n) << 2), n, k, bias, swish, row, to);
  }
}

/** Multiplies row i of every panel by gate[i]. */
function gatePanelRows(panel: usize, gate: usize, panels: usize, k: usize): void {
  for (let p: usize = 0; p < panels; p++) {
    for (let i: usize = 0; i < k; i++) {
      const g = v128.load32_splat(gate + (i << 2));
      for (let j: usize = 0; j < PANEL * 4; j += 16) v128.store(panel + j, f32x4.mul(v128.load(panel + j), g));
      panel += PANEL * 4;
    }
  }
}

/** Multiplies column j of the matrix that the panels hold by gate[j]. */
function gatePanelColumns(panel: usize, gate: usize, n: usize, k: usize): void {
  let column: usize = 0;
  for (; column + PANEL <= n; column += PANEL) {
    for (let i: usize = 0; i < k; i++) {
      for (let j: usize = 0; j < PANEL * 4; j += 16) {
        v128.store(panel + j, f32x4.mul(v128.load(panel + j), v128.load(gate + j)));
      }
      panel += PANEL * 4;
    }
    gate += PANEL * 4;
  }
  const rest = (n - column) << 2;
  if (rest == 0) return;
  for (let i: usize = 0; i < k; i++) {
    for (let j: usize = 0; j < rest; j += 4) store<f32>(panel + j, load<f32>(panel + j) * load<f32>(gate + j));
    panel += PANEL * 4;
  }
}

/**
 * products[image][part] = x' * dy over the part's pixels: x [images][pixels][m], dy [images][pixels][n], each product
 * m x n. Unit u is group u % groups of `groupRows` rows, of part u / groups (counted over all images). `scratch` takes
 * `transposedScratchBytes` bytes.
 */
export function imageProducts(
  x: usize, dy: usize, products: usize, pixels: usize, m: usize, n: usize, partRows: usize, groupRows: usize,
  scratch: usize, start: usize, end: usize,
): void {
  const groups = (m + groupRows - 1) / groupRows;
  const parts = (pixels + partRows - 1) / partRows;
  for (let unit = start; unit < end; unit++) {
    const part = unit / groups;
    const row = (unit % groups) * groupRows;
    const first = (part % parts) * partRows;
    const pixel = (part / parts) * pixels + first;
    multiplyTransposedBlock(
      x + ((pixel * m + row) << 2), m, dy + ((pixel * n) << 2), n, 1, products + (((part * m + row) * n) << 2),
      min(groupRows, m - row), n, min(partRows, pixels - first), false, scratch,
    );
  }
}

/**
 * From the products G of `imageProducts`, for channels `start` to `end` of m:
 * dFilter[c][f] = sum over images of gate[image][c] G[image][c][f], dGate[image][c] = sum over f of G[image][c][f] w[c][f].
 */
export function gateGradients(
  products: usize, filter: usize, gate: usize, dFilter: usize, dGate: usize, images: usize, parts: usize,
  m: usize, n: usize, start: usize, end: usize,
): void {
  const row = n << 2;
  const vectors = row & ~15;
  const partBytes = m * row;
  for (let c = start; c < end; c++) {
    const w = filter + c * row;
    const dw = dFilter + c * row;
    memory.fill(dw, 0, row);
    for (let image: usize = 0; image < images; image++) {
      const at = (image * m + c) << 2;
      const from = products + image * parts * partBytes + c * row;
      const g = v128.load32_splat(gate + at);
      let sums = f32x4.splat(0);
      let i: usize = 0;
      for (; i < vectors; i += 16) {
        let product = v128.load(from + i);
        for (let p: usize = 1; p < parts; p++) product = f32x4.add(product, v128.load(from + p * partBytes + i));
        sums = f32x4.add(sums, f32x4.mul(product, v128.load(w + i)));
        v128.store(dw + i, f32x4.add(v128.load(dw + i), f32x4.mul(product, g)));
      }
      let sum = f32x4.extract_lane(sums, 0) + f32x4.extract_lane(sums, 1) + f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3);
      for (; i < row; i += 4) {
        let product = load<f32>(from + i);
        for (let p: usize = 1; p < parts; p++) product += load<f32>(from + p * partBytes + i);
        sum += product * load<f32>(w + i);
        store<f32>(dw + i, load<f32>(dw + i) + product * load<f32>(gate + at));
      }
      store<f32>(dGate + at, sum);
    }
  }
}

/**
 * For images of `pixels` rows of `channels` floats, x and d: dGate[image] = sum over pixels of d * x, product = x * gate,
 * d = d * gate. Unit u is block u % blocks, of `block` channels, of image u / blocks.
 */
export function gateImages(
  x: usize, d: usize, gate: usize, dGate: usize, product: usize, pixels: usize, channels: usize, block: usize,
  start: usize, end: usize,
): void {
  const blocks = (channels + block - 1) / block;
  const row = channels << 2;
  for (let unit = start; unit < end; unit++) {
    const image = unit / blocks;
    const channel = (unit % blocks) * block;
    const bytes = min(block, channels - channel) << 2;
    const vectors = bytes & ~15;
    const g = gate + image * row + (channel << 2);
    const sums = dGate + image * row + (channel << 2);
    memory.fill(sums, 0, bytes);
    let at = image * pixels * row + (channel << 2);
    for (let p: usize = 0; p < pixels; p++) {
      let i: usize = 0;
      for (; i < vectors; i += 16) {
        const xs = v128.load(x + at + i);
        const ds = v128.load(d + at + i);
        const gs = v128.load(g + i);
        v128.store(sums + i, f32x4.add(v128.load(sums + i), f32x4.mul(xs, ds)));
        v128.store(product + at + i, f32x4.mul(xs, gs));
        v128.store(d + at + i, f32x4.mul(ds, gs));
      }
      for (; i < bytes; i += 4) {
        const xs = load<f32>(x + at + i);
        const ds = load<f32>(d + at + i);
        const gs = load<f32>(g + i);
        store<f32>(sums + i, load<f32>(sums + i) + xs * ds);
        store<f32>(product + at + i, xs * gs);
        store<f32>(d + at + i, ds * gs);
      }
      at += row;
    }
  }
}
