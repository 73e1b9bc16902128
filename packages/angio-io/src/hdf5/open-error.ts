import { CorruptVolumeError, NotHdf5Error, TruncatedFileError } from '../errors';

/**
 * Why HDF5 could not open a file.
 *
 * @param beginning the file's first eight bytes, or fewer if it has no more
 * @param bytes the file's size
 */
export function asOpenError(path: string, beginning: Uint8Array, bytes: number, failure: Error): Error {
  const hex = Array.from(beginning, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  if (hex !== SIGNATURE) return new NotHdf5Error(path, recognize(hex));
  const stored = /stored_eof = (\d+)/.exec(failure.message)?.[1];
  // A header shorter than any superblock is a truncated file too, though HDF5 cannot say by how much.
  if (stored || bytes < 96) return new TruncatedFileError(path, bytes, stored ? Number(stored) : undefined);
  return new CorruptVolumeError(path, 'the file', failure.message, { cause: failure });
}

/** `\x89HDF\r\n\x1a\n` (HDF5 File Format Specification 3.0, II.A). */
const SIGNATURE = '89 48 44 46 0d 0a 1a 0a';

function recognize(hex: string): string {
  if (hex === '') return 'an empty file';
  const known: [string, string][] = [
    ['ff d8 ff', 'a JPEG image'],
    ['89 50 4e 47', 'a PNG image'],
    ['50 4b 03 04', 'a ZIP archive (NumPy .npz, Excel .xlsx …)'],
    ['93 4e 55 4d 50 59', 'a NumPy array'],
    ['1f 8b', 'gzip-compressed data'],
    ['43 44 46 01', 'a NetCDF classic file'],
    // What many servers answer for a file that they do not have.
    ['3c 21 64 6f 63', 'an HTML page'],
    ['3c 21 44 4f 43', 'an HTML page'],
    ['3c 68 74 6d 6c', 'an HTML page'],
  ];
  return known.find(([magic]) => hex.startsWith(magic))?.[1] ?? `a file that begins with the bytes ${hex}`;
}
