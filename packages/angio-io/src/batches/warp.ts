/** What an image looks like after turning, scaling and moving. */
export interface Geometry {
  readonly flip: boolean;
  /** Degrees, clockwise. */
  readonly rotate: number;
  readonly scale: number;
  /** Parts of the width and height. */
  readonly shiftX: number;
  readonly shiftY: number;
}

/** Interleaved images. */
export interface Images {
  readonly values: Float32Array | Uint8Array;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * Resample some channels of interleaved images, all in the same way. First mirrored, then turned and scaled about the
 * image's middle, then moved; pixels are squares, bilinear between their middles. Where nothing but mirroring is asked
 * for, values are copied.
 *
 * @param target as long as `images.values`
 * @param to the channels of `target` to write
 * @param from the channels of `images` that they show
 * @param fill what lies beyond the border: the nearest pixel of it, or a constant in the images' units
 */
export function warp(
  images: Images,
  target: Float32Array,
  to: Int32Array,
  from: Int32Array,
  geometry: Geometry,
  fill: 'edge' | number,
): void {
  const { rotate, scale, shiftX, shiftY } = geometry;
  if (rotate === 0 && scale === 1 && shiftX === 0 && shiftY === 0) copy(images, target, to, from, geometry.flip);
  else resample(images, target, to, from, geometry, fill);
}

function copy(
  { values, height, width, channels }: Images,
  target: Float32Array,
  to: Int32Array,
  from: Int32Array,
  flip: boolean,
) {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const out = (y * width + x) * channels;
      const into = flip ? (y * width + width - 1 - x) * channels : out;
      for (let c = 0; c < to.length; c++) target[out + to[c]!] = values[into + from[c]!]!;
    }
  }
}

function resample(
  { values, height, width, channels }: Images,
  target: Float32Array,
  to: Int32Array,
  from: Int32Array,
  { flip, rotate, scale, shiftX, shiftY }: Geometry,
  fill: 'edge' | number,
) {
  // From a pixel of the result back to the place in the image where its value comes from.
  const angle = (rotate * Math.PI) / 180;
  const cos = Math.cos(angle) / scale;
  const sin = Math.sin(angle) / scale;
  const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
  const side = flip ? -1 : 1;
  const isEdge = fill === 'edge';
  const beyond = isEdge ? 0 : fill;
  for (let y = 0; y < height; y++) {
    const dy = y - middleY - shiftY * height;
    for (let x = 0; x < width; x++) {
      const dx = x - middleX - shiftX * width;
      const atX = middleX + side * (cos * dx + sin * dy);
      const atY = middleY - sin * dx + cos * dy;
      const left = Math.floor(atX);
      const top = Math.floor(atY);
      let x1 = atX - left;
      let y1 = atY - top;
      let x0 = 1 - x1;
      let y0 = 1 - y1;
      if (!isEdge) {
        // Weights of pixels that do not exist go to the constant.
        if (left < 0 || left >= width) x0 = 0;
        if (left < -1 || left >= width - 1) x1 = 0;
        if (top < 0 || top >= height) y0 = 0;
        if (top < -1 || top >= height - 1) y1 = 0;
      }
      const column0 = clamp(left, width - 1) * channels;
      const column1 = clamp(left + 1, width - 1) * channels;
      const row0 = clamp(top, height - 1) * width * channels;
      const row1 = clamp(top + 1, height - 1) * width * channels;
      const rest = isEdge ? 0 : beyond * (1 - (x0 + x1) * (y0 + y1));
      const w00 = y0 * x0;
      const w01 = y0 * x1;
      const w10 = y1 * x0;
      const w11 = y1 * x1;
      const out = (y * width + x) * channels;
      for (let c = 0; c < to.length; c++) {
        const source = from[c]!;
        target[out + to[c]!] =
          w00 * values[row0 + column0 + source]! +
          w01 * values[row0 + column1 + source]! +
          w10 * values[row1 + column0 + source]! +
          w11 * values[row1 + column1 + source]! +
          rest;
      }
    }
  }
}

function clamp(at: number, last: number): number {
  return Math.max(0, Math.min(at, last));
}
