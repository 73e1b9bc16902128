import type { PixelFormat } from '../pixel-format';
import { CodecFailure, type DecodedCells, requireBytes } from './codec';
import { readJpegHeader } from './jpeg-header';
import { interleave } from './native';
import { decodeWith, type WasmDecoder, type WasmFactory, wasmRunner } from './wasm-module';

interface CharLs {
  readonly JpegLSDecoder: new () => WasmDecoder & { getInterleaveMode(): number };
}

const run = wasmRunner<CharLs>(async () => {
  const module = await import('@cornerstonejs/codec-charls/decodewasmjs');
  return module.default as WasmFactory<CharLs>;
});

/** JPEG-LS (ITU-T T.87), through CharLS. */
export async function decodeJpegLs(bytes: Uint8Array, format: PixelFormat): Promise<DecodedCells> {
  const { process, rows, columns, components } = readJpegHeader(bytes);
  if (process !== JPEG_LS) throw new CodecFailure('damaged', 'a JPEG image that is not JPEG-LS');
  // Runs end with their row, so that each row takes one bit at least (T.87 A.7).
  requireBytes(bytes, Math.ceil((rows * components) / 8));
  if (rows !== format.rows || columns !== format.columns || components !== format.samplesPerPixel) {
    return { cells: new Uint8Array(0), rows, columns, samplesPerPixel: components };
  }
  return run(({ JpegLSDecoder }) => {
    const { decoder, cells, ...size } = decodeWith(JpegLSDecoder, bytes);
    const planar = components > 1 && decoder.getInterleaveMode() === 0;
    decoder.delete();
    return { ...size, cells: planar ? interleave(cells, rows * columns, components) : cells };
  });
}

const JPEG_LS = 0xf7;
