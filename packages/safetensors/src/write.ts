import { bitsOf, type Dtype, isDtype } from './dtypes';
import { SafetensorsTensorError } from './errors';
import { byteLength, isCounts, METADATA } from './header';

/** What a header says of a tensor. */
export interface TensorDescription {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
}

/** A tensor to be written. */
export interface TensorToStore extends TensorDescription {
  /** The elements in row-major order. */
  readonly data: ArrayBufferView;
}

/** What {@link layOutSafetensors} gives. */
export interface SafetensorsLayout<T extends TensorDescription> {
  /** The first bytes of the file: the header and its length. */
  readonly header: Uint8Array<ArrayBuffer>;
  /** The tensors in the order in which their bytes must follow. */
  readonly tensors: readonly T[];
  /** Bytes of the whole file. */
  readonly byteLength: number;
}

/**
 * The parts of a safetensors file, to be written one after the other. The numbers are not copied: the parts are views.
 *
 * @throws {@link SafetensorsTensorError} for a name that occurs twice, data that does not fit the shape, or notes that are
 * no texts
 */
export function encodeSafetensors(
  tensors: readonly TensorToStore[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array[] {
  for (const { name, dtype, shape, data } of tensors) {
    const expected = checkedByteLength(name, dtype, shape);
    if (data.byteLength === expected) continue;
    throw new SafetensorsTensorError(
      name,
      `its data has ${data.byteLength} bytes; shape [${shape}] of ${dtype} takes ${expected}`,
      'Give the shape and type of the data.',
    );
  }
  const layout = layOutSafetensors(tensors, metadata);
  const parts = layout.tensors.map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return [layout.header, ...parts];
}

/**
 * Works out a file before its numbers are at hand, so that they can be written one tensor at a time.
 *
 * Tensors of wider types come first, so that each starts at a multiple of its element's size; else the order is kept.
 *
 * @throws {@link SafetensorsTensorError}
 */
export function layOutSafetensors<T extends TensorDescription>(
  tensors: readonly T[],
  metadata: Readonly<Record<string, string>> = {},
): SafetensorsLayout<T> {
  const ordered = [...tensors].sort((a, b) => bitsOf(b.dtype) - bitsOf(a.dtype));
  const entries = new Map<string, unknown>();
  for (const [note, text] of Object.entries(metadata)) {
    if (typeof text === 'string') continue;
    throw new SafetensorsTensorError(METADATA, `the note ${JSON.stringify(note)} is no text`, 'Pass String(value).');
  }
  if (Object.keys(metadata).length > 0) entries.set(METADATA, metadata);
  let end = 0;
  for (const { name, dtype, shape } of ordered) {
    const begin = end;
    end += checkedByteLength(name, dtype, shape);
    if (entries.has(name) || name === METADATA) {
      throw new SafetensorsTensorError(name, 'the name occurs twice or is reserved', 'Give each tensor its own name.');
    }
    entries.set(name, { dtype, shape, data_offsets: [begin, end] });
  }
  const header = encodeHeader(entries);
  return { header, tensors: ordered, byteLength: header.length + end };
}

function checkedByteLength(name: string, dtype: Dtype, shape: readonly number[]): number {
  const bytes = isDtype(dtype) && isCounts(shape) ? byteLength(dtype, shape) : undefined;
  if (bytes !== undefined) return bytes;
  throw new SafetensorsTensorError(
    name,
    `shape [${shape}] of ${dtype} is no whole number of bytes`,
    'Give a type that safetensors has and whole numbers for the shape.',
  );
}

function encodeHeader(entries: ReadonlyMap<string, unknown>): Uint8Array<ArrayBuffer> {
  const members = [...entries].map(([name, entry]) => `${JSON.stringify(name)}:${JSON.stringify(entry)}`);
  const json = new TextEncoder().encode(`{${members.join(',')}}`);
  // Padded with spaces so that the numbers start at a multiple of 8.
  const length = Math.ceil(json.length / 8) * 8;
  const header = new Uint8Array(8 + length).fill(0x20);
  new DataView(header.buffer).setBigUint64(0, BigInt(length), true);
  header.set(json, 8);
  return header;
}
