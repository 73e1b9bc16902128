import { type Hdf5, type Hdf5File, runHdf5 } from './hdf5';

/** A file whose writer was killed says that it is being written; only the mode for reading such files opens it. */
export function openReadable(hdf5: Hdf5, path: string): Hdf5File {
  const openAs = (mode: 'r' | 'Sr') => runHdf5(hdf5, () => new hdf5.File(path, mode));
  try {
    return openAs('r');
  } catch (error) {
    if (!/already open for (write|SWMR write)/i.test((error as Error).message)) throw error;
    return openAs('Sr');
  }
}
