import { OptionError } from '../errors/option-error';
import { MAX_GREY } from '../hdf5/grey-to-unit';
import type { Augmentation, ViewAugmentation } from './draw-augmentation';
import { normals } from './normal';
import { mulberry32, seedFor } from './random';
import { warp } from './warp';

/**
 * Change a volume as {@link drawAugmentation} drew it. In this order: mirror, turn and scale about the middle, move (one
 * bilinear pass); brightness; contrast about the mean that the image then has; noise. Values are worked out as float32
 * and are cut to black … white after each of the last three; grey values are rounded once, at the end.
 *
 * @param volume height × width × views values: grey values, or float32 in [0, 1]
 * @param shape [height, width, views]
 * @param target where to write, of the same type and length as `volume`, and not `volume` itself. Default: a new array
 * @returns `target`
 * @throws OptionError if lengths do not fit
 */
export function augmentVolume<T extends Float32Array | Uint8Array>(
  volume: T,
  shape: readonly [height: number, width: number, views: number],
  augmentation: Augmentation,
  target: T = new (volume.constructor as new (length: number) => T)(volume.length),
): T {
  const [height, width, channels] = shape;
  const { flip, views, viewSources } = augmentation;
  const length = height * width * channels;
  if (volume.length !== length) throw new OptionError('volume', `${volume.length} values`, `${length}: [${shape}]`);
  if (target.length !== length) throw new OptionError('target', `${target.length} values`, `${length}: [${shape}]`);
  if (target.buffer === volume.buffer && target.byteOffset === volume.byteOffset) {
    throw new OptionError('target', 'the volume itself', 'another array');
  }
  if (viewSources.length !== channels || ![1, channels].includes(views.length)) {
    throw new OptionError('augmentation', `made for ${viewSources.length} views`, `made for ${channels}`);
  }
  const white = volume instanceof Uint8Array ? MAX_GREY : 1;
  const fill = augmentation.fill === 'edge' ? 'edge' : augmentation.fill * white;
  const work = target instanceof Float32Array ? target : new Float32Array(length);
  const images = { values: volume, height, width, channels };
  const all = Int32Array.from({ length: channels }, (_, at) => at);
  for (const [at, view] of views.entries()) {
    const to = views.length === 1 ? all : all.subarray(at, at + 1);
    warp(
      images,
      work,
      to,
      Int32Array.from(to, (channel) => viewSources[channel]!),
      { flip, ...view },
      fill,
    );
  }
  for (const channel of all) {
    const view = views[views.length === 1 ? 0 : channel]!;
    changeValues(work, channel, channels, view, white, seedFor(augmentation.noiseSeed, String(channel)));
  }
  if (target instanceof Uint8Array) for (let at = 0; at < length; at++) target[at] = Math.round(work[at]!);
  return target;
}

/** A patient's labels, those of the two sides changed over if it is mirrored. */
export function augmentLabels<T extends Float32Array | Uint8Array>(labels: T, { labelSources }: Augmentation): T {
  if (labels.length !== labelSources.length) {
    throw new OptionError('labels', `${labels.length} values`, `${labelSources.length}, as the augmentation has`);
  }
  const result = labels.slice() as T;
  for (const [at, source] of labelSources.entries()) result[at] = labels[source]!;
  return result;
}

function changeValues(
  values: Float32Array,
  channel: number,
  channels: number,
  { brightness, contrast, noise }: ViewAugmentation,
  white: number,
  seed: number,
): void {
  if (brightness !== 1) {
    for (let at = channel; at < values.length; at += channels) values[at] = cut(brightness * values[at]!, white);
  }
  if (contrast !== 1) {
    let sum = 0;
    for (let at = channel; at < values.length; at += channels) sum += values[at]!;
    const rest = (1 - contrast) * (sum / (values.length / channels));
    for (let at = channel; at < values.length; at += channels) values[at] = cut(contrast * values[at]! + rest, white);
  }
  if (noise > 0) {
    const normal = normals(mulberry32(seed));
    const deviation = noise * white;
    for (let at = channel; at < values.length; at += channels)
      values[at] = cut(values[at]! + deviation * normal(), white);
  }
}

function cut(value: number, white: number): number {
  return Math.max(0, Math.min(value, white));
}
