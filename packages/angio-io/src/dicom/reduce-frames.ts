import type { GreyFrames } from './grey-frames';

/**
 * How a run becomes one image:
 * - `minimum`: the darkest value that each pixel has in any frame, which shows every vessel that contrast has reached;
 * - `peak-contrast`: the frame with the most contrast, the peak of the run's time–density curve taken over the whole
 *   image: of each frame, how much darker its pixels are than in the first frame (after subtraction: than the mask),
 *   summed over the pixels that are darker; the first of the frames with the largest sum;
 * - a frame's number, from 0.
 *
 * Dark is meant as displayed, so that MONOCHROME1 is treated as if it were inverted.
 */
export type FrameReduction = 'minimum' | 'peak-contrast' | number;

export interface ReducedFrames {
  readonly values: Float64Array;
  /** The frame, if it is one. */
  readonly frame?: number;
}

/** How far a long run is. */
export interface FrameProgress {
  readonly done: number;
  readonly total: number;
}

export interface ReduceOptions {
  readonly onProgress?: (progress: FrameProgress) => void;
  readonly signal?: AbortSignal;
}

/** Reduce a run; three frames at most are held at a time, however long it is. */
export async function reduceFrames(
  source: GreyFrames,
  reduction: FrameReduction,
  inverted: boolean,
  { onProgress, signal }: ReduceOptions,
): Promise<ReducedFrames> {
  const { usable } = source;
  const read = async (done: number) => {
    signal?.throwIfAborted();
    const values = await source.read(usable[done]!);
    onProgress?.({ done: done + 1, total: usable.length });
    return values;
  };
  if (typeof reduction === 'number') {
    signal?.throwIfAborted();
    return { values: await source.read(reduction), frame: reduction };
  }
  let best = await read(0);
  if (usable.length === 1) return { values: best, frame: usable[0]! };
  if (reduction === 'minimum') {
    for (let at = 1; at < usable.length; at++) darken(best, await read(at), inverted);
    return { values: best };
  }
  // The first frame stays as the reference; after subtraction the mask, which is 0 by then.
  const reference = source.subtracted ? undefined : best;
  let most = density(best, reference, inverted);
  let frame = usable[0]!;
  for (let at = 1; at < usable.length; at++) {
    const values = await read(at);
    const found = density(values, reference, inverted);
    if (found > most) [most, best, frame] = [found, values, usable[at]!];
  }
  return { values: best, frame };
}

function darken(darkest: Float64Array, values: Float64Array, inverted: boolean): void {
  for (let at = 0; at < darkest.length; at++) {
    const value = values[at]!;
    if (inverted ? value > darkest[at]! : value < darkest[at]!) darkest[at] = value;
  }
}

function density(values: Float64Array, reference: Float64Array | undefined, inverted: boolean): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) {
    const darker = (reference?.[at] ?? 0) - values[at]!;
    sum += Math.max(inverted ? -darker : darker, 0);
  }
  return sum;
}
