import { open } from 'node:fs/promises';
import { asAccessError } from '../errors';

/** Whether a file begins as HDF5 files do (HDF5 File Format Specification 3.0, II.A). */
export async function isHdf5(path: string): Promise<boolean> {
  try {
    const handle = await open(path);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(8), 0, 8, 0);
      return buffer.toString('hex', 0, bytesRead) === '894844460d0a1a0a';
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw asAccessError(path, error, 'Check the name.');
  }
}
