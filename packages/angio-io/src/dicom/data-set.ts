import type { DataSet as ParsedDataSet } from 'dicom-parser';
import { CorruptDicomError } from '../errors';
import { characterDecoder } from './character-set';
import { type Keyword, nameOf, TAG } from './keywords';

/** The elements of a data set or of a sequence's item, read by keyword. An element without a value counts as absent. */
export class DataSet {
  readonly #parsed: ParsedDataSet;
  readonly #decode: (bytes: Uint8Array) => string;
  readonly littleEndian: boolean;

  constructor(
    parsed: ParsedDataSet,
    readonly path: string,
    decode?: (bytes: Uint8Array) => string,
  ) {
    this.#parsed = parsed;
    this.littleEndian = parsed.byteArrayParser.readUint16(Uint8Array.of(1, 0), 0) === 1;
    this.#decode = characterDecoder([]);
    this.#decode = decode ?? characterDecoder(this.texts('SpecificCharacterSet'));
  }

  /** The two letters of an element's value representation, where the file gives them. */
  vr(keyword: Keyword): string | undefined {
    return this.#parsed.elements[TAG[keyword]]?.vr;
  }

  /** An element's bytes; they are not copied. */
  bytes(keyword: Keyword): Uint8Array | undefined {
    const element = this.#parsed.elements[TAG[keyword]];
    if (!element || element.length === 0 || element.items) return undefined;
    return this.#parsed.byteArray.subarray(element.dataOffset, element.dataOffset + element.length);
  }

  /** The values of a text element, without the blanks around them. */
  texts(keyword: Keyword): string[] {
    const bytes = this.bytes(keyword);
    if (!bytes) return [];
    // Trailing NUL pads UIDs, and other texts in files of some makers.
    const text = this.#decode(bytes).replace(/\0+$/, '');
    // A wrong length makes a text swallow the elements after it, whose headers have NULs, and with them any name.
    if (text.includes('\0')) throw this.corrupt(keyword, 'binary data', 'text');
    return text.split('\\').map((value) => value.trim());
  }

  /** The first value of a text element. */
  text(keyword: Keyword): string | undefined {
    return this.texts(keyword)[0] || undefined;
  }

  /** The numbers of a DS or IS element (decimal digits as text). */
  decimals(keyword: Keyword): number[] {
    const texts = this.texts(keyword);
    if (texts.every((text) => text === '')) return [];
    return texts.map((text) => {
      const value = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
      // The text itself stays out of the message: in a damaged file it may come from another element.
      if (!Number.isFinite(value)) throw this.corrupt(keyword, 'text that is no number', 'a decimal number');
      return value;
    });
  }

  /** The numbers of a US or SS element; SS if the file says so, or if it does not say and `signed` does. */
  shorts(keyword: Keyword, signed = false): number[] {
    const vr = this.vr(keyword);
    const read = vr === 'SS' || (vr !== 'US' && signed) ? 'getInt16' : 'getUint16';
    return this.#binary(keyword, 2, (view, at, little) => view[read](at, little));
  }

  /** The numbers of an FL element. */
  floats(keyword: Keyword): number[] {
    return this.#binary(keyword, 4, (view, at, little) => view.getFloat32(at, little));
  }

  /** The numbers of an OV element. */
  longs(keyword: Keyword): bigint[] {
    return this.#binary(keyword, 8, (view, at, little) => view.getBigUint64(at, little));
  }

  /** The items of a sequence. */
  items(keyword: Keyword): DataSet[] {
    const items = this.#parsed.elements[TAG[keyword]]?.items ?? [];
    return items.flatMap(({ dataSet }) => (dataSet ? [new DataSet(dataSet, this.path, this.#decode)] : []));
  }

  corrupt(keyword: Keyword, found: string, expected: string): CorruptDicomError {
    return new CorruptDicomError(this.path, nameOf(keyword), found, expected);
  }

  #binary<T>(keyword: Keyword, size: number, read: (view: DataView, at: number, little: boolean) => T): T[] {
    const bytes = this.bytes(keyword);
    if (!bytes) return [];
    if (bytes.length % size !== 0) throw this.corrupt(keyword, `${bytes.length} bytes`, `a multiple of ${size}`);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    return Array.from({ length: bytes.length / size }, (_, at) => read(view, at * size, this.littleEndian));
  }
}
