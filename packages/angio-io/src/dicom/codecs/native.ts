import type { PixelFormat } from '../pixel-format';
import type { DecodedCells } from './codec';

/** Uncompressed cells: to the machine's byte order, colour pixel by pixel, every pixel with chrominance of its own. */
export function decodeNative(bytes: Uint8Array, format: PixelFormat, bigEndian: boolean, words: boolean): DecodedCells {
  const { rows, columns, samplesPerPixel, planar } = format;
  const stored = readCells(bytes, format.bitsAllocated, bigEndian, words);
  const pixels = rows * columns;
  const cells =
    stored.length < pixels * samplesPerPixel
      ? expand422(stored, pixels)
      : planar
        ? interleave(stored, pixels, samplesPerPixel)
        : stored;
  return { cells, rows, columns, samplesPerPixel };
}

function readCells(bytes: Uint8Array, bits: number, bigEndian: boolean, words: boolean): DecodedCells['cells'] {
  if (bits === 8) return bigEndian && words ? swapPairs(bytes) : bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bits === 16) {
    const cells = new Uint16Array(bytes.length / 2);
    for (let at = 0; at < cells.length; at++) cells[at] = view.getUint16(at * 2, !bigEndian);
    return cells;
  }
  const cells = new Uint32Array(bytes.length / 4);
  for (let at = 0; at < cells.length; at++) cells[at] = view.getUint32(at * 4, !bigEndian);
  return cells;
}

/** In big endian the first of two 8-bit cells lies in the lower, second byte of their word (PS3.5 A.3 and D). */
export function swapPairs(bytes: Uint8Array): Uint8Array {
  const swapped = bytes.slice();
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    swapped[at] = bytes[at + 1]!;
    swapped[at + 1] = bytes[at]!;
  }
  return swapped;
}

/** Plane by plane to pixel by pixel (PS3.3 C.7.6.3.1.3). */
export function interleave<T extends DecodedCells['cells']>(planes: T, pixels: number, samples: number): T {
  const cells = planes.slice() as T;
  for (let sample = 0; sample < samples; sample++) {
    for (let at = 0; at < pixels; at++) cells[at * samples + sample] = planes[sample * pixels + at]!;
  }
  return cells;
}

/** YBR_FULL_422: two luminances, then the chrominances that both pixels share (PS3.3 C.7.6.3.1.2). */
function expand422(stored: DecodedCells['cells'], pixels: number): DecodedCells['cells'] {
  const cells = new (stored.constructor as Uint8ArrayConstructor)(pixels * 3);
  for (let at = 0; at < pixels; at++) {
    const pair = (at >> 1) * 4;
    cells[at * 3] = stored[pair + (at & 1)]!;
    cells[at * 3 + 1] = stored[pair + 2]!;
    cells[at * 3 + 2] = stored[pair + 3]!;
  }
  return cells;
}
