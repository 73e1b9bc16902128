import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { asAccessError } from '../errors';
import { type Hdf5, Hdf5Failure, type Hdf5File } from './hdf5';
import { loadHdf5 } from './load-hdf5';
import { asOpenError } from './open-error';
import { openReadable } from './open-readable';

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
    return { hdf5, file: openReadable(hdf5, resolve(path)), bytes };
  } catch (error) {
    if (!(error instanceof Hdf5Failure)) throw error;
    throw asOpenError(path, beginning, bytes, error);
  }
}

async function look(path: string): Promise<{ beginning: Uint8Array; bytes: number }> {
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
