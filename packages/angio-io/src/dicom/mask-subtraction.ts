import type { DataSet } from './data-set';
import type { FunctionalGroups } from './functional-groups';

/** What is subtracted from a contrast frame; frames are counted from 0. */
export interface MaskOperation {
  /** The frames that are averaged to make the mask. */
  readonly masks: readonly number[];
  /** How many frames, from the contrast frame on, are averaged before the mask is subtracted. */
  readonly average: number;
  /** Rows down and columns to the right by which the mask is shifted. */
  readonly shift: readonly [number, number];
}

/** The operation that holds for a frame, if any does. */
export type MaskOperations = (frame: number) => MaskOperation | undefined;

/**
 * The Mask module (PS3.3 C.7.6.10): AVG_SUB, TID and REV_TID items, the first that applies to a frame. Undefined if the
 * file has none, or recommends to be viewed as it is stored (NAT).
 */
export function readMaskOperations(
  data: DataSet,
  groups: FunctionalGroups,
  frames: number,
): MaskOperations | undefined {
  if (frames < 2 || data.text('RecommendedViewingMode') === 'NAT') return undefined;
  const operations = data.items('MaskSubtractionSequence').flatMap((item) => readItem(item, groups, frames) ?? []);
  if (operations.length === 0) return undefined;
  return (frame) => {
    for (const operation of operations) {
      const found = operation(frame);
      if (found) return found;
    }
    return undefined;
  };
}

function readItem(item: DataSet, groups: FunctionalGroups, frames: number): MaskOperations | undefined {
  const kind = item.text('MaskOperation');
  if (kind !== 'AVG_SUB' && kind !== 'TID' && kind !== 'REV_TID') return undefined;
  const average = item.shorts('ContrastFrameAveraging')[0] ?? 1;
  if (average < 1) throw item.corrupt('ContrastFrameAveraging', `${average}`, '1 or more');
  const ranges = readRanges(item, frames);
  if (kind === 'REV_TID' && ranges.length === 0) {
    throw item.corrupt('ApplicableFrameRange', 'nothing', 'a range of frames, as REV_TID must have');
  }
  const masksOf = kind === 'AVG_SUB' ? averageMasks(item, frames) : differenceMasks(item, kind, ranges);
  const shiftOf = readShift(item, groups);
  return (frame) => {
    if (ranges.length > 0 && !ranges.some(([first, last]) => frame >= first && frame <= last)) return undefined;
    const masks = masksOf(frame);
    // Without a range the operation holds wherever the frames that it needs are there (C.7.6.10.1.1).
    if (frame + average > frames || masks.some((mask) => mask < 0 || mask >= frames)) return undefined;
    return { masks, average, shift: shiftOf(frame) };
  };
}

function averageMasks(item: DataSet, frames: number): (frame: number) => number[] {
  const masks = item.shorts('MaskFrameNumbers').map((number) => number - 1);
  if (masks.length === 0) throw item.corrupt('MaskFrameNumbers', 'nothing', 'frames, as AVG_SUB must have');
  const wrong = masks.find((mask) => mask < 0 || mask >= frames);
  if (wrong !== undefined) throw item.corrupt('MaskFrameNumbers', `${wrong + 1}`, `frames from 1 to ${frames}`);
  return () => masks;
}

/** C.7.6.10.1.1: TID takes a frame at a fixed distance; REV_TID one as far before the first frame as the frame is after. */
function differenceMasks(item: DataSet, kind: 'TID' | 'REV_TID', ranges: readonly Range[]) {
  const offset = item.shorts('TIDOffset', true)[0] ?? 1;
  if (kind === 'TID') return (frame: number) => [frame - offset];
  const first = ranges[0]![0];
  return (frame: number) => [first - offset - (frame - first)];
}

type Range = readonly [number, number];

function readRanges(item: DataSet, frames: number): Range[] {
  const numbers = item.shorts('ApplicableFrameRange');
  if (numbers.length % 2 !== 0) throw item.corrupt('ApplicableFrameRange', 'half a pair', 'pairs of frames');
  return Array.from({ length: numbers.length / 2 }, (_, at) => {
    const first = numbers[at * 2]!;
    const last = numbers[at * 2 + 1]!;
    if (first < 1 || last < first || last > frames) {
      throw item.corrupt('ApplicableFrameRange', `${first} to ${last}`, `a range of frames from 1 to ${frames}`);
    }
    return [first - 1, last - 1];
  });
}

/** Mask Sub-pixel Shift (C.7.6.10.1.2); in an enhanced image each frame may have its own, by Subtraction Item ID. */
function readShift(item: DataSet, groups: FunctionalGroups): (frame: number) => readonly [number, number] {
  const pair = (source: DataSet): readonly [number, number] => {
    const [down = 0, right = 0] = source.floats('MaskSubPixelShift');
    if (!Number.isFinite(down) || !Number.isFinite(right)) {
      throw source.corrupt('MaskSubPixelShift', 'no finite number', 'rows and columns');
    }
    return [down, right];
  };
  const own = pair(item);
  const id = item.shorts('SubtractionItemID')[0];
  return (frame) => {
    const shifts = groups(frame, 'FramePixelShiftSequence');
    const matching = shifts.find((shift) => id !== undefined && shift.shorts('SubtractionItemID')[0] === id);
    return matching ? pair(matching) : own;
  };
}
