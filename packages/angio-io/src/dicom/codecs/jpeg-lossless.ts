import type { PixelFormat } from '../pixel-format';
import { CodecFailure, type DecodedCells, requireBytes } from './codec';
import { type JpegHeader, readJpegHeader } from './jpeg-header';

/** JPEG Lossless (T.81 annex H), through jpeg-lossless-decoder-js. */
export async function decodeJpegLossless(bytes: Uint8Array, format: PixelFormat): Promise<DecodedCells> {
  const header = readJpegHeader(bytes);
  const { rows, columns, components } = header;
  refuseWhatIsDecodedWrongly(header);
  // Every sample takes one bit at least.
  requireBytes(bytes, Math.ceil((rows * columns * components) / 8));
  if (rows !== format.rows || columns !== format.columns || components !== format.samplesPerPixel) {
    return { cells: new Uint8Array(0), rows, columns, samplesPerPixel: components };
  }
  const { Decoder } = await import('jpeg-lossless-decoder-js');
  const decoder = new Decoder();
  let cells: Uint8Array | Uint16Array | null;
  try {
    cells = decoder.decode(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length);
  } catch (cause) {
    throw new CodecFailure('damaged', `JPEG data that cannot be read (${(cause as Error).message})`, { cause });
  }
  // Past the end, or with a code that is in no table, the decoder goes on with whatever it has.
  const end = dataEnd(bytes, header.dataOffset);
  const read = decoder.stream?.index ?? 0;
  if (!cells || decoder.yLoc !== rows || !(read <= end + 2)) {
    throw new CodecFailure('damaged', `JPEG data that ends after ${decoder.yLoc} of ${rows} rows`);
  }
  if (read < end - 4) throw new CodecFailure('damaged', `${end - read} bytes of JPEG data after the last pixel`);
  return { cells: cells.subarray(0, rows * columns * components), rows, columns, samplesPerPixel: components };
}

/** The decoder leaves out the rarer parts of the standard without saying so. */
function refuseWhatIsDecodedWrongly(header: JpegHeader): void {
  const { process, precision, components, scanComponents, predictor, pointTransform, restartInterval } = header;
  if (process !== LOSSLESS) throw new CodecFailure('damaged', `a JPEG image of process ${process - 0xc0}`);
  if (precision < 2 || precision > 16) throw new CodecFailure('damaged', `${precision} bits a sample`);
  if (components !== 1 && components !== 3) throw new CodecFailure('damaged', `${components} components`);
  if (predictor < 1 || predictor > 7) throw new CodecFailure('damaged', `predictor ${predictor}`);
  const unsupported = [
    scanComponents !== components && 'components in scans of their own',
    components === 3 && precision > 8 && 'colour with more than 8 bits',
    pointTransform !== 0 && 'a point transform',
    restartInterval !== 0 && 'restart intervals',
    precision === 16 && predictor === 7 && 'predictor 7 with 16 bits',
  ].find(Boolean);
  if (unsupported) throw new CodecFailure('unsupported', `JPEG Lossless with ${unsupported}`);
}

/** Where the entropy-coded data ends: at the first marker that is neither a stuffed byte nor a restart. */
function dataEnd(bytes: Uint8Array, start: number): number {
  for (let at = start; at + 1 < bytes.length; at++) {
    const next = bytes[at + 1]!;
    if (bytes[at] === 0xff && next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
  }
  return bytes.length;
}

const LOSSLESS = 0xc3;
