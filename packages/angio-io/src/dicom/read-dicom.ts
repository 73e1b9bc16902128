import { readFile } from 'node:fs/promises';
import { asAccessError, OptionError, UnsupportedDicomError, UnsupportedTransferSyntaxError } from '../errors';
import type { DataSet } from './data-set';
import { type DicomFrame, decodeFrame, type PixelSource } from './decode-frame';
import { locateFrames } from './frame-bytes';
import { type Keyword, TAG } from './keywords';
import { parseDicom } from './parse-dicom';
import { type PixelFormat, readPixelFormat } from './pixel-format';
import { type DicomTags, readTags } from './tags';
import { EXPLICIT_BIG_ENDIAN, pixelEncoding } from './transfer-syntax';

/** A DICOM image, single- or multi-frame; frames are decoded when they are asked for. */
export interface Dicom extends PixelFormat {
  /** Names the file in errors. */
  readonly path: string;
  readonly transferSyntaxUid: string;
  readonly tags: DicomTags;
  /** Height and width of a pixel, in millimetres, where it was imaged: Imager Pixel Spacing (0018,1164). */
  readonly imagerPixelSpacing?: readonly [number, number];
  /** Height : width of a pixel, Pixel Aspect Ratio (0028,0034); [1, 1] if the file does not say. */
  readonly pixelAspectRatio: readonly [number, number];
  /**
   * Decode a frame, counted from 0. Nothing is kept: each call decodes anew.
   *
   * @throws CorruptDicomError, UnsupportedTransferSyntaxError; OptionError if there is no such frame
   */
  frame(at: number): Promise<DicomFrame>;
}

/**
 * Read a DICOM file's elements and find its frames, without decoding them. The bytes are kept, not copied, and must
 * not be changed.
 *
 * @param path names the file in errors
 * @throws NotDicomError, CorruptDicomError, UnsupportedDicomError, UnsupportedTransferSyntaxError
 */
export async function readDicom(bytes: Uint8Array, path = 'The DICOM file'): Promise<Dicom> {
  const { transferSyntaxUid, dataSet, pixelData } = await parseDicom(bytes, path);
  const encoding = pixelEncoding(transferSyntaxUid);
  if (!encoding) throw new UnsupportedTransferSyntaxError(path, transferSyntaxUid);
  if (!pixelData) throw dataSet.corrupt('PixelData', 'nothing', 'pixels: the file is cut, or holds no image');
  if (pixelData.tag !== TAG.PixelData) {
    throw new UnsupportedDicomError(path, 'the pixel data', 'of floating point', 'integers');
  }
  const format = readPixelFormat(dataSet);
  const bytesOf = locateFrames(dataSet, pixelData, format, encoding);
  const source: PixelSource = {
    path,
    transferSyntaxUid,
    encoding,
    format,
    bigEndian: transferSyntaxUid === EXPLICIT_BIG_ENDIAN,
    words: pixelData.vr === 'OW',
  };
  const dicom: Dicom = {
    ...format,
    path,
    transferSyntaxUid,
    tags: readTags(dataSet),
    imagerPixelSpacing: pair(dataSet, 'ImagerPixelSpacing'),
    pixelAspectRatio: pair(dataSet, 'PixelAspectRatio') ?? [1, 1],
    async frame(at) {
      if (!Number.isInteger(at) || at < 0 || at >= format.frames) {
        throw new OptionError('frame', at, `a whole number from 0 to ${format.frames - 1}`);
      }
      return decodeFrame(bytesOf(at), at, source);
    },
  };
  DATA_SETS.set(dicom, dataSet);
  return dicom;
}

/**
 * Read a DICOM file; as {@link readDicom}.
 *
 * @throws FileAccessError, and what readDicom throws
 */
export async function openDicom(path: string): Promise<Dicom> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw asAccessError(path, error, 'Check the name of the DICOM file.');
  }
  return readDicom(bytes, path);
}

/** All elements of a file that readDicom has read. They are not reachable from the object, which may be logged. */
export function dataSetOf(dicom: Dicom): DataSet {
  const dataSet = DATA_SETS.get(dicom);
  if (!dataSet) throw new OptionError('dicom', 'another object', 'what readDicom or openDicom gave');
  return dataSet;
}

const DATA_SETS = new WeakMap<Dicom, DataSet>();

function pair(data: DataSet, keyword: Keyword): readonly [number, number] | undefined {
  const [height, width] = data.decimals(keyword);
  return height !== undefined && width !== undefined && height > 0 && width > 0 ? [height, width] : undefined;
}
