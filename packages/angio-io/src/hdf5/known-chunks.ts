import type { Hdf5 } from './hdf5';

/** Inflates the data of zlib to at most so many bytes; fails if it cannot. */
export interface Inflate {
  now(compressed: Uint8Array, bytes: number): Uint8Array;
  /** On another thread. */
  aside(compressed: Uint8Array, bytes: number): Promise<Uint8Array>;
}

/** Reads chunks once more without HDF5. */
export interface KnownChunks {
  /** Let HDF5 read chunk `at`, and note where in the file it finds it. */
  watch<T>(at: number, read: () => T): T;
  /** The content of a chunk that HDF5 has read before, or undefined if that fails; it must be checked. */
  reread(at: number): Uint8Array | undefined;
  /** The same on another thread. */
  rereadAside(at: number): Promise<Uint8Array | undefined>;
}

/**
 * Node's own zlib inflates in two thirds of the time that HDF5's needs, which is compiled to WebAssembly. But only HDF5
 * knows where a chunk lies. So the first reading of a chunk is watched, and the epochs that follow go straight to
 * where it was found. This is for chunks with a checksum: whoever asks compares, and turns to HDF5 if it differs.
 *
 * @param bytes what a chunk inflates to
 */
export function knownChunks(hdf5: Hdf5, inflate: Inflate, bytes: number): KnownChunks {
  const fs = hdf5.Module.FS as unknown as { read: FsRead };
  const places = new Map<number, Place>();
  const compressed = <T>(at: number, use: (found: Uint8Array) => T): T | undefined => {
    const place = places.get(at);
    if (!place) return undefined;
    const found = new Uint8Array(place.length);
    const read = fs.read(place.stream, found, 0, place.length, place.position);
    return read === place.length ? use(found) : undefined;
  };
  return {
    watch(at, work) {
      const { read } = fs;
      let largest: Place | undefined;
      // The chunk is the largest piece that is read; the others are the index of chunks.
      fs.read = (stream, buffer, offset, length, position) => {
        const from = position ?? stream.position;
        if (length > (largest?.length ?? 0)) largest = { stream, length, position: from };
        return read(stream, buffer, offset, length, position);
      };
      try {
        return work();
      } finally {
        fs.read = read;
        if (largest) places.set(at, largest);
      }
    },
    reread(at) {
      try {
        const content = compressed(at, (found) => inflate.now(found, bytes));
        if (content?.length === bytes) return content;
      } catch {
        // Not a chunk of zlib's after all, or damaged since; HDF5 will tell.
      }
      places.delete(at);
      return undefined;
    },
    async rereadAside(at) {
      try {
        const content = await compressed(at, (found) => inflate.aside(found, bytes));
        if (content?.length === bytes) return content;
      } catch {
        // As above.
      }
      places.delete(at);
      return undefined;
    },
  };
}

interface Place {
  readonly stream: Stream;
  readonly position: number;
  readonly length: number;
}

/** An open file of Emscripten. */
type Stream = { readonly position: number };
type FsRead = (stream: Stream, buffer: Uint8Array, offset: number, length: number, position?: number) => number;
