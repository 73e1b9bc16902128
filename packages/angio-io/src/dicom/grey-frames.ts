import { OptionError } from '../errors';
import type { DataSet } from './data-set';
import type { FunctionalGroups } from './functional-groups';
import { luminanceOf } from './luminance';
import { type MaskOperation, readMaskOperations } from './mask-subtraction';
import { modalityOf } from './modality';
import type { Dicom } from './read-dicom';

/**
 * Whether frames without contrast are subtracted from a run:
 * - `auto`: as the file's Mask module says; not if it has none, or recommends to be viewed as it is stored (NAT);
 * - `none`: never;
 * - the average of the frames given, from 0.
 */
export type DicomSubtraction = 'auto' | 'none' | { readonly masks: readonly number[] };

/** The frames of a run as numbers that can be compared: modality values, or what is left after a mask is subtracted. */
export interface GreyFrames {
  /** A new array each time. */
  read(frame: number): Promise<Float64Array>;
  /** The frames that can be read so: those with a mask, or all of them. */
  readonly usable: readonly number[];
  readonly subtracted: boolean;
  /** What a frame's stored bits can hold, in the same numbers. */
  rangeOf(frame: number): readonly [number, number];
}

export function greyFrames(
  dicom: Dicom,
  data: DataSet,
  groups: FunctionalGroups,
  subtraction: DicomSubtraction,
  modalityLut: boolean | undefined,
): GreyFrames {
  const read = modalityReader(dicom, data, groups, modalityLut);
  const all = Array.from({ length: dicom.frames }, (_, at) => at);
  const operations =
    subtraction === 'none'
      ? undefined
      : subtraction === 'auto'
        ? readMaskOperations(data, groups, dicom.frames)
        : () => givenMask(subtraction.masks, dicom.frames);
  const usable = operations ? all.filter((frame) => operations(frame)) : [];
  const { rangeOf } = read;
  if (!operations || usable.length === 0) return { read: read.frame, usable: all, subtracted: false, rangeOf };

  // Subtraction takes place in a space logarithmic to X-ray intensity (PS3.4 N.2.5).
  const toLog = intensityRelationship(data, groups) === 'LIN' ? logarithm(...rangeOf(0)) : undefined;
  const average = async (frames: readonly number[]): Promise<Float64Array> => {
    const sum = new Float64Array(dicom.rows * dicom.columns);
    for (const frame of frames) {
      const values = await read.frame(frame);
      for (let at = 0; at < sum.length; at++) sum[at]! += toLog ? toLog(values[at]!) : values[at]!;
    }
    for (let at = 0; at < sum.length; at++) sum[at]! /= frames.length;
    return sum;
  };
  let kept: { key: string; mask: Float64Array } | undefined;
  const maskOf = async ({ masks, shift }: MaskOperation): Promise<Float64Array> => {
    const key = [...masks, ...shift].join();
    if (kept?.key !== key) kept = { key, mask: shifted(await average(masks), dicom, shift) };
    return kept.mask;
  };
  return {
    usable,
    subtracted: true,
    rangeOf,
    async read(frame) {
      const operation = operations(frame);
      if (!operation) throw new OptionError('frames', frame, `one of ${usable.join(', ')}, which have a mask`);
      const mask = await maskOf(operation);
      const values = await average(Array.from({ length: operation.average }, (_, at) => frame + at));
      for (let at = 0; at < values.length; at++) values[at]! -= mask[at]!;
      return values;
    },
  };
}

/** Stored values through luminance and modality transformation. */
function modalityReader(dicom: Dicom, data: DataSet, groups: FunctionalGroups, lut: boolean | undefined) {
  const { toGrey, white } = luminanceOf(dicom, data);
  const colour = white !== undefined;
  const modality = (frame: number) => modalityOf(data, groups, frame, dicom.signed, lut);
  const { bitsStored, signed } = dicom;
  const low = signed ? -(2 ** (bitsStored - 1)) : 0;
  const high = signed ? 2 ** (bitsStored - 1) - 1 : 2 ** bitsStored - 1;
  return {
    rangeOf(frame: number): readonly [number, number] {
      if (colour) return [0, white];
      const apply = modality(frame);
      const [one, other] = [apply(low), apply(high)];
      return one < other ? [one, other] : [other, one];
    },
    async frame(frame: number): Promise<Float64Array> {
      const values = new Float64Array(toGrey(await dicom.frame(frame)));
      if (colour) return values;
      const apply = modality(frame);
      for (let at = 0; at < values.length; at++) values[at] = apply(values[at]!);
      return values;
    },
  };
}

function givenMask(masks: readonly number[], frames: number): MaskOperation {
  const wrong = masks.find((mask) => mask >= frames);
  if (wrong !== undefined) throw new OptionError('subtraction.masks', wrong, `frames from 0 to ${frames - 1}`);
  return { masks, average: 1, shift: [0, 0] };
}

/** LIN, LOG or DISP (PS3.3 C.8.7.1.1.2). */
function intensityRelationship(data: DataSet, groups: FunctionalGroups): string | undefined {
  const [properties] = groups(0, 'FramePixelDataPropertiesSequence');
  return properties?.text('PixelIntensityRelationship') ?? data.text('PixelIntensityRelationship');
}

/** The logarithm of an intensity, over the same range as before. */
function logarithm(low: number, high: number): (value: number) => number {
  const scale = (high - low) / Math.log(high - low + 1);
  return (value) => Math.log(Math.max(value - low, 0) + 1) * scale;
}

/** Move an image down and to the right, with linear interpolation; its edge goes on beyond it. */
function shifted(
  image: Float64Array,
  { rows, columns }: Pick<Dicom, 'rows' | 'columns'>,
  [down, right]: readonly [number, number],
): Float64Array {
  if (down === 0 && right === 0) return image;
  const moved = new Float64Array(image.length);
  const edge = (at: number, end: number) => Math.min(Math.max(at, 0), end - 1);
  const [top, left] = [Math.floor(-down), Math.floor(-right)];
  const [below, beside] = [-down - top, -right - left];
  for (let row = 0; row < rows; row++) {
    const upper = edge(row + top, rows) * columns;
    const lower = edge(row + top + 1, rows) * columns;
    for (let column = 0; column < columns; column++) {
      const near = edge(column + left, columns);
      const far = edge(column + left + 1, columns);
      const above = image[upper + near]! * (1 - beside) + image[upper + far]! * beside;
      const under = image[lower + near]! * (1 - beside) + image[lower + far]! * beside;
      moved[row * columns + column] = above * (1 - below) + under * below;
    }
  }
  return moved;
}
