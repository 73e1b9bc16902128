import { open } from 'node:fs/promises';
import { openDicom } from '../dicom/read-dicom';
import { asAccessError, UnreadableImageError } from '../errors';
import { bmpHeader } from './bmp';
import { type ImageFormat, imageFormat } from './image-format';

/** What the header of an image file says. */
export interface ImageInfo {
  readonly format: ImageFormat;
  readonly bytes: number;
  /** Pixels, before the EXIF orientation is applied. */
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** Bits a channel, where the file says so, and whether they are whole numbers. */
  readonly depth: string;
  /** Pages or frames. */
  readonly pages: number;
  /** EXIF orientation, 1 to 8; 1 is upright. */
  readonly orientation: number;
  readonly alpha: boolean;
  /** Whether a colour profile is embedded, which is ignored. */
  readonly profile: boolean;
}

/**
 * Look at the header of an image; nothing is decoded. (Of a DICOM file, everything is read.)
 *
 * @throws FileAccessError; UnreadableImageError if it is no image, or its header is damaged
 */
export async function inspectImage(path: string): Promise<ImageInfo> {
  const { beginning, bytes } = await look(path);
  const format = imageFormat(beginning);
  const plain = { bytes, pages: 1, orientation: 1, alpha: false, profile: false };
  try {
    if (format === undefined) throw new Error('it is in none of the known formats');
    if (format === 'bmp') {
      const { width, height, bits } = bmpHeader(beginning);
      return { ...plain, format, width, height, channels: 3, depth: `${bits} bits a pixel` };
    }
    if (format === 'dicom') {
      const { rows, columns, frames, samplesPerPixel, bitsStored, signed } = await openDicom(path);
      const depth = `${bitsStored}-bit ${signed ? 'signed' : 'whole'} numbers`;
      return { ...plain, format, width: columns, height: rows, channels: samplesPerPixel, depth, pages: frames };
    }
    const { default: sharp } = await import('sharp');
    const found = await sharp(path).metadata();
    const { width, height, channels, depth, pages = 1, orientation = 1, hasAlpha, hasProfile } = found;
    const bits = found.bitsPerSample ?? BITS[depth];
    const type = `${bits === undefined ? '' : `${bits}-bit `}${NUMBERS[depth] ?? 'whole numbers'}`;
    return {
      ...plain,
      format,
      width,
      // Of an animated image, sharp gives the first frame's.
      height: found.pageHeight ?? height,
      channels,
      depth: type,
      pages,
      orientation,
      alpha: hasAlpha,
      profile: hasProfile,
    };
  } catch (error) {
    const detail = (error as Error).message.split('\n')[0]!.trim();
    throw new UnreadableImageError(path, '', '', detail, { cause: error });
  }
}

/** As many bytes as the longest BMP header has. */
const BEGINNING = 138;

async function look(path: string): Promise<{ beginning: Uint8Array; bytes: number }> {
  try {
    const handle = await open(path);
    try {
      const { size } = await handle.stat();
      const { buffer, bytesRead } = await handle.read(new Uint8Array(BEGINNING), 0, BEGINNING, 0);
      return { beginning: buffer.subarray(0, bytesRead), bytes: size };
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw asAccessError(path, error, 'Check the name of the image.');
  }
}

const BITS: Record<string, number> = {
  uchar: 8,
  char: 8,
  ushort: 16,
  short: 16,
  uint: 32,
  int: 32,
  float: 32,
  double: 64,
};
const NUMBERS: Record<string, string> = {
  char: 'signed numbers',
  short: 'signed numbers',
  int: 'signed numbers',
  float: 'floating point',
  double: 'floating point',
};
