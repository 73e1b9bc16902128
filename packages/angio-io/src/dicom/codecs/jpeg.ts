import type { PixelFormat } from '../pixel-format';
import { CodecFailure, type DecodedCells, requireBytes } from './codec';
import { readJpegHeader } from './jpeg-header';

/** JPEG with the discrete cosine transform and 8 bits (baseline, and extended where it has 8 bits), through sharp. */
export async function decodeJpeg(bytes: Uint8Array, format: PixelFormat): Promise<DecodedCells> {
  const header = readJpegHeader(bytes);
  const { process, precision, rows, columns, components } = header;
  if (process > PROGRESSIVE) throw new CodecFailure('damaged', `a JPEG image of process ${process - 0xc0}`);
  if (precision !== 8) {
    throw new CodecFailure('unsupported', `JPEG with ${precision} bits a sample; 8 bits can be decoded`);
  }
  // Each block of 64 samples takes two Huffman codes at least (T.81 F.1.2), and colour may be subsampled 4 by 4.
  requireBytes(bytes, Math.floor((Math.ceil(rows / 8) * Math.ceil(columns / 8) * 2) / 8));
  if (rows !== format.rows || columns !== format.columns || components !== format.samplesPerPixel) {
    return { cells: new Uint8Array(0), rows, columns, samplesPerPixel: components };
  }
  const { default: sharp } = await import('sharp');
  const input = components === 3 && !header.namesColour ? withAdobe(bytes, format) : bytes;
  try {
    const { data } = await sharp(input, { failOn: 'warning', ignoreIcc: true })
      .toColourspace(components === 3 ? 'srgb' : 'b-w')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (data.length !== rows * columns * components) throw new Error(`${data.length} values`);
    return { cells: data, rows, columns, samplesPerPixel: components, rgb: components === 3 };
  } catch (cause) {
    throw new CodecFailure('damaged', (cause as Error).message.split('\n')[0]!.trim(), { cause });
  }
}

/**
 * Say in the JPEG itself whether it holds RGB or YCbCr, as the photometric interpretation does: a decoder would guess
 * from the numbers of the components. An APP14 segment of Adobe's, transform 0 or 1 (ITU-T T.872 6.5.3).
 */
function withAdobe(bytes: Uint8Array, { photometricInterpretation }: PixelFormat): Uint8Array {
  const transform = photometricInterpretation === 'RGB' ? 0 : 1;
  const segment = [0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, transform];
  const named = new Uint8Array(bytes.length + segment.length);
  named.set(bytes.subarray(0, 2));
  named.set(segment, 2);
  named.set(bytes.subarray(2), 2 + segment.length);
  return named;
}

const PROGRESSIVE = 0xc2;
