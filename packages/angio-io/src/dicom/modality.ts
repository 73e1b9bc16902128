import { UnsupportedDicomError } from '../errors';
import type { DataSet } from './data-set';
import type { FunctionalGroups } from './functional-groups';
import { nameOf } from './keywords';
import { lookUp, readLut } from './lookup-table';

/** Turns a stored value into what the modality says that it means (PS3.3 C.11.1). */
export type Modality = (stored: number) => number;

/**
 * The modality transformation of a frame: its Pixel Value Transformation, the Modality LUT, or Rescale Slope and
 * Intercept.
 *
 * The Modality LUT of an XA or XRF image is not applied unless `lut` is true: it leads to another scale of X-ray
 * intensity, and windows and display are meant for the stored values (PS3.17 FFF.2.3.1).
 */
export function modalityOf(
  data: DataSet,
  groups: FunctionalGroups,
  frame: number,
  signed: boolean,
  lut: boolean | undefined,
): Modality {
  const [item] = data.items('ModalityLUTSequence');
  if (item) {
    if (!(lut ?? !STORED_VALUES_SHOWN.has(data.text('SOPClassUID') ?? ''))) return (stored) => stored;
    const table = readLut(item, 'LUTDescriptor', 'LUTData', signed);
    return (stored) => lookUp(table, stored);
  }
  const source = groups(frame, 'PixelValueTransformationSequence')[0] ?? data;
  const slope = source.decimals('RescaleSlope')[0] ?? 1;
  const intercept = source.decimals('RescaleIntercept')[0] ?? 0;
  if (slope === 0) {
    throw new UnsupportedDicomError(data.path, nameOf('RescaleSlope'), `${slope}`, 'another number');
  }
  return (stored) => stored * slope + intercept;
}

/** XA and XRF Image Storage (PS3.6 table A-1). */
const STORED_VALUES_SHOWN = new Set(['1.2.840.10008.5.1.4.1.1.12.1', '1.2.840.10008.5.1.4.1.1.12.2']);
