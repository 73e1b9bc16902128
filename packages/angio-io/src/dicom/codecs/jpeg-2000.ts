import type { PixelFormat } from '../pixel-format';
import { CodecFailure, type DecodedCells } from './codec';
import { decodeWith, type WasmDecoder, type WasmFactory, wasmRunner } from './wasm-module';

interface OpenJpeg {
  readonly J2KDecoder: new () => WasmDecoder;
}

const run = wasmRunner<OpenJpeg>(async () => {
  const module = await import('@cornerstonejs/codec-openjpeg/decodewasmjs');
  return module.default as WasmFactory<OpenJpeg>;
});

/** JPEG 2000 (ITU-T T.800), through OpenJPEG. */
export async function decodeJpeg2000(bytes: Uint8Array, format: PixelFormat): Promise<DecodedCells> {
  const { rows, columns, components, bits } = readSize(bytes);
  if (bits > 16) throw new CodecFailure('unsupported', `JPEG 2000 with ${bits} bits a sample; up to 16 can be decoded`);
  if (rows !== format.rows || columns !== format.columns || components !== format.samplesPerPixel) {
    return { cells: new Uint8Array(0), rows, columns, samplesPerPixel: components };
  }
  return run(({ J2KDecoder }, printed) => {
    const { decoder, ...decoded } = decodeWith(J2KDecoder, bytes);
    decoder.delete();
    // OpenJPEG fills in what is missing, and says so.
    const complaint = printed.find((line) => /warning|error|fail/i.test(line));
    if (complaint) throw new CodecFailure('damaged', complaint.trim());
    // The codestream's own colour transform has been undone.
    return { ...decoded, rgb: ['YBR_RCT', 'YBR_ICT'].includes(format.photometricInterpretation) };
  });
}

/** The SIZ segment (T.800 A.5.1), which follows SOC, and thereby its position within a JP2 file too. */
function readSize(bytes: Uint8Array) {
  const start = bytes.findIndex((_, at) => START.every((byte, offset) => bytes[at + offset] === byte));
  if (start < 0 || start + 44 > bytes.length) throw new CodecFailure('damaged', 'no JPEG 2000 codestream');
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, bytes.length - start);
  const [width, height, left, top] = [8, 12, 16, 20].map((at) => view.getUint32(at)) as [
    number,
    number,
    number,
    number,
  ];
  // Bit 7 of Ssiz is the sign, the rest the number of bits less one.
  return {
    rows: height - top,
    columns: width - left,
    components: view.getUint16(40),
    bits: (view.getUint8(42) & 127) + 1,
  };
}

/** SOC, SIZ. */
const START = [0xff, 0x4f, 0xff, 0x51];
