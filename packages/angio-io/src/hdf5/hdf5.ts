import type * as H5wasm from 'h5wasm/node';

/** The h5wasm module. */
export type Hdf5 = typeof H5wasm;

/** Why HDF5 could not do what it was asked. */
export class Hdf5Failure extends Error {
  constructor(
    /** The system's code, such as `ENOSPC`, if reading or writing the file itself failed. */
    readonly code: string | undefined,
    message: string,
  ) {
    super(message);
  }
}

let loading: Promise<Hdf5> | undefined;

/** Load h5wasm on first use: it is 4 MB, ES-module only, and most callers of this package never need it. */
export function loadHdf5(): Promise<Hdf5> {
  loading ??= import('h5wasm/node').then(async (module) => {
    await module.ready;
    return module;
  });
  return loading;
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
  try {
    result = work();
  } catch (error) {
    throw new Hdf5Failure(code, summarize(printed) || (error instanceof Error ? error.message : String(error)));
  } finally {
    fs.write = write;
  }
  if (code !== undefined || printed.includes('HDF5-DIAG')) throw new Hdf5Failure(code, summarize(printed));
  return result;
}

type FsWrite = (stream: { fd: number }, buffer: Int8Array, offset: number, length: number, position?: number) => number;

const STDERR = 2;

/** The innermost entry of HDF5's error stack, which names the cause: `#006: file line … in H5F…(): <cause>`. */
function summarize(printed: string): string {
  const entries = [...printed.matchAll(/^ *#\d+: .*? in \w+\(\): (.*)$/gm)].map((match) => match[1]!);
  // The path and the time that follow in some entries are of no use in a message that names the file.
  return (entries.at(-1) ?? printed.split('\n')[0]!).replace(/: time = .*$/, '').trim();
}
