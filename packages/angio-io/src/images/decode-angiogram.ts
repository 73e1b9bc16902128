import { readFile } from 'node:fs/promises';
import type { DicomImageOptions } from '../dicom/dicom-options';
import { UnreadableImageError } from '../errors';
import { WHITE_16 } from './deep-image';
import { ImageRefusal } from './image-refusal';
import { openImage } from './open-image';

/**
 * How damaged an image must be to be refused, as in sharp: `warning` refuses whatever the decoder complains about,
 * `error` lets recoverable faults pass, `truncated` refuses only images whose end is missing.
 */
export type FailOn = 'warning' | 'error' | 'truncated';

/** The resampling kernels of sharp that shrink with antialiasing. */
export type ResizeKernel = 'lanczos3' | 'lanczos2' | 'mitchell' | 'cubic' | 'linear';

/** The values of an image of more than 8 bits that become black and white. */
export type ValueRange = 'full' | 'stored' | readonly [black: number, white: number];

/** Which image to decode, and into what. */
export interface DecodeRequest {
  readonly path: string;
  readonly patient: string;
  readonly view: string;
  readonly size: number;
  readonly kernel: ResizeKernel;
  readonly failOn: FailOn;
  /** See {@link ImageOptions}. */
  readonly range?: ValueRange;
  /** See {@link ImageOptions}. */
  readonly page?: number;
  /** See {@link ImageOptions}. */
  readonly dicom?: DicomImageOptions;
}

/**
 * Decode an image file to `size` × `size` grey values, row by row.
 *
 * Stored values are the data, so an embedded colour profile is ignored; the EXIF orientation is applied, because that
 * is how every viewer showed the image to the person who labelled it. Colour becomes luminance (sRGB to CIE Y and
 * back, which leaves grey stored as RGB as it is), an alpha channel is dropped, and the aspect ratio is not kept.
 * DICOM files become grey images by {@link dicomToGrey}.
 */
export async function decodeAngiogram(request: DecodeRequest): Promise<Uint8Array> {
  const { path, patient, view, size, kernel } = request;
  const { default: sharp } = await import('sharp');
  try {
    // Bytes, not the path: libvips caches by path and would serve an old image after the file has changed.
    const { image, deep, grey: isGrey } = await openImage(sharp, await readFile(path), request);
    // Without fastShrinkOnLoad the kernel, not the JPEG decoder's block scaling, makes the last factor of two.
    const resized = image.resize(size, size, { fit: 'fill', kernel, fastShrinkOnLoad: false });
    // Every step less counts: without `b-w`, sharp would make three channels of the grey one, to take one in the end.
    const grey = deep
      ? resized.toColourspace('grey16').raw({ depth: 'ushort' })
      : (isGrey ? resized : resized.greyscale()).toColourspace('b-w').raw();
    const { data, info } = await grey.toBuffer({ resolveWithObject: true });
    if (info.channels !== 1 || data.length !== size * size * (deep ? 2 : 1)) {
      throw new Error(`the decoder gave ${info.width}×${info.height}×${info.channels} values`);
    }
    return deep ? toBytes(data) : data;
  } catch (error) {
    // libvips writes one complaint a line; the first is the cause.
    const detail = (error as Error).message.split('\n')[0]!.trim();
    const remedy = error instanceof ImageRefusal ? error.remedy : undefined;
    throw new UnreadableImageError(path, patient, view, detail, { cause: error, remedy });
  }
}

/** 16 bits to 8: of 65,536 values 257 each become one. */
function toBytes(data: Buffer): Uint8Array {
  const words = new Uint16Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.length));
  return Uint8Array.from(words, (word) => Math.round((word * 255) / WHITE_16));
}
