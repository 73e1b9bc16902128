import type { ByteSource } from './byte-source';

/** What is used of Emscripten's file system; h5wasm's own types leave out what a file system type is made of. */
export interface EmscriptenFs {
  mkdir(path: string): unknown;
  rmdir(path: string): unknown;
  mount(type: object, options: object, path: string): unknown;
  unmount(path: string): unknown;
  createNode(parent: object | null, name: string, mode: number): Node;
  readonly ErrnoError: new (errno: number) => Error;
}

interface Node {
  readonly id: number;
  readonly mode: number;
  node_ops: object;
  stream_ops: object;
}

/** A source as a file. */
export interface MountedSource {
  /** Its path in the module's file system. */
  readonly path: string;
  /** What the last failed read threw, once: HDF5 itself only says that a read failed. */
  takeFailure(): unknown;
  unmount(): void;
}

/** stat(2): a folder and a regular file that everyone may read. */
const FOLDER = 0o040555;
const FILE = 0o100444;
/** WASI's numbers (wasi_snapshot_preview1, errno), which Emscripten uses. */
const EINVAL = 28;
const EIO = 29;
const ENOENT = 44;
/** whence of lseek(2). */
const SEEK_CUR = 1;
const SEEK_END = 2;

let count = 0;

/**
 * Make a source a read-only file of the h5wasm module. As Emscripten's WORKERFS does for Blobs, but for anything that
 * can be read, and a failed read reaches HDF5 as an I/O error in place of ending the call half way through its C code.
 */
export function mountSource(fs: EmscriptenFs, source: ByteSource): MountedSource {
  let failure: unknown;

  const nodeOps = {
    getattr: ({ id, mode }: Node) => ({
      ...{ dev: 1, ino: id, mode, nlink: 1, uid: 0, gid: 0, rdev: 0 },
      ...{ size: mode === FILE ? source.size : 0, blksize: 4096, blocks: Math.ceil(source.size / 4096) },
      ...{ atime: new Date(0), mtime: new Date(0), ctime: new Date(0) },
    }),
    lookup() {
      throw new fs.ErrnoError(ENOENT);
    },
  };

  const streamOps = {
    read(_stream: object, buffer: Int8Array, offset: number, length: number, position: number): number {
      const size = Math.max(0, Math.min(length, source.size - position));
      if (size === 0) return 0;
      try {
        const bytes = source.read(position, size);
        new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength).set(bytes, offset);
        return size;
      } catch (error) {
        failure = error;
        throw new fs.ErrnoError(EIO);
      }
    },
    llseek(stream: { position: number }, offset: number, whence: number): number {
      const base = whence === SEEK_CUR ? stream.position : whence === SEEK_END ? source.size : 0;
      if (base + offset < 0) throw new fs.ErrnoError(EINVAL);
      return base + offset;
    },
  };

  const create = (parent: Node | null, name: string, mode: number) =>
    Object.assign(fs.createNode(parent, name, mode), { node_ops: nodeOps, stream_ops: streamOps });
  const folder = `/source-${count++}`;
  fs.mkdir(folder);
  fs.mount(
    {
      mount() {
        const root = create(null, '/', FOLDER);
        create(root, 'volumes.h5', FILE);
        return root;
      },
    },
    {},
    folder,
  );
  return {
    path: `${folder}/volumes.h5`,
    takeFailure() {
      const taken = failure;
      failure = undefined;
      return taken;
    },
    unmount() {
      fs.unmount(folder);
      fs.rmdir(folder);
    },
  };
}
