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
  const volume = new Uint8Array(channels * (planes[0]?.length ?? 0));
  for (const [channel, plane] of planes.entries()) {
    for (let from = 0, to = channel; from < plane.length; from++, to += channels) volume[to] = plane[from]!;
  }
  return volume;
}
