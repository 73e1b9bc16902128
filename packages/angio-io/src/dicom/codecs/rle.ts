import type { PixelFormat } from '../pixel-format';
import { CodecFailure, type DecodedCells, requireBytes } from './codec';

/**
 * RLE (PS3.5 annex G): a header of 64 bytes with the number of segments and their offsets, then for each sample, from
 * its highest byte to its lowest, a segment with that byte of every pixel, packed as in TIFF's PackBits.
 */
export function decodeRle(bytes: Uint8Array, format: PixelFormat): DecodedCells {
  const { rows, columns, samplesPerPixel, bitsAllocated } = format;
  const pixels = rows * columns;
  const bytesPerCell = bitsAllocated / 8;
  const segments = samplesPerPixel * bytesPerCell;
  // Two bytes make at most 128.
  requireBytes(bytes, HEADER + segments * Math.ceil(pixels / 128) * 2);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const found = view.getUint32(0, true);
  if (found !== segments) throw new CodecFailure('damaged', `${found} RLE segments, not ${segments}`);

  const cells = new { 8: Uint8Array, 16: Uint16Array, 32: Uint32Array }[bitsAllocated as 8 | 16 | 32](
    pixels * samplesPerPixel,
  );
  const plane = new Uint8Array(pixels);
  for (let segment = 0; segment < segments; segment++) {
    const start = view.getUint32(4 + segment * 4, true);
    const end = segment + 1 < segments ? view.getUint32(8 + segment * 4, true) : bytes.length;
    if (start < HEADER || start > end || end > bytes.length) {
      throw new CodecFailure('damaged', `RLE segment ${segment} from byte ${start} to ${end} of ${bytes.length}`);
    }
    unpack(bytes.subarray(start, end), plane, segment);
    const sample = Math.floor(segment / bytesPerCell);
    const shift = 8 * (bytesPerCell - 1 - (segment % bytesPerCell));
    for (let at = 0; at < pixels; at++) cells[at * samplesPerPixel + sample]! |= plane[at]! << shift;
  }
  return { cells, rows, columns, samplesPerPixel };
}

function unpack(packed: Uint8Array, plane: Uint8Array, segment: number): void {
  let from = 0;
  let to = 0;
  while (to < plane.length) {
    const control = packed[from++];
    if (control === undefined) throw damaged(segment, to, plane.length);
    if (control === 128) continue;
    const length = control < 128 ? control + 1 : 257 - control;
    if (to + length > plane.length || from + (control < 128 ? length : 1) > packed.length) {
      throw damaged(segment, to, plane.length);
    }
    if (control < 128) {
      plane.set(packed.subarray(from, from + length), to);
      from += length;
    } else {
      plane.fill(packed[from++]!, to, to + length);
    }
    to += length;
  }
}

function damaged(segment: number, at: number, pixels: number): CodecFailure {
  return new CodecFailure('damaged', `RLE segment ${segment} that goes wrong after ${at} of ${pixels} pixels`);
}

const HEADER = 64;
