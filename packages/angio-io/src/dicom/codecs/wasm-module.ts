import { CodecFailure } from './codec';

/** An Emscripten module's factory. */
export type WasmFactory<M> = (overrides: WasmOverrides) => Promise<M>;

interface WasmOverrides {
  readonly print: (line: string) => void;
  readonly printErr: (line: string) => void;
}

/** Runs one piece of work at a time on a WebAssembly module. */
export type WasmRunner<M> = <T>(work: (module: M, printed: readonly string[]) => T) => Promise<T>;

/**
 * Keep one instance of a module, made on first use. Work that fails may leave the module's memory in any state, so
 * that the next work gets a new instance. What the module prints is kept for the work, not printed.
 */
export function wasmRunner<M>(load: () => Promise<WasmFactory<M>>): WasmRunner<M> {
  let printed: string[] = [];
  const print = (line: string) => void printed.push(line);
  let instance: Promise<M> | undefined;
  return async (work) => {
    instance ??= load().then((factory) => factory({ print, printErr: print }));
    const module = await instance.catch((error: unknown) => {
      instance = undefined;
      throw error;
    });
    printed = [];
    try {
      return work(module, printed);
    } catch (cause) {
      instance = undefined;
      if (cause instanceof CodecFailure) throw cause;
      // A C++ exception arrives as a number, its address.
      const detail =
        printed.at(-1)?.trim() || (cause instanceof Error ? cause.message.split('\n')[0]! : 'an exception');
      throw new CodecFailure('damaged', `data that cannot be decoded (${detail})`, { cause });
    }
  };
}

/** What both decoders of the Cornerstone codecs have. */
export interface WasmDecoder {
  getEncodedBuffer(length: number): Uint8Array;
  getDecodedBuffer(): Uint8Array;
  decode(): void;
  getFrameInfo(): WasmFrameInfo;
  delete(): void;
}

export interface WasmFrameInfo {
  readonly width: number;
  readonly height: number;
  readonly bitsPerSample: number;
  readonly componentCount: number;
}

/** Decode with an instance of such a class; the result is a copy, outside the module's memory. */
export function decodeWith<D extends WasmDecoder>(Decoder: new () => D, bytes: Uint8Array) {
  const decoder = new Decoder();
  decoder.getEncodedBuffer(bytes.length).set(bytes);
  decoder.decode();
  const { width, height, bitsPerSample, componentCount } = decoder.getFrameInfo();
  const values = width * height * componentCount;
  const decoded = decoder.getDecodedBuffer().slice();
  const cells = bitsPerSample > 8 ? new Uint16Array(decoded.buffer, 0, decoded.length >> 1) : decoded;
  if (cells.length !== values) throw new CodecFailure('damaged', `${cells.length} values, not ${values}`);
  return { decoder, cells, rows: height, columns: width, samplesPerPixel: componentCount };
}
