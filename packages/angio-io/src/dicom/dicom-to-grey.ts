import { OptionError } from '../errors';
import type { DataSet } from './data-set';
import { checkDicomOptions, type DicomImageOptions } from './dicom-options';
import { type FunctionalGroups, functionalGroups } from './functional-groups';
import { type GreyFrames, greyFrames } from './grey-frames';
import { type Dicom, dataSetOf } from './read-dicom';
import { type FrameProgress, reduceFrames } from './reduce-frames';
import { type DicomVoi, givenWindow, lutVoi, rangeVoi, readVoiLuts, readWindows, type Voi, windowVoi } from './voi';

/** Options of {@link dicomToGrey}. */
export interface DicomGreyOptions extends DicomImageOptions {
  /** Called after each frame of a run. */
  readonly onProgress?: (progress: FrameProgress) => void;
  readonly signal?: AbortSignal;
}

/** A DICOM image as one grey image. */
export interface DicomGrey {
  /** rows × columns grey values, row by row, 0 black. */
  readonly grey: Uint8Array;
  readonly rows: number;
  readonly columns: number;
  /** The values before windowing: modality units, or the difference from the mask; not inverted. */
  readonly values: Float64Array;
  /** The frame that is shown, from 0, if it is one. */
  readonly frame?: number;
  /** A mask was subtracted. */
  readonly subtracted: boolean;
  /** Height : width of a pixel. */
  readonly pixelAspectRatio: readonly [number, number];
}

/**
 * Turn a DICOM image into one 8-bit grey image as a viewer shows it: modality transformation, mask subtraction,
 * reduction to one frame, window, and inversion where the file asks for it (PS3.4 N.2). MONOCHROME1 is shown inverted;
 * so is Presentation LUT Shape INVERSE, and both together are one inversion. Colour becomes luminance (ITU-R BT.601).
 *
 * @throws CorruptDicomError, UnsupportedDicomError, UnsupportedTransferSyntaxError, OptionError; or the signal's reason
 */
export async function dicomToGrey(dicom: Dicom, options: DicomGreyOptions = {}): Promise<DicomGrey> {
  const { frames = 'minimum', subtraction = 'auto', voi = 'auto', invert = false, onProgress, signal } = options;
  checkDicomOptions(options);
  if (typeof frames === 'number' && frames >= dicom.frames) {
    throw new OptionError('frames', frames, `a frame of ${dicom.path}, from 0 to ${dicom.frames - 1}`);
  }
  const data = dataSetOf(dicom);
  const groups = functionalGroups(data);
  const shownInverted =
    dicom.photometricInterpretation === 'MONOCHROME1' || data.text('PresentationLUTShape') === 'INVERSE';
  const inverted = shownInverted !== invert;
  const run = greyFrames(dicom, data, groups, subtraction, options.modalityLut);
  // A frame without a mask is shown as it is stored.
  const source =
    typeof frames === 'number' && !run.usable.includes(frames)
      ? greyFrames(dicom, data, groups, 'none', options.modalityLut)
      : run;
  const { values, frame } = await reduceFrames(source, frames, inverted, { onProgress, signal });
  const toUnit = voiOf(voi, dicom, data, groups, source, values, frame ?? source.usable[0]!);
  const grey = new Uint8Array(values.length);
  for (let at = 0; at < grey.length; at++) {
    const unit = toUnit(values[at]!);
    grey[at] = Math.round((inverted ? 1 - unit : unit) * 255);
  }
  const { rows, columns, pixelAspectRatio } = dicom;
  return { grey, rows, columns, values, frame, subtracted: source.subtracted, pixelAspectRatio };
}

function voiOf(
  voi: DicomVoi,
  dicom: Dicom,
  data: DataSet,
  groups: FunctionalGroups,
  source: GreyFrames,
  values: Float64Array,
  frame: number,
): Voi {
  if (typeof voi === 'object' && 'center' in voi) return windowVoi(givenWindow(voi));
  const colour = dicom.samplesPerPixel > 1 || dicom.photometricInterpretation === 'PALETTE COLOR';
  const full = () => {
    const held = colour || dicom.bitsStored <= 8;
    return rangeVoi(...(held && !source.subtracted ? source.rangeOf(frame) : extent(values)));
  };
  if (voi === 'full') return full();
  const from = groups(frame, 'FrameVOILUTSequence')[0] ?? data;
  const luts = () => readVoiLuts(from, dicom.signed);
  const windows = () => readWindows(from);
  if (voi === 'auto') {
    if (source.subtracted || colour) return full();
    const [lut] = luts();
    if (lut) return lutVoi(lut);
    const [window] = windows();
    return window ? windowVoi(window) : full();
  }
  if ('lut' in voi) return lutVoi(numbered('voi.lut', luts(), voi.lut));
  return windowVoi(numbered('voi.window', windows(), voi.window));
}

function numbered<T>(option: string, list: readonly T[], at: number): T {
  const found = list[at];
  if (found === undefined) {
    throw new OptionError(
      option,
      at,
      list.length === 0 ? 'left out: the file has none' : `from 0 to ${list.length - 1}`,
    );
  }
  return found;
}

function extent(values: Float64Array): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}
