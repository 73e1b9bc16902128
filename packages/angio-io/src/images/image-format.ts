import { open } from 'node:fs/promises';
import { isDicom } from '../dicom/is-dicom';

/** The image formats that are read. */
export type ImageFormat = 'jpeg' | 'png' | 'tiff' | 'webp' | 'bmp' | 'dicom';

/** The extensions of each format, in small letters. */
export const EXTENSIONS: Readonly<Record<ImageFormat, readonly string[]>> = {
  jpeg: ['jpg', 'jpeg', 'jpe', 'jfif'],
  png: ['png'],
  tiff: ['tif', 'tiff'],
  webp: ['webp'],
  bmp: ['bmp', 'dib'],
  dicom: ['dcm', 'dicom', 'ima'],
};

/** What the first bytes of a file say it is; undefined if it is none of the formats that are read. */
export function imageFormat(bytes: Uint8Array): ImageFormat | undefined {
  const text = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
  const begins = (...numbers: number[]) => numbers.every((number, at) => bytes[at] === number);
  if (begins(0xff, 0xd8, 0xff)) return 'jpeg';
  if (begins(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'png';
  // Classic TIFF (TIFF 6.0, section 2) and BigTIFF, each in both byte orders.
  if (['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].includes(text(0, 4))) return 'tiff';
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'webp';
  if (isBmp(bytes)) return 'bmp';
  return isDicom(bytes) ? 'dicom' : undefined;
}

/** Whether a JPEG file has one channel of 8 bits, by the first frame header (ITU-T T.81, B.2.2). */
export function isGreyJpeg(bytes: Uint8Array): boolean {
  for (let at = 2; at + 10 <= bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1]!;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return bytes[at + 4] === 8 && bytes[at + 9] === 1;
    // Fill bytes may stand before a marker.
    at += marker === 0xff ? 1 : 2 + bytes[at + 2]! * 256 + bytes[at + 3]!;
  }
  return false;
}

/** `BM`, and the length of a header that there is: text may begin with BM as well. */
function isBmp(bytes: Uint8Array): boolean {
  if (bytes.length < 18 || bytes[0] !== 0x42 || bytes[1] !== 0x4d) return false;
  const header = bytes[14]! + bytes[15]! * 256;
  return header >= 12 && header <= 124 && bytes[16] === 0 && bytes[17] === 0;
}

/** How many bytes {@link imageFormat} looks at. */
const SIGNATURE_LENGTH = 132;

/** What a file is by its content; undefined also if it cannot be read. */
export async function fileFormat(path: string): Promise<ImageFormat | undefined> {
  const handle = await open(path).catch(() => undefined);
  try {
    const read = await handle?.read(new Uint8Array(SIGNATURE_LENGTH), 0, SIGNATURE_LENGTH, 0);
    return read && imageFormat(read.buffer.subarray(0, read.bytesRead));
  } catch {
    return undefined;
  } finally {
    await handle?.close();
  }
}
