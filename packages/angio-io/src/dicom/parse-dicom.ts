import type * as DicomParser from 'dicom-parser';
import { CorruptDicomError, NotDicomError } from '../errors';
import { DataSet } from './data-set';
import { hasPreamble, isDicom, PREAMBLE } from './is-dicom';
import { TAG } from './keywords';
import {
  DEFLATED_LITTLE_ENDIAN,
  EXPLICIT_BIG_ENDIAN,
  EXPLICIT_LITTLE_ENDIAN,
  IMPLICIT_LITTLE_ENDIAN,
} from './transfer-syntax';

/** A file up to its pixels. */
export interface ParsedDicom {
  readonly transferSyntaxUid: string;
  readonly dataSet: DataSet;
  readonly pixelData: PixelDataElement | undefined;
}

/** Where the pixels lie. */
export interface PixelDataElement {
  /** The data set's bytes: the file's own, or what it was deflated from. */
  readonly bytes: Uint8Array;
  /** Where the element's value begins. */
  readonly offset: number;
  /** Undefined: encapsulated, up to the sequence delimiter (PS3.5 A.4). */
  readonly length: number | undefined;
  readonly tag: string;
  readonly vr: string | undefined;
}

/**
 * Read a file's elements up to the pixels.
 *
 * The loop over the elements is here and not in dicom-parser, which takes a VR that it does not know (OV, SV, UV) for
 * a short one and loses its place, and which lets an element reach beyond the end of the file.
 */
export async function parseDicom(bytes: Uint8Array, path: string): Promise<ParsedDicom> {
  if (!isDicom(bytes)) throw new NotDicomError(path, describe(bytes));
  const module = await import('dicom-parser');
  const parser = ((module as { default?: unknown }).default ?? module) as Parser;
  const start = hasPreamble(bytes) ? PREAMBLE : 0;
  const meta = readElements(parser, bytes, start, EXPLICIT_LITTLE_ENDIAN, path, 'x0003');
  const named = meta.dataSet.text('TransferSyntaxUID');
  if (start > 0 && named === undefined) {
    throw meta.dataSet.corrupt('TransferSyntaxUID', 'nothing', 'the UID of the transfer syntax');
  }
  if (named !== undefined && !/^[\d.]+$/.test(named)) {
    throw meta.dataSet.corrupt('TransferSyntaxUID', 'text that is no UID', 'the UID of the transfer syntax');
  }
  const transferSyntaxUid = named ?? guessTransferSyntax(bytes, meta.end);
  if (transferSyntaxUid !== DEFLATED_LITTLE_ENDIAN) {
    return { transferSyntaxUid, ...readElements(parser, bytes, meta.end, transferSyntaxUid, path) };
  }
  const inflated = await inflate(bytes.subarray(meta.end), path);
  return { transferSyntaxUid, ...readElements(parser, inflated, 0, transferSyntaxUid, path) };
}

interface Elements {
  readonly dataSet: DataSet;
  readonly pixelData: PixelDataElement | undefined;
  /** Where the first element that was not read begins. */
  readonly end: number;
}

/** The library's types leave out that its data set is a class. */
type Parser = typeof DicomParser & {
  readonly DataSet: new (
    parser: DicomParser.ByteArrayParser,
    bytes: Uint8Array,
    elements: DicomParser.DataSet['elements'],
  ) => DicomParser.DataSet;
};

/** Read elements until `stop`, the pixels or the end; dicom-parser's tags are ordered as text. */
function readElements(
  parser: Parser,
  bytes: Uint8Array,
  start: number,
  transferSyntaxUid: string,
  path: string,
  stop = 'x8',
): Elements {
  const explicit = transferSyntaxUid !== IMPLICIT_LITTLE_ENDIAN;
  const big = transferSyntaxUid === EXPLICIT_BIG_ENDIAN;
  const byteArrayParser = big ? parser.bigEndianByteArrayParser : parser.littleEndianByteArrayParser;
  const elements: DicomParser.DataSet['elements'] = {};
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let pixelData: PixelDataElement | undefined;
  let at = start;
  while (at < bytes.length) {
    // Some writers fill the last block of the file.
    if (bytes.length - at < 8 && bytes.subarray(at).every((byte) => byte === 0)) break;
    if (readTag(view, at, !big) >= stop) break;
    const header = readHeader(view, at, explicit, !big, path);
    if (PIXELS.has(header.tag)) {
      const { tag, vr, offset, length } = header;
      pixelData = { bytes, tag, vr, offset, length: length === UNDEFINED_LENGTH ? undefined : length };
      break;
    }
    if (header.length !== UNDEFINED_LENGTH && header.offset + header.length > bytes.length) {
      throw new CorruptDicomError(
        path,
        header.name,
        `${header.length} bytes, of which ${bytes.length - header.offset} are there`,
        'all of them',
      );
    }
    try {
      const element = readElement(parser, byteArrayParser, bytes, at, header, explicit);
      elements[header.tag] = element;
      // An element whose end nothing marks ends where its value does.
      const end = element.dataOffset + element.length;
      if (end <= at || end > bytes.length) throw new Error('its end is not in the file');
      at = end;
    } catch (cause) {
      // dicom-parser throws text.
      const detail = cause instanceof Error ? cause.message : String(cause).replace(/^.*?: ?/, '');
      throw new CorruptDicomError(path, header.name, detail, 'a whole data element', { cause });
    }
  }
  const dataSet = new parser.DataSet(byteArrayParser, bytes, elements);
  return { dataSet: new DataSet(dataSet, path), pixelData, end: at };
}

function readElement(
  parser: Parser,
  byteArrayParser: DicomParser.ByteArrayParser,
  bytes: Uint8Array,
  at: number,
  { tag, vr, length, offset }: Header,
  explicit: boolean,
): DicomParser.Element {
  if (LONG_VR.has(vr ?? '')) return { tag, vr, length, dataOffset: offset };
  if (vr === 'UN' && length !== UNDEFINED_LENGTH && SEQUENCES.has(tag)) {
    // Passed on by software that did not know it: its items have implicit VR, little endian (PS3.5 6.2.2).
    const element: DicomParser.Element = { tag, vr: 'SQ', length, dataOffset: offset };
    parser.readSequenceItemsImplicit(new parser.ByteStream(parser.littleEndianByteArrayParser, bytes, offset), element);
    return element;
  }
  const stream = new parser.ByteStream(byteArrayParser, bytes, at);
  const read = explicit ? parser.readDicomElementExplicit : parser.readDicomElementImplicit;
  const element = read(stream, explicit ? ([] as never) : undefined);
  return { ...element, length: stream.position - element.dataOffset };
}

/** A tag as dicom-parser writes it; empty where the bytes end before it does. */
function readTag(view: DataView, at: number, little: boolean): string {
  if (view.byteLength - at < 4) return '';
  const hex = (value: number) => value.toString(16).padStart(4, '0');
  return `x${hex(view.getUint16(at, little))}${hex(view.getUint16(at + 2, little))}`;
}

interface Header {
  readonly tag: string;
  /** As messages name the element. */
  readonly name: string;
  readonly vr: string | undefined;
  readonly length: number;
  /** Where the value begins. */
  readonly offset: number;
}

/** A tag, its VR and its length (PS3.5 7.1). */
function readHeader(view: DataView, at: number, explicit: boolean, little: boolean, path: string): Header {
  const size = view.byteLength - at;
  const tag = readTag(view, at, little);
  const name = `the element at byte ${at}${tag && ` (${tag.slice(1, 5)},${tag.slice(5)})`}`;
  const short = () => new CorruptDicomError(path, name, `${size} bytes to the end of the file`, 'a whole element');
  if (size < 8) throw short();
  if (!explicit) return { tag, name, vr: undefined, length: view.getUint32(at + 4, little), offset: at + 8 };
  const vr = String.fromCharCode(view.getUint8(at + 4), view.getUint8(at + 5));
  if (!VR.has(vr)) throw new CorruptDicomError(path, name, 'no value representation', 'one, such as US');
  if (!LONG_LENGTH.has(vr)) return { tag, name, vr, length: view.getUint16(at + 6, little), offset: at + 8 };
  if (size < 12) throw short();
  const length = view.getUint32(at + 8, little);
  if (length === UNDEFINED_LENGTH && LONG_VR.has(vr)) {
    throw new CorruptDicomError(path, name, 'an undefined length', `a length, as ${vr} must have`);
  }
  return { tag, name, vr, length, offset: at + 12 };
}

/** For a file without meta information: as its first element looks. */
function guessTransferSyntax(bytes: Uint8Array, at: number): string {
  if (!VR.has(String.fromCharCode(bytes[at + 4] ?? 0, bytes[at + 5] ?? 0))) return IMPLICIT_LITTLE_ENDIAN;
  return bytes[at] === 0 ? EXPLICIT_BIG_ENDIAN : EXPLICIT_LITTLE_ENDIAN;
}

async function inflate(deflated: Uint8Array, path: string): Promise<Uint8Array> {
  const { inflateRawSync } = await import('node:zlib');
  try {
    return inflateRawSync(deflated, { maxOutputLength: MAX_INFLATED });
  } catch (cause) {
    const found = (cause as Error).message;
    throw new CorruptDicomError(path, 'the deflated data set', found, 'whole deflated data below 1 GiB', { cause });
  }
}

function describe(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'an empty file';
  const first = [...bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return `${bytes.length} bytes that begin with ${first}`;
}

/** PS3.5 7.1.1: all ones. */
const UNDEFINED_LENGTH = 0xffffffff;
/** Deflate shrinks by up to 1,032 : 1; what a small file may grow to is bounded. */
const MAX_INFLATED = 2 ** 30;
const PIXELS: ReadonlySet<string> = new Set([TAG.PixelData, TAG.FloatPixelData, TAG.DoubleFloatPixelData]);
const SEQUENCES: ReadonlySet<string> = new Set(
  Object.entries(TAG).flatMap(([keyword, tag]) => (keyword.endsWith('Sequence') ? [tag] : [])),
);
/** Value representations of 64-bit integers, with lengths of 32 bits: dicom-parser does not know them. */
const LONG_VR = new Set(['OV', 'SV', 'UV']);
/** PS3.5 table 7.1-1: a length of 32 bits after two reserved bytes. */
const LONG_LENGTH = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);
/** PS3.5 table 6.2-1. */
export const VR: ReadonlySet<string> = new Set([
  ...LONG_LENGTH,
  ...['AE', 'AS', 'AT', 'CS', 'DA', 'DS', 'DT', 'FL', 'FD', 'IS', 'LO', 'LT', 'PN', 'SH', 'SL', 'SS', 'ST', 'TM'],
  ...['UI', 'UL', 'US'],
]);
