import type { Hdf5 } from './hdf5';
import { LZF_PLUGIN } from './lzf-plugin';

const installed = new WeakSet<Hdf5>();

/**
 * Teach this instance of HDF5 to read LZF, h5py's own compression. HDF5 loads filters from files, so the filter is put
 * where HDF5 looks for it: into `folder`, which is in memory in browsers and on the disk in Node.
 */
export function installLzf(hdf5: Hdf5, folder: () => string): void {
  if (installed.has(hdf5)) return;
  const { Module } = hdf5;
  const path = folder();
  Module.FS.mkdirTree(path);
  Module.FS.writeFile(
    `${path}/libH5Zlzf.so`,
    Uint8Array.from(atob(LZF_PLUGIN), (character) => character.charCodeAt(0)),
  );
  Module.insert_plugin_search_path(path, 0);
  installed.add(hdf5);
}
