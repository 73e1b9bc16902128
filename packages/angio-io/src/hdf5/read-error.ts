import { CorruptVolumeError, Hdf5CrashedError } from '../errors';
import { Hdf5Failure } from './hdf5';

/** Run what reads `part` of the file, and say so if HDF5 cannot. */
export function reading<T>(path: string, part: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Hdf5Failure)) throw error;
    if (error.crashed === 'before') throw new Hdf5CrashedError(path, { cause: error });
    throw new CorruptVolumeError(path, part, error.message, { cause: error });
  }
}
