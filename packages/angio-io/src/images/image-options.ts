import { checkDicomOptions, type DicomImageOptions } from '../dicom/dicom-options';
import { OptionError } from '../errors';
import { choiceOption, integerOption } from '../options';
import type { FailOn, ValueRange } from './decode-angiogram';

/** How image files are read. */
export interface ImageOptions {
  /** How damaged an image must be to be refused. Default: `warning`, the strictest. */
  readonly failOn?: FailOn;
  /**
   * Which values of an image of more than 8 bits become black and white: `full`, 0 and the largest that its type can
   * hold (65,535; for floating point 1); `stored`, its own smallest and largest; or a pair of numbers, outside which
   * values are cut off. Images of 8 bits are taken as they are.
   *
   * Default: `full`, but an image that would come out all but black, because it holds 14 bits or fewer in 16, or that
   * is of floating point outside [0, 1] or of 32-bit integers, is refused.
   */
  readonly range?: ValueRange;
  /** Which page or frame of a TIFF or WebP file that has several, from 0. Default: such a file is refused. */
  readonly page?: number;
  /** How DICOM files become grey images. */
  readonly dicom?: DicomImageOptions;
}

/** The options, checked; those without a default are left out. */
export function checkImageOptions({ failOn, range, page, dicom }: ImageOptions) {
  const isPair = Array.isArray(range) && range.length === 2 && range.every(Number.isFinite) && range[0]! < range[1]!;
  if (range !== undefined && range !== 'full' && range !== 'stored' && !isPair) {
    throw new OptionError('range', range, 'full, stored, or two numbers, the smaller one first');
  }
  return {
    failOn: choiceOption<FailOn>('failOn', failOn, ['warning', 'error', 'truncated']),
    ...(range !== undefined && { range }),
    ...(page !== undefined && { page: integerOption('page', page, 0, 0) }),
    ...(dicom !== undefined && { dicom: checkDicomOptions(dicom) }),
  };
}
