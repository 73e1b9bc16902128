import type { Metadata, Sharp, SharpOptions } from 'sharp';
import type { ValueRange } from './decode-angiogram';
import { ImageRefusal } from './image-refusal';

/** The largest value of 16 bits, which stands for white from here on. */
export const WHITE_16 = 65_535;

/**
 * An image of more than 8 bits, its values in `range` spread over 0 … 65,535.
 *
 * @param image a decoder of it, turned as its EXIF orientation says
 * @throws ImageRefusal if `range` is not given and the image would come out black or white, or for types that libvips
 * cannot hand on as they are
 */
export async function readDeepImage(
  sharp: (input: Uint16Array, options: SharpOptions) => Sharp,
  image: Sharp,
  { depth, space, channels, hasAlpha, bitsPerSample }: Metadata,
  range: ValueRange | undefined,
): Promise<Sharp> {
  const colours = channels - (hasAlpha ? 1 : 0);
  const isWords = depth === 'ushort' && (space === 'grey16' || space === 'rgb16');
  const isNumbers = ['uint', 'int', 'float', 'double'].includes(depth) && space === 'b-w' && colours === 1;
  if (!isWords && !isNumbers) {
    const type = `${bitsPerSample ?? ''}-bit ${depth} values in ${channels} channels (${space})`;
    throw new ImageRefusal(`${type} are not read`, 'Save it with unsigned 8 or 16 bits, or as grey floating point');
  }
  // In the colour space that it is stored in: any other would scale or cut the values.
  const { data, info } = await image
    .removeAlpha()
    .toColourspace(space!)
    .raw({ depth: isWords ? 'ushort' : 'double' })
    .toBuffer({ resolveWithObject: true });
  const bytes = data.buffer.slice(data.byteOffset, data.byteOffset + data.length) as ArrayBuffer;
  const values = isWords ? new Uint16Array(bytes) : new Float64Array(bytes);
  const [low, high] = chooseRange(values, depth, range);
  const spread = Uint16Array.from(values, (value) =>
    Math.round(Math.min(Math.max((value - low) / (high - low), 0), 1) * WHITE_16),
  );
  return sharp(spread, { raw: { width: info.width, height: info.height, channels: info.channels as 1 | 3 } });
}

/** An image of fewer grey values than 6 bits have left could not be told from one that is underexposed. */
const LARGEST_OF_14_BITS = 2 ** 14 - 1;

function chooseRange(values: ArrayLike<number>, depth: string, range: ValueRange | undefined): [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    if (!Number.isFinite(value)) throw new ImageRefusal(`pixel ${at} is ${value}`, 'Correct the image');
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const white = depth === 'ushort' ? WHITE_16 : depth === 'float' || depth === 'double' ? 1 : undefined;
  const found = `its values go from ${least} to ${most}`;
  const remedy = "Say which values are black and white with the option range: 'full', 'stored' or [black, white]";
  if (range === 'stored') return [least, most > least ? most : least + 1];
  if (typeof range === 'object') return [range[0], range[1]];
  if (white === undefined) {
    if (range === 'full') return depth === 'uint' ? [0, 2 ** 32 - 1] : [0, 2 ** 31 - 1];
    throw new ImageRefusal(`${found}, of 32 bits`, remedy);
  }
  const isDark = depth === 'ushort' ? most <= LARGEST_OF_14_BITS : least < 0 || most > 1;
  if (range === undefined && isDark) throw new ImageRefusal(`${found}, where white would be ${white}`, remedy);
  return [0, white];
}
