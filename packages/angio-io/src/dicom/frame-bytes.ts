import { CorruptDicomError } from '../errors';
import type { DataSet } from './data-set';
import type { PixelDataElement } from './parse-dicom';
import type { PixelFormat } from './pixel-format';
import type { PixelEncoding } from './transfer-syntax';

/** Gives the bytes of a frame as they are stored. */
export type FrameBytes = (frame: number) => Uint8Array;

/** Find every frame of the pixel data, and check that all of it is there before anything is decoded. */
export function locateFrames(
  data: DataSet,
  pixels: PixelDataElement,
  format: PixelFormat,
  encoding: PixelEncoding,
): FrameBytes {
  if (encoding === 'native') return nativeFrames(data, pixels, format);
  const fragments = readFragments(data, pixels);
  const starts = frameStarts(data, fragments, format.frames, encoding);
  return (frame) => {
    const parts = fragments.parts.slice(starts[frame], starts[frame + 1]).map(({ bytes }) => bytes);
    return parts.length === 1 ? parts[0]! : concatenate(parts);
  };
}

/** Frames one after another, without any padding between them (PS3.5 8.1.1). */
function nativeFrames(data: DataSet, pixels: PixelDataElement, format: PixelFormat): FrameBytes {
  if (pixels.length === undefined) {
    throw data.corrupt('PixelData', 'an undefined length', 'a length, as this transfer syntax is not encapsulated');
  }
  const { rows, columns, samplesPerPixel, bitsAllocated, frames, photometricInterpretation } = format;
  const full = (rows * columns * samplesPerPixel * bitsAllocated) / 8;
  // Two pixels share a pair of chrominance values; some writers expand them without changing the interpretation.
  const half = photometricInterpretation === 'YBR_FULL_422' ? (full * 2) / 3 : full;
  const frameBytes = [full, half].find((bytes) => paddedToEven(bytes * frames) === pixels.length);
  if (frameBytes === undefined) {
    const size = `${rows} rows × ${columns} columns × ${samplesPerPixel} × ${bitsAllocated} bits × ${frames} frames`;
    throw data.corrupt('PixelData', `${pixels.length} bytes`, `${paddedToEven(half * frames)}: ${size}`);
  }
  const present = pixels.bytes.length - pixels.offset;
  if (pixels.length > present) throw data.corrupt('PixelData', `${present} bytes`, `${pixels.length}`);
  return (frame) => {
    const start = pixels.offset + frame * frameBytes;
    return pixels.bytes.subarray(start, start + frameBytes);
  };
}

function paddedToEven(bytes: number): number {
  return bytes + (bytes % 2);
}

interface Fragment {
  /** From the first byte of the first fragment's item tag, as offset tables count. */
  readonly offset: number;
  readonly bytes: Uint8Array;
}

interface Fragments {
  readonly parts: readonly Fragment[];
  /** Basic Offset Table; empty if the file has none. */
  readonly offsets: readonly number[];
}

/** The items of encapsulated pixel data: a Basic Offset Table, then fragments (PS3.5 A.4). */
function readFragments(data: DataSet, { bytes, offset, length }: PixelDataElement): Fragments {
  if (length !== undefined) {
    throw data.corrupt('PixelData', `a length of ${length}`, 'an undefined length, as it is encapsulated');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const items: Fragment[] = [];
  let base = 0;
  let at = offset;
  for (;;) {
    const part = `fragment ${items.length} of the pixel data, at byte ${at}`;
    if (at + 8 > bytes.length) {
      throw new CorruptDicomError(data.path, part, 'the end of the file', 'an item or the sequence delimiter');
    }
    // Items are always little endian here: every encapsulated transfer syntax is.
    const tag = view.getUint16(at, true) * 0x10000 + view.getUint16(at + 2, true);
    const size = view.getUint32(at + 4, true);
    if (tag === SEQUENCE_DELIMITER) break;
    if (tag !== ITEM) throw new CorruptDicomError(data.path, part, 'another tag', 'an item or the sequence delimiter');
    if (at + 8 + size > bytes.length) {
      throw new CorruptDicomError(data.path, part, `${bytes.length - at - 8} bytes`, `${size} bytes`);
    }
    if (items.length === 1) base = at;
    items.push({ offset: at - base, bytes: bytes.subarray(at + 8, at + 8 + size) });
    at += 8 + size;
  }
  const [table, ...parts] = items;
  if (!table) throw data.corrupt('PixelData', 'no item', 'a Basic Offset Table and fragments');
  if (table.bytes.length % 4 !== 0) {
    throw data.corrupt('PixelData', `a Basic Offset Table of ${table.bytes.length} bytes`, 'a multiple of 4');
  }
  const tableView = new DataView(table.bytes.buffer, table.bytes.byteOffset, table.bytes.length);
  const offsets = Array.from({ length: table.bytes.length / 4 }, (_, at) => tableView.getUint32(at * 4, true));
  return { parts, offsets };
}

/** The number of each frame's first fragment, and at the end the number of fragments. */
function frameStarts(
  data: DataSet,
  { parts, offsets }: Fragments,
  frames: number,
  encoding: PixelEncoding,
): readonly number[] {
  if (parts.length < frames) throw data.corrupt('PixelData', `${parts.length} fragments`, `${frames} or more (frames)`);
  // A fragment never holds parts of two frames, so with as many of them as frames there is nothing to look up.
  if (parts.length === frames) return Array.from({ length: frames + 1 }, (_, at) => at);
  const extended = data.longs('ExtendedOffsetTable').map(Number);
  const table = extended.length > 0 ? extended : offsets;
  if (table.length > 0) return startsFromTable(data, parts, table, frames);
  if (frames === 1) return [0, parts.length];
  const starts = parts.flatMap(({ bytes }, at) => (beginsImage(bytes, encoding) ? [at] : []));
  if (starts.length !== frames || starts[0] !== 0) {
    const found = `${parts.length} fragments without an offset table, of which ${starts.length} begin an image`;
    throw data.corrupt('PixelData', found, `${frames} frames`);
  }
  return [...starts, parts.length];
}

function startsFromTable(data: DataSet, parts: readonly Fragment[], table: readonly number[], frames: number) {
  if (table.length !== frames) {
    throw data.corrupt('PixelData', `an offset table of ${table.length} frames`, `${frames}`);
  }
  const numbers = new Map(parts.map(({ offset }, at) => [offset, at]));
  const starts = table.map((offset) => numbers.get(offset) ?? -1);
  const wrong = starts.findIndex((start, at) => (at === 0 ? start !== 0 : start <= starts[at - 1]!));
  if (wrong >= 0) {
    throw data.corrupt('PixelData', `offset ${table[wrong]} for frame ${wrong}`, 'that of a later fragment');
  }
  return [...starts, parts.length];
}

/** Whether a fragment begins with SOI (JPEG, JPEG-LS), SOC (JPEG 2000) or, for RLE, anything: it is never split. */
function beginsImage(bytes: Uint8Array, encoding: PixelEncoding): boolean {
  return bytes[0] === 0xff && bytes[1] === (encoding === 'jpeg-2000' ? 0x4f : 0xd8);
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** (FFFE,E000) and (FFFE,E0DD), PS3.5 7.5. */
const ITEM = 0xfffee000;
const SEQUENCE_DELIMITER = 0xfffee0dd;
