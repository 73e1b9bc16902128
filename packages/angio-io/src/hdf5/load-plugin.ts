import type { Hdf5 } from './hdf5';

/** A filter for HDF5, as Emscripten loads it. */
export interface Plugin {
  /** The number by which a data set asks for it. */
  readonly id: number;
  /** The WebAssembly, in base64. */
  readonly code: string;
}

/**
 * Teach this instance of HDF5 another filter. HDF5 loads filters from files, when one is first needed: the filter is
 * put into a folder, a data set is written with it, and the folder is removed.
 *
 * @param makeFolder makes an empty folder of ours, in memory in browsers and on the disk in Node
 */
export function loadPlugin(hdf5: Hdf5, { id, code }: Plugin, makeFolder: () => string): void {
  const { FS, insert_plugin_search_path: insertPath, remove_plugin_search_path: removePath } = hdf5.Module;
  const folder = makeFolder();
  FS.mkdirTree(folder);
  const [library, once] = ['libH5Zfilter.so', 'once.h5'].map((name) => `${folder}/${name}`) as [string, string];
  insertPath(folder, 0);
  try {
    FS.writeFile(
      library,
      Uint8Array.from(atob(code), (character) => character.charCodeAt(0)),
    );
    const file = new hdf5.File(once, 'w');
    try {
      // Zeros enough that they become shorter: LZF refuses what does not.
      const options = { shape: [1024], chunks: [1024], compression: id, compression_opts: [] };
      file.create_dataset({ name: 'once', data: new Uint8Array(1024), ...options });
    } finally {
      file.close();
    }
  } finally {
    removePath(0);
    for (const path of [library, once]) if (FS.analyzePath(path).exists) FS.unlink(path);
    FS.rmdir(folder);
  }
}
