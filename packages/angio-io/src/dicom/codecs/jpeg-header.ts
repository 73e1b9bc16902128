import { CodecFailure } from './codec';

/** What the segments of a JPEG or JPEG-LS image say before its first scan (ITU-T T.81 annex B, T.87 annex C). */
export interface JpegHeader {
  /** Low byte of the start-of-frame marker: C0 baseline, C1 extended, C2 progressive, C3 lossless, F7 JPEG-LS. */
  readonly process: number;
  /** Bits per sample. */
  readonly precision: number;
  readonly rows: number;
  readonly columns: number;
  readonly components: number;
  /** An APP0 JFIF or APP14 Adobe segment says how colour is stored. */
  readonly namesColour: boolean;
  /** Samples between restart markers; 0: none. */
  readonly restartInterval: number;
  /** Components of the first scan. */
  readonly scanComponents: number;
  /** Lossless: which predictor, 1 to 7. */
  readonly predictor: number;
  /** Lossless: low bits that were dropped. */
  readonly pointTransform: number;
  /** Where the first scan's data begins. */
  readonly dataOffset: number;
}

/** Read the header of a JPEG or JPEG-LS image. */
export function readJpegHeader(bytes: Uint8Array): JpegHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < 4 || view.getUint16(0) !== SOI) throw new CodecFailure('damaged', 'no JPEG image');
  let frame: Pick<JpegHeader, 'process' | 'precision' | 'rows' | 'columns' | 'components'> | undefined;
  let namesColour = false;
  let restartInterval = 0;
  let at = 2;
  while (at + 4 <= bytes.length) {
    const marker = view.getUint16(at);
    if (marker === 0xffff) {
      at++; // Fill bytes may stand before a marker.
      continue;
    }
    const length = view.getUint16(at + 2);
    const end = at + 2 + length;
    if (marker < 0xff01 || length < 2 || end > bytes.length) break;
    const code = marker & 0xff;
    if (isStartOfFrame(code) && length >= 8) {
      frame = {
        process: code,
        precision: bytes[at + 4]!,
        rows: view.getUint16(at + 5),
        columns: view.getUint16(at + 7),
        components: bytes[at + 9]!,
      };
    } else if (marker === DRI && length >= 4) {
      restartInterval = view.getUint16(at + 4);
    } else if (marker === APP0 || marker === APP14) {
      const name = String.fromCharCode(...bytes.subarray(at + 4, Math.min(at + 9, end)));
      namesColour ||= name === 'JFIF\0' || name === 'Adobe';
    } else if (marker === SOS) {
      if (!frame || length < 6) break;
      const last = bytes[end - 1]!;
      const scan = { scanComponents: bytes[at + 4]!, predictor: bytes[end - 3]!, pointTransform: last & 15 };
      return { ...frame, ...scan, namesColour, restartInterval, dataOffset: end };
    }
    at = end;
  }
  throw new CodecFailure('damaged', 'a JPEG header that breaks off');
}

function isStartOfFrame(code: number): boolean {
  // C4, C8 and CC are tables and reserved (T.81 table B.1); F7 is JPEG-LS (T.87 C.1.1).
  return (code >= 0xc0 && code <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(code)) || code === 0xf7;
}

const SOI = 0xffd8;
const SOS = 0xffda;
const DRI = 0xffdd;
const APP0 = 0xffe0;
const APP14 = 0xffee;
