import { bitsOf, type Dtype, isDtype } from './dtypes';
import { SafetensorsFormatError } from './errors';

/** One tensor of a header. */
export interface Entry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Byte range, counted from the end of the header. */
  readonly begin: number;
  readonly end: number;
}

/** The key that holds text notes in place of a tensor. */
export const METADATA = '__metadata__';

/** The longest header that the reference implementation accepts (`MAX_HEADER_SIZE`). */
const MAX_HEADER_BYTES = 100_000_000;

/** Length in bytes of the header that follows the first 8 bytes. */
export function headerLength(bytes: Uint8Array): number {
  if (bytes.length < 8) {
    throw new SafetensorsFormatError(`it has ${bytes.length} bytes, fewer than the 8 of a header length`);
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (length > MAX_HEADER_BYTES) {
    throw new SafetensorsFormatError(`its header would have ${length} bytes; ${MAX_HEADER_BYTES} are allowed`);
  }
  if (Number(length) > bytes.length - 8) {
    throw new SafetensorsFormatError(
      `it is cut short: its header should have ${length} bytes, but only ${bytes.length - 8} follow`,
    );
  }
  return Number(length);
}

/** The entries of a header, in the order of their bytes, and the notes. `dataLength` is what follows it. */
export function parseHeader(
  header: Uint8Array,
  dataLength: number,
): { entries: Entry[]; metadata: Record<string, string> } {
  const json = parseJson(header);
  const metadata = checkMetadata(json.get(METADATA));
  json.delete(METADATA);
  const entries = [...json].map(([name, entry]) => checkEntry(name, entry));
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let end = 0;
  for (const entry of entries) {
    if (entry.begin !== end) {
      const how = entry.begin < end ? 'overlaps the tensor before it' : 'leaves a gap before it';
      throw new SafetensorsFormatError(`tensor ${JSON.stringify(entry.name)} ${how}, at byte ${entry.begin}`);
    }
    end = entry.end;
  }
  if (end > dataLength) {
    throw new SafetensorsFormatError(`it is cut short: ${end} bytes of tensors are announced, ${dataLength} follow`);
  }
  if (end < dataLength) {
    throw new SafetensorsFormatError(`${dataLength - end} bytes follow its last tensor`);
  }
  return { entries, metadata };
}

function parseJson(header: Uint8Array): Map<string, unknown> {
  let text: string;
  let json: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(header);
    json = JSON.parse(text);
  } catch (cause) {
    throw new SafetensorsFormatError(`its header is not JSON (${(cause as Error).message})`, { cause });
  }
  if (!isObject(json)) throw new SafetensorsFormatError('its header is not a JSON object');
  const twice = repeatedKey(text);
  if (twice !== undefined) throw new SafetensorsFormatError(`the name ${JSON.stringify(twice)} occurs twice`);
  return new Map(Object.entries(json));
}

function checkMetadata(metadata: unknown): Record<string, string> {
  if (metadata === undefined) return {};
  if (!isObject(metadata) || !Object.values(metadata).every((value) => typeof value === 'string')) {
    throw new SafetensorsFormatError(`${METADATA} is not an object of texts`);
  }
  return metadata as Record<string, string>;
}

function checkEntry(name: string, entry: unknown): Entry {
  const fail = (problem: string): never => {
    throw new SafetensorsFormatError(`tensor ${JSON.stringify(name)} ${problem}`);
  };
  if (!isObject(entry)) return fail('is not described by an object');
  const { dtype, shape, data_offsets: offsets } = entry;
  if (!isDtype(dtype)) return fail(`has the unknown type ${JSON.stringify(dtype)}`);
  if (!isCounts(shape)) return fail(`has the shape ${JSON.stringify(shape)}`);
  if (!isCounts(offsets) || offsets.length !== 2 || offsets[0]! > offsets[1]!) {
    return fail(`has the offsets ${JSON.stringify(offsets)}`);
  }
  const [begin, end] = offsets as [number, number];
  const bytes = byteLength(dtype, shape);
  if (bytes === undefined) return fail(`has the shape [${shape}], which is no whole number of addressable bytes`);
  if (end - begin !== bytes) return fail(`has ${end - begin} bytes; its shape [${shape}] of ${dtype} takes ${bytes}`);
  return { name, dtype, shape, begin, end };
}

/** Bytes of a tensor; undefined if that is not a whole number, or too large a one. */
export function byteLength(dtype: Dtype, shape: readonly number[]): number | undefined {
  let bits = bitsOf(dtype);
  // A size of 0 makes the product 0, whatever stands before it.
  if (shape.includes(0)) return 0;
  for (const size of shape) bits *= size;
  return Number.isSafeInteger(bits) && bits % 8 === 0 ? bits / 8 : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether this is a list of whole numbers from 0. */
export function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

/** A key that occurs twice in one object of a valid JSON text: `JSON.parse` would silently keep the last. */
function repeatedKey(json: string): string | undefined {
  // The keys of each open object; null for an open list.
  const open: (Set<string> | null)[] = [];
  let candidate = '';
  for (let at = 0; at < json.length; at++) {
    const character = json[at]!;
    if (character === '{') open.push(new Set());
    else if (character === '[') open.push(null);
    else if (character === '}' || character === ']') open.pop();
    else if (character === '"') {
      const start = at;
      at = endOfText(json, start);
      candidate = json.slice(start, at + 1);
    } else if (character === ':') {
      const key = JSON.parse(candidate) as string;
      const keys = open.at(-1)!;
      if (keys.has(key)) return key;
      keys.add(key);
    }
  }
  return undefined;
}

/**
 * Where the text that begins at `start` has its closing quote. Not by a regular expression: on notes of some megabytes
 * it overflows the stack.
 */
function endOfText(json: string, start: number): number {
  let at = start + 1;
  while (json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
  return at;
}
