import type { Dtype } from './dtypes';
import { headerLength, parseHeader } from './header';

/** One tensor of a file. Its bytes are a view: nothing is copied until the values are asked for. */
export interface StoredTensor {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** The elements in row-major order, little-endian; a view of the file's bytes. */
  readonly bytes: Uint8Array;
}

/** What {@link readSafetensors} gives. */
export interface SafetensorsFile {
  /** The tensors by name, in the order of their bytes. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Text notes (`__metadata__`). */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Reads a safetensors file (https://huggingface.co/docs/safetensors, "Format"): an 8-byte little-endian header length, a
 * JSON header, the raw numbers. Only the header is parsed; get a tensor's numbers with `tensorValues` or
 * `float32Values`.
 *
 * Strict, as the reference implementation: the tensors must cover the data without gaps or overlaps, headers end at
 * 100 MB, and a name that occurs twice is refused.
 *
 * @throws {@link SafetensorsFormatError} naming what is wrong with the bytes
 */
export function readSafetensors(file: Uint8Array | ArrayBuffer): SafetensorsFile {
  const bytes = file instanceof Uint8Array ? file : new Uint8Array(file);
  const start = 8 + headerLength(bytes);
  const { entries, metadata } = parseHeader(bytes.subarray(8, start), bytes.length - start);
  const tensors = entries.map(({ name, dtype, shape, begin, end }): [string, StoredTensor] => [
    name,
    { name, dtype, shape, bytes: bytes.subarray(start + begin, start + end) },
  ]);
  return { tensors: new Map(tensors), metadata };
}

/** Whether bytes begin as a safetensors file does: a header length below 100 MB, then a brace. */
export function isSafetensors(bytes: Uint8Array): boolean {
  // A header of 100 MB has a length whose upper four bytes are 0; the brace tells it from other small numbers.
  return bytes.length >= 9 && bytes.subarray(4, 8).every((byte) => byte === 0) && bytes[8] === 0x7b;
}
