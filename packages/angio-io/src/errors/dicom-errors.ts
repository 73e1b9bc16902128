import { transferSyntaxName } from '../dicom/transfer-syntax';
import { AngioIoError } from './angio-io-error';

/** The bytes are not a DICOM file. */
export class NotDicomError extends AngioIoError {
  readonly tag = 'NotDicomError';
  constructor(
    readonly path: string,
    /** What the bytes look like. */
    readonly found: string,
  ) {
    super(
      `${path} is not a DICOM file: found ${found}, expected DICM at byte 128 or a data set that begins with group ` +
        '0002 or 0008. Give a DICOM file (PS3.10).',
    );
  }
}

/** A DICOM file contradicts itself or is not all there. */
export class CorruptDicomError extends AngioIoError {
  readonly tag = 'CorruptDicomError';
  constructor(
    readonly path: string,
    /** The element or part of the file that is wrong. */
    readonly part: string,
    readonly found: string,
    readonly expected: string,
    options?: { cause?: unknown },
  ) {
    super(
      `${path}: ${part}: found ${found}, expected ${expected}. The file is damaged or was not copied whole: ` +
        'copy it again from its source.',
      options,
    );
  }
}

/** The pixels are compressed in a way that nothing here decodes. */
export class UnsupportedTransferSyntaxError extends AngioIoError {
  readonly tag = 'UnsupportedTransferSyntaxError';
  /** The transfer syntax's name, where it is known. */
  readonly transferSyntaxName: string | undefined;
  constructor(
    readonly path: string,
    /** Transfer Syntax UID (0002,0010). */
    readonly transferSyntaxUid: string,
    /** What about it is not decoded, where only a part is not. */
    readonly detail?: string,
  ) {
    const name = transferSyntaxName(transferSyntaxUid);
    super(
      `${path}: transfer syntax ${transferSyntaxUid}${name ? ` (${name})` : ''} cannot be decoded` +
        `${detail?.length ? `: ${detail}` : ''}. ` +
        'Decompress the file first: gdcmconv --raw IN OUT (GDCM), or dcmdjpeg IN OUT (DCMTK).',
    );
    this.transferSyntaxName = name;
  }
}

/** A DICOM file is in order, but holds no image of a kind that is read here. */
export class UnsupportedDicomError extends AngioIoError {
  readonly tag = 'UnsupportedDicomError';
  constructor(
    readonly path: string,
    /** The element or part of the file concerned. */
    readonly part: string,
    readonly found: string,
    readonly expected: string,
  ) {
    super(`${path}: ${part} is ${found}; what can be read is ${expected}. Leave the file out, or convert it first.`);
  }
}
