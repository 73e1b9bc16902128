import { type DecodeRequest, decodeAngiogram } from './decode-angiogram';

/** Which images make a volume: a {@link DecodeRequest} each, in the order of the channels. */
export type VolumeRequest = Omit<DecodeRequest, 'path' | 'view'> & {
  readonly images: readonly { readonly view: string; readonly path: string }[];
};

/**
 * Decode a patient's images, side by side, and stack them to size × size × images grey values.
 *
 * @throws UnreadableImageError for the first image, in the order given, that cannot be decoded; by then all have ended
 */
export async function decodeVolume({ images, ...request }: VolumeRequest): Promise<Uint8Array> {
  const results = await Promise.allSettled(images.map((image) => decodeAngiogram({ ...request, ...image })));
  const planes = results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
  return interleave(planes);
}

/** Planes to channels: value i of plane c comes to stand at i · planes + c. */
export function interleave(planes: readonly Uint8Array[]): Uint8Array {
  const channels = planes.length;
  const length = planes[0]?.length ?? 0;
  const volume = new Uint8Array(channels * length);
  // Four channels at a time, as the four bytes of a word: JavaScript's engines are little-endian.
  const fours = channels % 4 === 0 ? channels : 0;
  const words = new Uint32Array(volume.buffer, 0, fours > 0 ? volume.length / 4 : 0);
  for (let channel = 0; channel < fours; channel += 4) {
    const [a, b, c, d] = planes.slice(channel, channel + 4) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
    for (let from = 0, to = channel / 4; from < length; from++, to += channels / 4) {
      words[to] = a[from]! | (b[from]! << 8) | (c[from]! << 16) | (d[from]! << 24);
    }
  }
  for (let channel = fours; channel < channels; channel++) {
    const plane = planes[channel]!;
    for (let from = 0, to = channel; from < length; from++, to += channels) volume[to] = plane[from]!;
  }
  return volume;
}
