import { type Hdf5, type Hdf5File, hasCrashed } from './hdf5';
import { readOwnHeader } from './own-header';
import { type ReadOptions, type StoredVolumes, storedVolumes } from './stored-volumes';

/**
 * The volumes of an HDF5 file that is open already: what `openVolumes` gives once it has found the file. The file is
 * theirs then: closing them closes it, and so does any error here.
 *
 * @param path names the file in errors
 * @throws NotVolumesError, CorruptVolumeError
 */
export function openStoredVolumes(hdf5: Hdf5, file: Hdf5File, path: string, options: ReadOptions = {}): StoredVolumes {
  try {
    return storedVolumes(hdf5, file, readOwnHeader(hdf5, file, path), options);
  } catch (error) {
    if (!hasCrashed(hdf5)) file.close();
    throw error;
  }
}
