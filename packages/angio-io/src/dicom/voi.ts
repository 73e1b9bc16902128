import { OptionError, UnsupportedDicomError } from '../errors';
import type { DataSet } from './data-set';
import { nameOf } from './keywords';
import { type LookupTable, lookUp, readLut } from './lookup-table';

/** VOI LUT Function (0028,1056). */
export type WindowFunction = 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID';

/** Which values become black and white (PS3.3 C.11.2.1.2). */
export interface DicomWindow {
  readonly center: number;
  /** At least 1 for `LINEAR`, more than 0 for the others. */
  readonly width: number;
  /** Default: `LINEAR`. */
  readonly function?: WindowFunction;
}

/**
 * Which values become black and white:
 * - `auto`: the file's first VOI LUT, else its first window, else `full`; after a mask has been subtracted, `full`, as
 *   a file's window is meant for its stored values;
 * - `full`: for up to 8 bits stored and for colour what the bits can hold, so that such values stay as they are; for
 *   more bits, and after a mask has been subtracted, from the smallest to the largest value of the result;
 * - the file's window or VOI LUT of that number, from 0;
 * - a window of the caller's.
 */
export type DicomVoi = 'auto' | 'full' | { readonly window: number } | { readonly lut: number } | DicomWindow;

/** Turns a modality value into grey, 0 to 1. */
export type Voi = (value: number) => number;

/** The windows that a data set or a functional group has. */
export function readWindows(source: DataSet): DicomWindow[] {
  const centers = source.decimals('WindowCenter');
  const widths = source.decimals('WindowWidth');
  if (centers.length !== widths.length) {
    throw source.corrupt('WindowWidth', `${widths.length} widths`, `${centers.length}, as there are centres`);
  }
  const name = source.text('VOILUTFunction') ?? 'LINEAR';
  if (centers.length > 0 && !isFunction(name)) {
    throw new UnsupportedDicomError(source.path, nameOf('VOILUTFunction'), 'another', FUNCTIONS.join(', '));
  }
  return centers.map((center, at) => {
    const width = widths[at]!;
    const window = { center, width, function: name as WindowFunction };
    if (!isWide(window)) throw source.corrupt('WindowWidth', `${width}`, `${leastWidth(window)} for ${name}`);
    return window;
  });
}

/** The VOI LUTs that a data set or a functional group has. */
export function readVoiLuts(source: DataSet, signed: boolean): LookupTable[] {
  return source.items('VOILUTSequence').map((item) => readLut(item, 'LUTDescriptor', 'LUTData', signed));
}

/** A caller's window, checked. */
export function givenWindow(window: DicomWindow): DicomWindow {
  const name = window.function ?? 'LINEAR';
  if (!isFunction(name)) throw new OptionError('voi.function', name, `one of ${FUNCTIONS.join(', ')}`);
  if (!Number.isFinite(window.center)) throw new OptionError('voi.center', window.center, 'a number');
  if (!Number.isFinite(window.width) || !isWide(window)) {
    throw new OptionError('voi.width', window.width, `${leastWidth(window)} for ${name}`);
  }
  return window;
}

/** PS3.3 C.11.2.1.2.1 (LINEAR), C.11.2.1.3.2 (LINEAR_EXACT), C.11.2.1.3.1 (SIGMOID), for output from 0 to 1. */
export function windowVoi({ center, width, function: name = 'LINEAR' }: DicomWindow): Voi {
  if (name === 'SIGMOID') return (value) => 1 / (1 + Math.exp((-4 * (value - center)) / width));
  const middle = name === 'LINEAR' ? center - 0.5 : center;
  const range = name === 'LINEAR' ? width - 1 : width;
  return (value) => {
    if (value <= middle - range / 2) return 0;
    if (value > middle + range / 2) return 1;
    return (value - middle) / range + 0.5;
  };
}

/** PS3.3 C.11.2.1.1. */
export function lutVoi(table: LookupTable): Voi {
  return (value) => lookUp(table, value) / table.max;
}

/** From black at `low` to white at `high`; where they are the same there is nothing to be seen, and it is white. */
export function rangeVoi(low: number, high: number): Voi {
  if (!(high > low)) return () => 1;
  return (value) => Math.min(Math.max((value - low) / (high - low), 0), 1);
}

function isFunction(name: string): name is WindowFunction {
  return (FUNCTIONS as readonly string[]).includes(name);
}

function isWide({ width, function: name = 'LINEAR' }: DicomWindow): boolean {
  return name === 'LINEAR' ? width >= 1 : width > 0;
}

function leastWidth({ function: name = 'LINEAR' }: DicomWindow): string {
  return name === 'LINEAR' ? '1 or more' : 'more than 0';
}

const FUNCTIONS = ['LINEAR', 'LINEAR_EXACT', 'SIGMOID'] as const;
