import type * as H5wasm from 'h5wasm';

/** The h5wasm module: its build for Node or for browsers. */
export type Hdf5 = typeof H5wasm;
export type Hdf5File = InstanceType<Hdf5['File']>;

/** Why HDF5 could not do what it was asked. */
export class Hdf5Failure extends Error {
  constructor(
    /** The system's code, such as `ENOSPC`, if reading or writing the file itself failed. */
    readonly code: string | undefined,
    message: string,
    /** Whether this instance of the library crashed `now`, or had done so `before`; nothing more can be done with it. */
    readonly crashed?: 'now' | 'before',
  ) {
    super(message);
  }
}

/** The instances of the library that have crashed: what a trap leaves behind in their memory cannot be trusted. */
const crashed = new WeakSet<Hdf5>();

/** Whether this instance can no longer be used. */
export function hasCrashed(hdf5: Hdf5): boolean {
  return crashed.has(hdf5);
}

let running = 0;

/** Whether HDF5 is at work: what it says to the console then is in the error that follows. */
export function isRunning(): boolean {
  return running > 0;
}

/**
 * Run one synchronous piece of work on an HDF5 file and throw {@link Hdf5Failure} if any of it failed.
 *
 * h5wasm throws away most of HDF5's status codes: a full disk shows up when a data set is closed, is printed to
 * standard error, and the call returns as if all were well. A damaged chunk reads as whatever was in memory. So the
 * module's `write` is watched meanwhile: what it prints is kept in place of being printed, and a failed write is
 * noted with the system's code.
 */
export function runHdf5<T>(hdf5: Hdf5, work: () => T): T {
  if (crashed.has(hdf5)) throw new Hdf5Failure(undefined, 'HDF5 has crashed', 'before');
  const fs = hdf5.Module.FS as unknown as { write: FsWrite };
  const write = fs.write;
  const text = new TextDecoder();
  let printed = '';
  let code: string | undefined;
  fs.write = (stream, buffer, offset, length, position) => {
    if (stream.fd === STDERR) {
      printed += text.decode(new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length).slice());
      return length;
    }
    try {
      return write(stream, buffer, offset, length, position);
    } catch (error) {
      code ??= (error as { code?: string }).code;
      throw error;
    }
  };
  let result: T;
  running++;
  try {
    result = work();
  } catch (error) {
    const fatal = isFatal(error);
    if (fatal) crashed.add(hdf5);
    const message = error instanceof Error ? error.message : String(error);
    throw new Hdf5Failure(code, (!fatal && summarize(printed)) || message, fatal ? 'now' : undefined);
  } finally {
    running--;
    fs.write = write;
  }
  if (code !== undefined || printed.includes('HDF5-DIAG')) throw new Hdf5Failure(code, summarize(printed));
  return result;
}

type FsWrite = (stream: { fd: number }, buffer: Int8Array, offset: number, length: number, position?: number) => number;

const STDERR = 2;

/** A trap, an abort() or a stack overflow inside WebAssembly; anything else h5wasm throws itself. */
function isFatal(error: unknown): boolean {
  return error instanceof WebAssembly.RuntimeError || (error instanceof RangeError && /call stack/.test(error.message));
}

/** The innermost entry of HDF5's error stack, which names the cause: `#006: file line … in H5F…(): <cause>`. */
function summarize(printed: string): string {
  const entries = [...printed.matchAll(/^ *#\d+: .*? in \w+\(\): (.*)$/gm)].map((match) => match[1]!);
  // The path and the time that follow in some entries are of no use in a message that names the file.
  return (entries.at(-1) ?? printed.split('\n')[0]!).replace(/: time = .*$/, '').trim();
}
