import { DEFLATED_CHUNK_CODE } from './deflated-chunk-code';
import type { Hdf5 } from './hdf5';
import { loadPlugin } from './load-plugin';

/**
 * Run work in which HDF5 writes a chunk of so many bytes to a data set that has the gzip filter and no other: HDF5 takes
 * the deflated bytes as they are.
 */
export type WithDeflatedChunk = <T>(deflated: Uint8Array, bytes: number, work: () => T) => T;

/**
 * Make this instance of HDF5 take chunks that were deflated elsewhere. HDF5's own zlib, compiled to WebAssembly, needs
 * twice the time of the system's and holds up the main thread; the C library has H5Dwrite_chunk for this, but h5wasm
 * does not offer it. So a filter of ours, loaded as any plug-in is, takes the place of the gzip filter in HDF5's table of
 * filters: it hands over what is laid ready for it, and otherwise calls the gzip filter.
 *
 * @param makeFolder see {@link loadPlugin}
 * @returns undefined if the table is not where the known builds of h5wasm have it; HDF5 then is as it was
 */
export function deflatedChunks(hdf5: Hdf5, makeFolder: () => string): WithDeflatedChunk | undefined {
  const known = installed.get(hdf5);
  if (known) return known.run;
  const run = install(hdf5, makeFolder);
  installed.set(hdf5, { run });
  return run;
}

const installed = new WeakMap<Hdf5, { run: WithDeflatedChunk | undefined }>();

/** See wat/deflated-chunk.wat. */
const PLUGIN = { id: 411, code: DEFLATED_CHUNK_CODE, name: 'kium-deflated-chunk' };
/** Where its state has what. */
const STATE = { chunk: 24, length: 28, bytes: 32, original: 36, filter: 40 };
/** H5Z_class2_t of HDF5's H5Zdevelop.h: eight numbers of four bytes, among them these. */
const FILTER = { bytes: 32, id: 4, name: 16, function: 28 };
/** The filters of HDF5 itself and the plug-ins of one program are fewer. */
const MOST_FILTERS = 64;

function install(hdf5: Hdf5, makeFolder: () => string): WithDeflatedChunk | undefined {
  const { Module } = hdf5;
  const { _malloc: malloc, _free: free } = Module as unknown as Memory;
  if (typeof malloc !== 'function' || typeof free !== 'function') return undefined;
  loadPlugin(hdf5, PLUGIN, makeFolder);
  // HDF5's memory is another buffer after it has grown.
  const memory = () => Module.HEAPU8 as Uint8Array<ArrayBuffer>;
  const view = () => new DataView(memory().buffer);
  const at = findTable(memory());
  if (!at) return undefined;
  const { state, gzip } = at;
  const get = (place: number) => view().getUint32(place, true);
  const set = (place: number, value: number) => view().setUint32(place, value, true);
  set(state + STATE.original, get(gzip + FILTER.function));
  set(gzip + FILTER.function, get(state + STATE.filter + FILTER.function));
  return (deflated, bytes, work) => {
    const chunk = malloc(deflated.length);
    if (chunk === 0) return work();
    memory().set(deflated, chunk);
    set(state + STATE.length, deflated.length);
    set(state + STATE.bytes, bytes);
    set(state + STATE.chunk, chunk);
    try {
      return work();
    } finally {
      // Still there if no chunk was written after all; else it is HDF5's.
      if (get(state + STATE.chunk) !== 0) {
        set(state + STATE.chunk, 0);
        free(chunk);
      }
    }
  };
}

interface Memory {
  _malloc?: (bytes: number) => number;
  _free?: (address: number) => void;
}

/** The plug-in's state, and the entry of the gzip filter in HDF5's table of filters, where the plug-in's own is too. */
function findTable(memory: Uint8Array<ArrayBuffer>): { state: number; gzip: number } | undefined {
  const view = new DataView(memory.buffer);
  const bytes = Buffer.from(memory.buffer);
  const isNamed = (entry: number, id: number, name: string) => {
    if (entry < 0 || entry + FILTER.bytes > bytes.length || view.getUint32(entry + FILTER.id, true) !== id)
      return false;
    const text = view.getUint32(entry + FILTER.name, true);
    return bytes.subarray(text, text + name.length + 1).equals(Buffer.from(`${name}\0`));
  };
  // The name also stands in what was read of the plug-in's file.
  for (const state of occurrences(bytes, Buffer.from(`${PLUGIN.name}\0`))) {
    const own = state + STATE.filter;
    if (!isNamed(own, PLUGIN.id, PLUGIN.name)) continue;
    for (const copy of occurrences(bytes, bytes.subarray(own, own + FILTER.bytes))) {
      for (let before = 1; before < MOST_FILTERS; before++) {
        const gzip = copy - before * FILTER.bytes;
        if (isNamed(gzip, H5Z_FILTER_DEFLATE, 'deflate')) return { state, gzip };
      }
    }
  }
  return undefined;
}

function* occurrences(bytes: Buffer, wanted: Uint8Array): Generator<number> {
  for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1)) yield at;
}

const H5Z_FILTER_DEFLATE = 1;
