import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { asAccessError, CorruptVolumeError, NotHdf5Error, TruncatedFileError } from '../errors';
import { type Hdf5, Hdf5Failure, type Hdf5File, runHdf5 } from './hdf5';
import { loadHdf5 } from './load-hdf5';

/** An HDF5 file that has been opened for reading. */
export interface OpenHdf5 {
  readonly hdf5: Hdf5;
  readonly file: Hdf5File;
  /** The file's size. */
  readonly bytes: number;
}

/**
 * Open an HDF5 file of whatever kind, also one that its writer has left unfinished.
 *
 * @throws FileAccessError, NotHdf5Error, TruncatedFileError, CorruptVolumeError
 */
export async function openHdf5(path: string): Promise<OpenHdf5> {
  const { beginning, bytes } = await look(path);
  const hdf5 = await loadHdf5();
  try {
    const file = openFile(resolve(path), (name, mode) => runHdf5(hdf5, () => new hdf5.File(name, mode)));
    return { hdf5, file, bytes };
  } catch (error) {
    if (!(error instanceof Hdf5Failure)) throw error;
    throw asOpenError(path, beginning, bytes, error);
  }
}

/** A file whose writer was killed says that it is being written; only the mode for reading such files opens it. */
function openFile(path: string, openAs: (path: string, mode: 'r' | 'Sr') => Hdf5File): Hdf5File {
  try {
    return openAs(path, 'r');
  } catch (error) {
    if (!/already open for (write|SWMR write)/i.test((error as Error).message)) throw error;
    return openAs(path, 'Sr');
  }
}

/** `\x89HDF\r\n\x1a\n` (HDF5 File Format Specification 3.0, II.A). */
const SIGNATURE = Buffer.from([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]);

async function look(path: string): Promise<{ beginning: Buffer; bytes: number }> {
  try {
    const handle = await open(path);
    try {
      const { size } = await handle.stat();
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(8), 0, 8, 0);
      return { beginning: buffer.subarray(0, bytesRead), bytes: size };
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw asAccessError(path, error, 'Give an HDF5 file.');
  }
}

function asOpenError(path: string, beginning: Buffer, bytes: number, failure: Hdf5Failure): Error {
  if (!beginning.equals(SIGNATURE)) return new NotHdf5Error(path, recognize(beginning));
  const stored = /stored_eof = (\d+)/.exec(failure.message)?.[1];
  // A header shorter than any superblock is a truncated file too, though HDF5 cannot say by how much.
  if (stored || bytes < 96) return new TruncatedFileError(path, bytes, stored ? Number(stored) : undefined);
  return new CorruptVolumeError(path, 'the file', failure.message, { cause: failure });
}

function recognize(beginning: Buffer): string {
  if (beginning.length === 0) return 'an empty file';
  const known: [string, string][] = [
    ['ffd8ff', 'a JPEG image'],
    ['89504e47', 'a PNG image'],
    ['504b0304', 'a ZIP archive (NumPy .npz, Excel .xlsx …)'],
    ['934e554d5059', 'a NumPy array'],
    ['1f8b', 'gzip-compressed data'],
    ['43444601', 'a NetCDF classic file'],
  ];
  const hex = beginning.toString('hex');
  const name = known.find(([magic]) => hex.startsWith(magic))?.[1];
  return name ?? `a file that begins with the bytes ${hex.replace(/(..)(?=.)/g, '$1 ')}`;
}
