import type { HeatMap } from '@kium/efficientnet';
import sharp from 'sharp';
import { heatColour } from './heat-colours';

type Shape = readonly [height: number, width: number, views: number];

/** Of WebP. Thin vessels must stay; a view of 256×256 takes about 8 kB. Heat has no edges to keep. */
const QUALITY = { grey: 80, heat: 60 };

/**
 * One view of a volume as a WebP picture.
 *
 * @param volume - grey values from 0 to 1, [h, w, views]
 */
export function drawGrey(volume: ArrayLike<number>, [height, width, views]: Shape, view: number): Promise<Buffer> {
  const grey = Uint8Array.from({ length: height * width }, (_, pixel) =>
    Math.round(255 * volume[pixel * views + view]!),
  );
  return sharp(grey, { raw: { width, height, channels: 1 } })
    .webp({ quality: QUALITY.grey, effort: 6 })
    .toBuffer();
}

/**
 * The heat map of one view alone, transparent where it is 0, to be laid over the view; WebP.
 *
 * @param highest - what the strongest colour stands for: of all views, so that they can be compared
 */
export function drawHeat({ data, shape }: HeatMap, view: number, highest: number): Promise<Buffer> {
  const [height, width, views] = shape as unknown as Shape;
  const pixels = new Uint8Array(4 * height * width);
  for (let pixel = 0; pixel < height * width; pixel++) {
    const { rgb, cover } = heatColour(highest > 0 ? data[pixel * views + view]! / highest : 0);
    pixels.set([...rgb, Math.round(255 * cover)], 4 * pixel);
  }
  return sharp(pixels, { raw: { width, height, channels: 4 } })
    .webp({ quality: QUALITY.heat, alphaQuality: QUALITY.heat, effort: 6 })
    .toBuffer();
}
