/** What a decoder gives: cells before bits are masked and signs extended. */
export interface DecodedCells {
  readonly cells: Uint8Array | Uint16Array | Uint32Array;
  readonly rows: number;
  readonly columns: number;
  readonly samplesPerPixel: number;
  /** Colour was turned into RGB. */
  readonly rgb?: boolean;
}

/** Why a decoder gave up. */
export class CodecFailure extends Error {
  constructor(
    /** `damaged`: not what the format allows; `unsupported`: allowed, but not decoded here. */
    readonly kind: 'damaged' | 'unsupported',
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** Refuse a frame whose bytes cannot hold its pixels, before memory is taken for them. */
export function requireBytes(bytes: Uint8Array, least: number): void {
  if (bytes.length >= least) return;
  throw new CodecFailure('damaged', `${bytes.length} bytes, where no image of this size takes less than ${least}`);
}
