import type { Hdf5 } from './hdf5';
import { LZF_PLUGIN } from './lzf-plugin';

/** The registered number of h5py's LZF filter. */
export const LZF = 32000;

const installed = new WeakSet<Hdf5>();

/**
 * Teach this instance of HDF5 to read LZF, h5py's own compression. HDF5 loads filters from files, when one is first
 * needed: the filter is put into a folder, a data set is written with it, and the folder is removed.
 *
 * @param makeFolder makes an empty folder of ours, in memory in browsers and on the disk in Node
 */
export function installLzf(hdf5: Hdf5, makeFolder: () => string): void {
  if (installed.has(hdf5)) return;
  const { FS, insert_plugin_search_path: insertPath, remove_plugin_search_path: removePath } = hdf5.Module;
  const folder = makeFolder();
  FS.mkdirTree(folder);
  const files = ['libH5Zlzf.so', 'once.h5'].map((name) => `${folder}/${name}`) as [string, string];
  try {
    FS.writeFile(
      files[0],
      Uint8Array.from(atob(LZF_PLUGIN), (character) => character.charCodeAt(0)),
    );
    insertPath(folder, 0);
    const file = new hdf5.File(files[1], 'w');
    // Zeros enough that they become shorter: the filter refuses what does not.
    const options = { shape: [1024], chunks: [1024], compression: LZF, compression_opts: [] };
    file.create_dataset({ name: 'once', data: new Uint8Array(1024), ...options });
    file.close();
    removePath(0);
    installed.add(hdf5);
  } finally {
    for (const file of files) if (FS.analyzePath(file).exists) FS.unlink(file);
    FS.rmdir(folder);
  }
}
