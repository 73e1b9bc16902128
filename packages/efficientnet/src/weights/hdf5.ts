import type * as H5wasm from 'h5wasm';
import { PackageMissingError } from '../errors';

/** The h5wasm module: HDF5 on files that lie in memory, the same in Node and in pages. */
export type Hdf5 = typeof H5wasm;

let loading: Promise<Hdf5> | undefined;

/**
 * Loads h5wasm on first use: it is 4 MB, and who needs no `.h5` need not install it.
 *
 * @throws {@link PackageMissingError}
 */
export function loadHdf5(): Promise<Hdf5> {
  loading ??= import('h5wasm').then(
    async (module) => {
      await module.ready;
      return module;
    },
    (cause) => {
      loading = undefined;
      throw new PackageMissingError('h5wasm', 'A Keras .h5 file', { cause });
    },
  );
  return loading;
}

/** A file's bytes: the first of `contents`. */
interface MemoryFile {
  contents: Uint8Array;
  usedBytes: number;
}

/** What these functions use of Emscripten's file system. */
interface MemoryFiles {
  write: (stream: { fd: number }, buffer: Int8Array, offset: number, length: number, position?: number) => number;
  writeFile(path: string, bytes: Uint8Array, options: { canOwn: boolean }): void;
  ftruncate(fd: number, length: number): void;
  getStream(fd: number): { node: MemoryFile };
  lookupPath(path: string): { node: MemoryFile };
  unlink(path: string): void;
}

/** The file system of h5wasm, which lies in memory. */
export function memoryFiles(hdf5: Hdf5): MemoryFiles {
  return hdf5.Module.FS as unknown as MemoryFiles;
}

/** Makes room for so many bytes in a file that is being written: growing step by step would copy it again and again. */
export function reserve(hdf5: Hdf5, path: string, bytes: number): void {
  const { node } = memoryFiles(hdf5).lookupPath(path);
  if (node.contents.length >= bytes) return;
  const contents = new Uint8Array(bytes);
  contents.set(node.contents.subarray(0, node.usedBytes));
  node.contents = contents;
}

/** Closes a file with {@link reserve}d room, and takes its bytes out of memory: a view of a longer buffer. */
export function closeAndTake(hdf5: Hdf5, path: string, close: () => void): Uint8Array {
  const files = memoryFiles(hdf5);
  const { ftruncate } = files;
  const { node } = files.lookupPath(path);
  // HDF5 sets the file's length twice when it closes it, and Emscripten would copy all of it each time.
  files.ftruncate = (fd, length) => {
    if (files.getStream(fd).node !== node || length > node.contents.length) return ftruncate(fd, length);
    node.contents.fill(0, Math.min(length, node.usedBytes));
    node.usedBytes = length;
  };
  try {
    runHdf5(hdf5, close);
  } finally {
    files.ftruncate = ftruncate;
  }
  files.unlink(path);
  return node.contents.subarray(0, node.usedBytes);
}

let count = 0;

/** A name that no other file in memory has. */
export function freeName(): string {
  return `/kium-weights-${count++}.h5`;
}

/**
 * Runs synchronous work on HDF5 and throws an Error with HDF5's own words if any of it failed: h5wasm prints what goes
 * wrong and returns as if all were well.
 */
export function runHdf5<T>(hdf5: Hdf5, work: () => T): T {
  const files = memoryFiles(hdf5);
  const { write } = files;
  const decoder = new TextDecoder();
  let printed = '';
  files.write = (stream, buffer, offset, length, position) => {
    if (stream.fd !== STDERR) return write(stream, buffer, offset, length, position);
    printed += decoder.decode(new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length).slice());
    return length;
  };
  let result: T;
  try {
    result = work();
  } catch (cause) {
    throw new Error(innermost(printed) ?? (cause as Error).message, { cause });
  } finally {
    files.write = write;
  }
  const problem = innermost(printed);
  if (problem !== undefined) throw new Error(problem);
  return result;
}

const STDERR = 2;

/** The last entry of HDF5's error stack, which names the cause: `#006: file line … in H5F…(): <cause>`. */
function innermost(printed: string): string | undefined {
  if (!printed.includes('HDF5-DIAG')) return undefined;
  return [...printed.matchAll(/^ *#\d+: .*? in \w+\(\): (.*)$/gm)].at(-1)?.[1] ?? printed.trim();
}
