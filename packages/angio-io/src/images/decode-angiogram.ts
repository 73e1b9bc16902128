import { readFile } from 'node:fs/promises';
import { UnreadableImageError } from '../errors';

/**
 * How damaged an image must be to be refused, as in sharp: `warning` refuses whatever the decoder complains about,
 * `error` lets recoverable faults pass, `truncated` refuses only images whose end is missing.
 */
export type FailOn = 'warning' | 'error' | 'truncated';

/** The resampling kernels of sharp that shrink with antialiasing. */
export type ResizeKernel = 'lanczos3' | 'lanczos2' | 'mitchell' | 'cubic' | 'linear';

/** Which image to decode, and into what. */
export interface DecodeRequest {
  readonly path: string;
  readonly patient: string;
  readonly view: string;
  readonly size: number;
  readonly kernel: ResizeKernel;
  readonly failOn: FailOn;
}

/**
 * Decode an image file to `size` × `size` grey values, row by row.
 *
 * Stored values are the data, so an embedded colour profile is ignored; the EXIF orientation is applied, because that
 * is how every viewer showed the image to the person who labelled it. Colour becomes luminance (sRGB to CIE Y and
 * back, which leaves grey stored as RGB as it is), an alpha channel is dropped, and the aspect ratio is not kept.
 */
export async function decodeAngiogram(request: DecodeRequest): Promise<Uint8Array> {
  const { path, patient, view, size, kernel, failOn } = request;
  const { default: sharp } = await import('sharp');
  try {
    // Bytes, not the path: libvips caches by path and would serve an old image after the file has changed.
    const bytes = await readFile(path);
    if (bytes.length === 0) throw new Error('the file is empty');
    const input = { failOn, ignoreIcc: true, autoOrient: true };
    const { hasAlpha } = await sharp(bytes, input).metadata();
    // Resized along with an alpha channel, values would be weighted by it and lost where it is 0.
    const opaque = hasAlpha ? await sharp(bytes, input).removeAlpha().png({ compressionLevel: 0 }).toBuffer() : bytes;
    const { data, info } = await sharp(opaque, input)
      // Without fastShrinkOnLoad the kernel, not the JPEG decoder's block scaling, makes the last factor of two.
      .resize(size, size, { fit: 'fill', kernel, fastShrinkOnLoad: false })
      .greyscale()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 1 || data.length !== size * size) {
      throw new Error(`the decoder gave ${info.width}×${info.height}×${info.channels} values`);
    }
    return data;
  } catch (error) {
    // libvips writes one complaint a line; the first is the cause.
    const detail = (error as Error).message.split('\n')[0]!.trim();
    throw new UnreadableImageError(path, patient, view, detail, { cause: error });
  }
}
