import { UnsupportedDicomError } from '../errors';
import type { DataSet } from './data-set';
import { type Keyword, nameOf } from './keywords';

/** What the values of a pixel mean (PS3.3 C.7.6.3.1.2). */
export type PhotometricInterpretation =
  | 'MONOCHROME1'
  | 'MONOCHROME2'
  | 'RGB'
  | 'PALETTE COLOR'
  | 'YBR_FULL'
  | 'YBR_FULL_422'
  | 'YBR_RCT'
  | 'YBR_ICT';

/** The Image Pixel module (PS3.3 C.7.6.3). */
export interface PixelFormat {
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
  /** 1, or 3 for colour. */
  readonly samplesPerPixel: number;
  readonly photometricInterpretation: PhotometricInterpretation;
  /** Bits of a cell: 8, 16 or 32. */
  readonly bitsAllocated: number;
  /** Bits of a cell that hold the value. */
  readonly bitsStored: number;
  /** The topmost of them, from 0. */
  readonly highBit: number;
  /** Values are in two's complement. */
  readonly signed: boolean;
  /** Colour is stored plane by plane. */
  readonly planar: boolean;
}

/** Read and check the Image Pixel module. */
export function readPixelFormat(data: DataSet): PixelFormat {
  const one = (keyword: Keyword): number => {
    const value = data.shorts(keyword)[0];
    if (value === undefined) throw data.corrupt(keyword, 'nothing', 'a number');
    return value;
  };
  const rows = one('Rows');
  const columns = one('Columns');
  if (rows === 0) throw data.corrupt('Rows', '0', '1 or more');
  if (columns === 0) throw data.corrupt('Columns', '0', '1 or more');
  if (rows * columns > MAX_PIXELS) {
    throw unsupported(data, 'Rows', `${rows}, with ${columns} columns`, `up to ${MAX_PIXELS} pixels`);
  }
  const frames = data.decimals('NumberOfFrames')[0] ?? 1;
  if (!Number.isInteger(frames) || frames < 1) throw data.corrupt('NumberOfFrames', `${frames}`, '1 or more');

  const photometricInterpretation = readPhotometric(data);
  const samplesPerPixel = one('SamplesPerPixel');
  const expected = SAMPLES[photometricInterpretation];
  if (samplesPerPixel !== expected) {
    throw data.corrupt('SamplesPerPixel', `${samplesPerPixel}`, `${expected} for ${photometricInterpretation}`);
  }

  const bitsAllocated = one('BitsAllocated');
  if (![8, 16, 32].includes(bitsAllocated)) throw unsupported(data, 'BitsAllocated', `${bitsAllocated}`, '8, 16 or 32');
  const bitsStored = one('BitsStored');
  if (bitsStored < 1 || bitsStored > bitsAllocated) {
    throw data.corrupt('BitsStored', `${bitsStored}`, `1 to ${bitsAllocated} (bits allocated)`);
  }
  const highBit = data.shorts('HighBit')[0] ?? bitsStored - 1;
  if (highBit < bitsStored - 1 || highBit >= bitsAllocated) {
    throw data.corrupt('HighBit', `${highBit}`, `${bitsStored - 1} to ${bitsAllocated - 1}`);
  }
  const representation = one('PixelRepresentation');
  if (representation > 1) throw data.corrupt('PixelRepresentation', `${representation}`, '0 or 1');
  const planar = samplesPerPixel === 1 ? 0 : (data.shorts('PlanarConfiguration')[0] ?? 0);
  if (planar > 1) throw data.corrupt('PlanarConfiguration', `${planar}`, '0 or 1');
  return {
    rows,
    columns,
    frames,
    samplesPerPixel,
    photometricInterpretation,
    bitsAllocated,
    bitsStored,
    highBit,
    signed: representation === 1,
    planar: planar === 1,
  };
}

function readPhotometric(data: DataSet): PhotometricInterpretation {
  const text = data.text('PhotometricInterpretation');
  if (text === undefined) throw data.corrupt('PhotometricInterpretation', 'nothing', 'such as MONOCHROME2');
  if (!Object.hasOwn(SAMPLES, text)) {
    // As for numbers, no text of a file that may be damaged goes into the message.
    throw unsupported(data, 'PhotometricInterpretation', 'another', `one of ${Object.keys(SAMPLES).join(', ')}`);
  }
  return text as PhotometricInterpretation;
}

function unsupported(data: DataSet, keyword: Keyword, found: string, expected: string): UnsupportedDicomError {
  return new UnsupportedDicomError(data.path, nameOf(keyword), found, expected);
}

/** Rows × columns up to 8192²: four times the largest X-ray detectors, and 512 MB of float64 at work. */
const MAX_PIXELS = 2 ** 26;

const SAMPLES: Readonly<Record<PhotometricInterpretation, number>> = {
  MONOCHROME1: 1,
  MONOCHROME2: 1,
  'PALETTE COLOR': 1,
  RGB: 3,
  YBR_FULL: 3,
  YBR_FULL_422: 3,
  YBR_RCT: 3,
  YBR_ICT: 3,
};
