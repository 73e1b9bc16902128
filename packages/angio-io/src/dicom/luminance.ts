import { UnsupportedDicomError } from '../errors';
import type { DataSet } from './data-set';
import type { DicomFrame } from './decode-frame';
import { nameOf } from './keywords';
import { lookUp, readLut } from './lookup-table';
import type { Dicom } from './read-dicom';

/** Turns a frame's stored values into one number a pixel. */
export type ToGrey = (frame: DicomFrame) => ArrayLike<number>;

/** Grey values as they are; of colour its luminance, and the largest number that it can have. */
export function luminanceOf(dicom: Dicom, data: DataSet): { readonly toGrey: ToGrey; readonly white?: number } {
  const { photometricInterpretation, bitsStored } = dicom;
  if (photometricInterpretation === 'PALETTE COLOR') return paletteLuminance(data);
  if (dicom.samplesPerPixel === 1) return { toGrey: ({ values }) => values };
  return { toGrey: (frame) => colourLuminance(frame, data), white: 2 ** bitsStored - 1 };
}

/** Y of PS3.3 C.7.6.3.1.2 (ITU-R BT.601): stored as such in YBR, the same weighted sum of RGB. */
function colourLuminance({ values, photometricInterpretation }: DicomFrame, data: DataSet): Float64Array {
  const grey = new Float64Array(values.length / 3);
  if (photometricInterpretation === 'RGB') {
    for (let at = 0; at < grey.length; at++) {
      grey[at] = weigh(values[at * 3]!, values[at * 3 + 1]!, values[at * 3 + 2]!);
    }
  } else if (photometricInterpretation === 'YBR_FULL' || photometricInterpretation === 'YBR_FULL_422') {
    for (let at = 0; at < grey.length; at++) grey[at] = values[at * 3]!;
  } else {
    const expected = 'RGB, YBR_FULL or YBR_FULL_422 in this transfer syntax';
    throw new UnsupportedDicomError(
      data.path,
      nameOf('PhotometricInterpretation'),
      photometricInterpretation,
      expected,
    );
  }
  return grey;
}

function paletteLuminance(data: DataSet) {
  const [red, green, blue] = (['Red', 'Green', 'Blue'] as const).map((colour) =>
    readLut(data, `${colour}PaletteColorLookupTableDescriptor`, `${colour}PaletteColorLookupTableData`),
  ) as [Lut, Lut, Lut];
  const toGrey: ToGrey = ({ values }) => {
    const grey = new Float64Array(values.length);
    for (let at = 0; at < grey.length; at++) {
      const value = values[at]!;
      grey[at] = weigh(lookUp(red, value), lookUp(green, value), lookUp(blue, value));
    }
    return grey;
  };
  return { toGrey, white: red.max };
}

/** The weights are integers, so that grey stored as RGB comes out as it is, without rounding. */
function weigh(red: number, green: number, blue: number): number {
  return (299 * red + 587 * green + 114 * blue) / 1000;
}

type Lut = ReturnType<typeof readLut>;
