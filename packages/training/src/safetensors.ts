import type { SavedTensor } from './optimizer-state';

/** Tensors and text notes, as one safetensors file holds them. */
export interface TensorFile {
  tensors: SavedTensor[];
  metadata: Record<string, string>;
}

interface Entry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

const DTYPES = { float32: 'F32', int32: 'I32' } as const;

/**
 * The parts of a safetensors file (https://huggingface.co/docs/safetensors, "Format"): an 8-byte little-endian header
 * length, a JSON header, the raw little-endian numbers. Chosen for checkpoints because one file can be replaced in one
 * step, and because other tools open it.
 */
export function encodeSafetensors({ tensors, metadata }: TensorFile): Uint8Array[] {
  const header: Record<string, Entry | Record<string, string>> = { __metadata__: metadata };
  let offset = 0;
  for (const { name, dtype, shape, values } of tensors) {
    header[name] = { dtype: DTYPES[dtype], shape, data_offsets: [offset, (offset += values.byteLength)] };
  }
  let json = JSON.stringify(header);
  const encoder = new TextEncoder();
  // The header is padded with spaces so that the numbers start at a multiple of 8.
  json += ' '.repeat((8 - (encoder.encode(json).length % 8)) % 8);
  const text = encoder.encode(json);
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(text.length), true);
  const data = tensors.map(({ values }) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return [length, text, ...data];
}

/**
 * Reads what {@link encodeSafetensors} wrote.
 *
 * @throws Error naming what is wrong with the bytes
 */
export function decodeSafetensors(bytes: Uint8Array): TensorFile {
  if (bytes.length < 8) throw new Error(`it has ${bytes.length} bytes, fewer than the 8 of a header length`);
  const headerLength = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  if (headerLength > bytes.length - 8) {
    throw new Error(`its header should have ${headerLength} bytes, but only ${bytes.length - 8} follow`);
  }
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerLength))) as Record<string, Entry>;
  const { __metadata__: metadata, ...entries } = header as unknown as {
    __metadata__?: Record<string, string>;
  } & Record<string, Entry>;
  const data = bytes.subarray(8 + headerLength);
  const tensors = Object.entries(entries).map(([name, { dtype, shape, data_offsets: range }]): SavedTensor => {
    const [begin, end] = range;
    const elements = shape.reduce((a, b) => a * b, 1);
    if (end > data.length || end - begin !== 4 * elements) {
      throw new Error(`tensor ${name} should lie at bytes ${begin} to ${end} of ${data.length}`);
    }
    // A copy, since a view must start at a multiple of 4. (Not `slice`: a Buffer's is a view.)
    const { buffer } = new Uint8Array(data.subarray(begin, end));
    if (dtype === 'F32') return { name, dtype: 'float32', shape, values: new Float32Array(buffer) };
    if (dtype === 'I32') return { name, dtype: 'int32', shape, values: new Int32Array(buffer) };
    throw new Error(`tensor ${name} has the type ${dtype}; F32 and I32 are understood`);
  });
  return { tensors, metadata: metadata ?? {} };
}
