import sharp from 'sharp';
import type { Acquisition } from './acquisition';
import type { Angiogram } from './render';

/** Encodes a picture as JPEG: one channel, or three equal ones where the acquisition was stored as RGB. */
export async function encodeJpeg(
  { size, data }: Pick<Angiogram, 'size' | 'data'>,
  { quality, rgb }: Pick<Acquisition, 'quality' | 'rgb'>,
): Promise<Uint8Array> {
  return await sharp(data, { raw: { width: size, height: size, channels: 1 } })
    .toColourspace(rgb ? 'srgb' : 'b-w')
    .jpeg({ quality })
    .toBuffer();
}
