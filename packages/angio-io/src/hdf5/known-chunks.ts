import type { Hdf5 } from './hdf5';

/** Inflates the data of zlib to at most so many bytes; fails if it cannot. */
export interface Inflate {
  now(compressed: Uint8Array, bytes: number): Uint8Array;
  /** On another thread. */
  aside(compressed: Uint8Array, bytes: number): Promise<Uint8Array>;
}

/** Reads chunks without HDF5 inflating them. */
export interface KnownChunks {
  /**
   * The content of a chunk, or undefined if that fails; it must be checked.
   *
   * @param touch has HDF5 read the chunk, keeping nothing of it
   */
  read(at: number, touch: () => void): Uint8Array | undefined;
  /** The same on another thread. */
  readAside(at: number, touch: () => void): Promise<Uint8Array | undefined>;
}

/**
 * Node's own zlib inflates in two thirds of the time that HDF5's needs, which is compiled to WebAssembly. But only HDF5
 * knows where a chunk lies. So it is watched as it looks for one, once, and what is found there is inflated without it.
 * This is for chunks with a checksum: whoever asks compares, and turns to HDF5 if it differs.
 *
 * @param bytes what a chunk inflates to
 */
export function knownChunks(hdf5: Hdf5, inflate: Inflate, bytes: number): KnownChunks {
  const fs = hdf5.Module.FS as unknown as { read: FsRead };
  /** Undefined for chunks that cannot be read in this way. */
  const places = new Map<number, Place | undefined>();

  /**
   * HDF5 looks a chunk up and reads it, but is given zeros, with which no data of zlib begin, so that its filter fails at
   * once. What it reads of the index of chunks before is shorter.
   */
  const locate = (touch: () => void): Place | undefined => {
    const { read } = fs;
    let largest: Place | undefined;
    fs.read = (stream, buffer, offset, length, position) => {
      if ((largest?.length ?? 0) >= LEAST_CHUNK) return read(stream, buffer, offset, length, position);
      if (length > (largest?.length ?? 0)) largest = { stream, length, position: position ?? stream.position };
      if (length < LEAST_CHUNK) return read(stream, buffer, offset, length, position);
      buffer.fill(0, offset, offset + length);
      return length;
    };
    try {
      touch();
    } catch {
      // As it should.
    } finally {
      fs.read = read;
    }
    return largest;
  };

  const compressed = (at: number, touch: () => void): Uint8Array | undefined => {
    if (!places.has(at)) places.set(at, locate(touch));
    const place = places.get(at);
    if (!place) return undefined;
    const found = new Uint8Array(place.length);
    return fs.read(place.stream, found, 0, place.length, place.position) === place.length ? found : undefined;
  };
  const whole = (at: number, content: Uint8Array | undefined): Uint8Array | undefined => {
    if (content?.length === bytes) return content;
    // Not a chunk of zlib's after all, or damaged; HDF5 will tell.
    places.set(at, undefined);
    return undefined;
  };

  return {
    read(at, touch) {
      try {
        const found = compressed(at, touch);
        return whole(at, found && inflate.now(found, bytes));
      } catch {
        return whole(at, undefined);
      }
    },
    async readAside(at, touch) {
      try {
        const found = compressed(at, touch);
        return whole(at, found && (await inflate.aside(found, bytes)));
      } catch {
        return whole(at, undefined);
      }
    },
  };
}

/** The index of chunks is read in shorter pieces; chunks that are shorter HDF5 inflates in no time. */
const LEAST_CHUNK = 2 ** 15;

interface Place {
  readonly stream: Stream;
  readonly position: number;
  readonly length: number;
}

/** An open file of Emscripten. */
type Stream = { readonly position: number };
type FsRead = (stream: Stream, buffer: Uint8Array, offset: number, length: number, position?: number) => number;
