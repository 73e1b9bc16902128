import { OptionError } from '../errors';
import type { DicomSubtraction } from './grey-frames';
import type { FrameReduction } from './reduce-frames';
import { type DicomVoi, givenWindow } from './voi';

/** How a DICOM image becomes one grey image. */
export interface DicomImageOptions {
  /** How a run becomes one image. Default: `minimum`. */
  readonly frames?: FrameReduction;
  /** Whether a mask is subtracted from a run. Default: `auto`. */
  readonly subtraction?: DicomSubtraction;
  /** Which values become black and white. Default: `auto`. */
  readonly voi?: DicomVoi;
  /** Apply the Modality LUT Sequence. Default: true, but false for XA and XRF images, as viewers do. */
  readonly modalityLut?: boolean;
  /** Turn black and white round, for files in which vessels come out bright. Default: false. */
  readonly invert?: boolean;
}

/** The options, checked as far as they can be without a file. */
export function checkDicomOptions<T extends DicomImageOptions | undefined>(options: T): T {
  const { frames = 'minimum', subtraction = 'auto', voi = 'auto' } = options ?? {};
  if (frames !== 'minimum' && frames !== 'peak-contrast' && !isPosition(frames)) {
    throw new OptionError('frames', frames, 'minimum, peak-contrast or a whole number, 0 or more');
  }
  const masks = typeof subtraction === 'object' ? subtraction.masks : undefined;
  if (masks ? masks.length === 0 || !masks.every(isPosition) : subtraction !== 'auto' && subtraction !== 'none') {
    throw new OptionError('subtraction', JSON.stringify(subtraction), 'auto, none or { masks: [frames from 0] }');
  }
  checkVoi(voi);
  return options;
}

function checkVoi(voi: DicomVoi): void {
  if (voi === 'auto' || voi === 'full') return;
  if (typeof voi === 'object' && 'center' in voi) givenWindow(voi);
  else if (typeof voi !== 'object' || !isPosition('lut' in voi ? voi.lut : voi.window)) {
    throw new OptionError('voi', JSON.stringify(voi), 'auto, full, { window }, { lut } or { center, width }');
  }
}

function isPosition(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0;
}
