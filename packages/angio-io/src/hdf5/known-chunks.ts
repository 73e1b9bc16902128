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
  /**
   * The same on another thread, and of chunks that HDF5 has not read before as well.
   *
   * @param read has HDF5 read the chunk, keeping nothing of it
   */
  rereadAside(at: number, read: () => void): Promise<Uint8Array | undefined>;
}

/**
 * Node's own zlib inflates in two thirds of the time that HDF5's needs, which is compiled to WebAssembly. But only HDF5
 * knows where a chunk lies. So it is watched when it reads one for the first time, and what follows goes straight to where
 * that was found. This is for chunks with a checksum: whoever asks compares, and turns to HDF5 if it differs.
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
  /** Note the largest piece that `work` reads, unless `take` wants another; the smaller ones are the index of chunks. */
  const watching = <T>(at: number, work: () => T, take: (length: number, fill: () => void) => boolean): T => {
    const { read } = fs;
    let largest: Place | undefined;
    let taken = false;
    fs.read = (stream, buffer, offset, length, position) => {
      if (taken) return read(stream, buffer, offset, length, position);
      if (length > (largest?.length ?? 0)) largest = { stream, length, position: position ?? stream.position };
      taken = take(length, () => buffer.fill(0, offset, offset + length));
      return taken ? length : read(stream, buffer, offset, length, position);
    };
    try {
      return work();
    } finally {
      fs.read = read;
      if (largest) places.set(at, largest);
    }
  };
  /**
   * Finds a chunk without inflating it: HDF5 looks it up and reads it, but is given zeros, which no data of zlib begin
   * with, so that its filter fails at once. A place that was not the chunk's after all is found out by its checksum.
   */
  const locate = (at: number, work: () => void) => {
    try {
      watching(at, work, (length, fill) => {
        if (length < LEAST_CHUNK) return false;
        fill();
        return true;
      });
    } catch {
      // As it should.
    }
  };
  return {
    watch: (at, work) => watching(at, work, () => false),
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
    async rereadAside(at, read) {
      try {
        if (!places.has(at)) locate(at, read);
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

/** What HDF5 reads of its index of chunks at a time is shorter; so are chunks that take no time. */
const LEAST_CHUNK = 2 ** 15;

interface Place {
  readonly stream: Stream;
  readonly position: number;
  readonly length: number;
}

/** An open file of Emscripten. */
type Stream = { readonly position: number };
type FsRead = (stream: Stream, buffer: Uint8Array, offset: number, length: number, position?: number) => number;
