import type { Sharp, default as SharpModule } from 'sharp';
import { dicomToGrey } from '../dicom/dicom-to-grey';
import { readDicom } from '../dicom/read-dicom';
import { decodeBmp } from './bmp';
import type { DecodeRequest } from './decode-angiogram';
import { readDeepImage } from './deep-image';
import { type ImageFormat, imageFormat, isGreyJpeg } from './image-format';
import { ImageRefusal } from './image-refusal';

/** An opaque image, the right way up, of 8 or (deep) 16 bits. */
export interface OpenImage {
  readonly image: Sharp;
  readonly deep: boolean;
  /** Whether it is known to have one channel; it may have one without. */
  readonly grey?: boolean;
}

/**
 * Open an image by its content, whatever its name says.
 *
 * @throws ImageRefusal, what readDicom and dicomToGrey throw, or what the decoder throws
 */
export async function openImage(
  sharp: typeof SharpModule,
  bytes: Buffer,
  { path, failOn, page, range, dicom }: Pick<DecodeRequest, 'path' | 'failOn' | 'page' | 'range' | 'dicom'>,
): Promise<OpenImage> {
  if (bytes.length === 0) throw new Error('the file is empty');
  const format = imageFormat(bytes);
  if (format === undefined)
    throw new ImageRefusal(
      `the file is ${describe(bytes)}`,
      `Copy it again from its source, or convert it to ${FORMATS}`,
    );
  if (format === 'bmp') {
    const { data, width, height } = decodeBmp(bytes);
    return { image: sharp(data, { raw: { width, height, channels: 3 } }), deep: false };
  }
  if (format === 'dicom') {
    const { grey, rows, columns } = await dicomToGrey(await readDicom(bytes, path), dicom);
    return { image: sharp(grey, { raw: { width: columns, height: rows, channels: 1 } }), deep: false };
  }
  const input = { failOn, ignoreIcc: true, autoOrient: true };
  if (format === 'jpeg') return { image: sharp(bytes, input), deep: false, grey: isGreyJpeg(bytes) };
  const first = await sharp(bytes, input).metadata();
  const pages = PAGED.includes(format) ? (first.pages ?? 1) : 1;
  if (pages > 1 && page === undefined) {
    throw new ImageRefusal(`it has ${pages} pages or frames`, 'Say which one is meant with the option page, from 0');
  }
  const paged = { ...input, ...(PAGED.includes(format) && page !== undefined && { page }) };
  const metadata = paged.page === undefined ? first : await sharp(bytes, paged).metadata();
  if (metadata.depth !== 'uchar') {
    return { image: await readDeepImage(sharp, sharp(bytes, paged), metadata, range), deep: true };
  }
  if (!metadata.hasAlpha) return { image: sharp(bytes, paged), deep: false };
  // Resized along with an alpha channel, values would be weighted by it and lost where it is 0.
  const { data, info } = await sharp(bytes, paged).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  return { image: sharp(data, { raw: { width, height, channels } }), deep: false };
}

const FORMATS = 'JPEG, PNG, TIFF, WebP, BMP or DICOM';
const PAGED: readonly ImageFormat[] = ['tiff', 'webp'];

function describe(bytes: Uint8Array): string {
  return `none of ${FORMATS}: it begins with the bytes ${Buffer.from(bytes.subarray(0, 8)).toString('hex')}`;
}
