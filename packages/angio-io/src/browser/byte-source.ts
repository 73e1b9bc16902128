/** Bytes that can be read at any place, at once: what an HDF5 file lies in. For a worker, which may wait. */
export interface ByteSource {
  /** How many bytes there are; exact up to 2^53. */
  readonly size: number;
  /** The bytes from `position` on: `length` of them, all within `size`. */
  read(position: number, length: number): Uint8Array;
}
