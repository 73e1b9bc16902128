import { CorruptDicomError, UnsupportedTransferSyntaxError } from '../errors';
import { CodecFailure, type DecodedCells } from './codecs/codec';
import { decodeNative } from './codecs/native';
import { decodeRle } from './codecs/rle';
import type { PhotometricInterpretation, PixelFormat } from './pixel-format';
import type { PixelEncoding } from './transfer-syntax';

/** The values of a frame, row by row, samples of a pixel side by side, in two's complement if they are signed. */
export type PixelValues = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array;

/** One frame of a DICOM image, decoded. */
export interface DicomFrame {
  /** rows × columns × samplesPerPixel stored values. */
  readonly values: PixelValues;
  readonly samplesPerPixel: number;
  /** What the values mean once decoded: JPEG and JPEG 2000 turn YBR into RGB. */
  readonly photometricInterpretation: PhotometricInterpretation;
}

/** What a file's pixels are decoded with. */
export interface PixelSource {
  readonly path: string;
  readonly transferSyntaxUid: string;
  readonly encoding: PixelEncoding;
  readonly format: PixelFormat;
  /** Native cells are big endian. */
  readonly bigEndian: boolean;
  /** Native cells lie in words of 16 bits (OW), which matters for cells of 8 bits in big endian. */
  readonly words: boolean;
}

/** Decode the bytes of one frame. */
export async function decodeFrame(bytes: Uint8Array, frame: number, source: PixelSource): Promise<DicomFrame> {
  const { path, format } = source;
  const size = `${format.rows}×${format.columns}×${format.samplesPerPixel}`;
  try {
    const { cells, rows, columns, samplesPerPixel, rgb } = await decodeCells(bytes, source);
    if (rows !== format.rows || columns !== format.columns || samplesPerPixel !== format.samplesPerPixel) {
      throw new CodecFailure('damaged', `an image of ${rows}×${columns}×${samplesPerPixel}`);
    }
    return {
      values: valuesOf(cells, source),
      samplesPerPixel,
      photometricInterpretation: rgb ? 'RGB' : format.photometricInterpretation,
    };
  } catch (cause) {
    if (!(cause instanceof CodecFailure)) throw cause;
    if (cause.kind === 'unsupported') {
      throw new UnsupportedTransferSyntaxError(path, source.transferSyntaxUid, cause.message);
    }
    const part = `frame ${frame} (from 0) of the pixel data`;
    throw new CorruptDicomError(path, part, cause.message, `an image of ${size} (rows×columns×samples)`, { cause });
  }
}

/** Decoders are loaded on first use: most files need none of them. */
async function decodeCells(
  bytes: Uint8Array,
  { encoding, format, bigEndian, words }: PixelSource,
): Promise<DecodedCells> {
  switch (encoding) {
    case 'native':
      return decodeNative(bytes, format, bigEndian, words);
    case 'rle':
      return decodeRle(bytes, format);
    case 'jpeg':
      return (await import('./codecs/jpeg')).decodeJpeg(bytes, format);
    case 'jpeg-lossless':
      return (await import('./codecs/jpeg-lossless')).decodeJpegLossless(bytes, format);
    case 'jpeg-ls':
      return (await import('./codecs/jpeg-ls')).decodeJpegLs(bytes, format);
    case 'jpeg-2000':
      return (await import('./codecs/jpeg-2000')).decodeJpeg2000(bytes, format);
  }
}

/** Take the stored bits out of the cells (PS3.5 8.1.1), in two's complement if they are signed. */
function valuesOf(cells: DecodedCells['cells'], { encoding, format }: PixelSource): PixelValues {
  const { bitsAllocated, bitsStored, highBit, signed } = format;
  const values = new VALUES[`${signed ? 'int' : 'uint'}${bitsAllocated as 8 | 16 | 32}`](cells.length);
  // Native cells have the stored bits below the high bit; the other decoders give them from bit 0.
  const low = encoding === 'native' || encoding === 'rle' ? highBit + 1 - bitsStored : 0;
  const left = 32 - bitsStored - low;
  const right = 32 - bitsStored;
  if (signed) for (let at = 0; at < cells.length; at++) values[at] = (cells[at]! << left) >> right;
  else for (let at = 0; at < cells.length; at++) values[at] = (cells[at]! << left) >>> right;
  return values;
}

const VALUES = {
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
};
