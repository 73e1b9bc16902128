import type { Hdf5 } from './hdf5';
import { loadPlugin } from './load-plugin';
import { LZF_PLUGIN } from './lzf-plugin';

/** The registered number of h5py's LZF filter. */
export const LZF = 32000;

const installed = new WeakSet<Hdf5>();

/**
 * Teach this instance of HDF5 to read LZF, h5py's own compression.
 *
 * @param makeFolder see {@link loadPlugin}
 */
export function installLzf(hdf5: Hdf5, makeFolder: () => string): void {
  if (installed.has(hdf5)) return;
  loadPlugin(hdf5, { id: LZF, code: LZF_PLUGIN }, makeFolder);
  installed.add(hdf5);
}
