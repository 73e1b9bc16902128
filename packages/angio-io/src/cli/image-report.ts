import { stat } from 'node:fs/promises';
import { openDicom } from '../dicom/read-dicom';
import { transferSyntaxName } from '../dicom/transfer-syntax';
import { fileFormat } from '../images/image-format';
import { inspectImage } from '../images/inspect-image';
import type { CliResult } from './command';
import { byteText, factTable } from './text-layout';

/** What the header of one image says; of a DICOM file also the tags that patients and views are told by. */
export async function imageReport(path: string): Promise<CliResult> {
  return (await fileFormat(path)) === 'dicom' ? dicomReport(path) : plainReport(path);
}

async function plainReport(path: string): Promise<CliResult> {
  const info = await inspectImage(path);
  const { format, bytes, width, height, channels, depth, pages, orientation, alpha, profile } = info;
  const remarks = [
    pages > 1 && 'choose a page with --page when it is converted',
    orientation > 1 && `turned as EXIF orientation ${orientation} says when it is read`,
    alpha && 'the alpha channel is dropped',
    profile && 'the colour profile is ignored',
  ].filter((it): it is string => it !== false);
  const rows = [
    ['format', format],
    ['file', byteText(bytes)],
    ['pixels', `${width} × ${height}`],
    ['values', `${depth}, ${channels === 1 ? '1 channel' : `${channels} channels`}`],
    ...(pages > 1 ? [['pages', String(pages)]] : []),
    ...remarks.map((remark) => ['note', remark]),
  ];
  return { json: { kind: 'image', path, ...info }, text: `${path}\n${factTable(rows)}\n`, ok: true };
}

async function dicomReport(path: string): Promise<CliResult> {
  const { size: bytes } = await stat(path);
  const { rows: height, columns: width, ...dicom } = await openDicom(path);
  const { frames, samplesPerPixel, bitsStored, signed, photometricInterpretation, transferSyntaxUid, tags } = dicom;
  const { imagerPixelSpacing: spacing } = dicom;
  // Of tags only those that readDicom keeps: names, dates of birth and addresses are none of them.
  const known = Object.entries(tags).filter(([, value]) => value !== undefined && String(value) !== '');
  const json = {
    ...{ kind: 'dicom', path, bytes, width, height, frames, samplesPerPixel, bitsStored, signed },
    ...{ photometricInterpretation, transferSyntaxUid, imagerPixelSpacing: spacing ?? null },
    tags: Object.fromEntries(known),
  };
  const table = [
    ['format', `DICOM, ${transferSyntaxName(transferSyntaxUid) ?? transferSyntaxUid}`],
    ['file', byteText(bytes)],
    ['pixels', `${width} × ${height}, ${frames} frame${frames === 1 ? '' : 's'}`],
    ['values', `${bitsStored}-bit ${signed ? 'signed' : 'whole'} numbers, ${photometricInterpretation}`],
    ...(spacing ? [['spacing', `${spacing[0]} × ${spacing[1]} mm`]] : []),
  ];
  const tagRows = known.map(([name, value]) => [name, Array.isArray(value) ? value.join('\\') : String(value)]);
  const text = `${path}\n${factTable(table)}\n\nTags\n${factTable(tagRows)}\n`;
  return { json, text, ok: true };
}
