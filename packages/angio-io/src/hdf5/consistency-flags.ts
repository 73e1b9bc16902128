import { open } from 'node:fs/promises';

/**
 * Make a file that its writer left open, because it was killed, one that can be opened for writing again: as
 * `h5clear --status --increment=0`, which h5wasm lacks. Clears the superblock's consistency flags, and sets the end of
 * the file to where it is. Nothing but the superblock (48 bytes) is written, and that in one go.
 *
 * HDF5 File Format Specification 3.0, II.A, superblock version 3: flags at byte 11, end-of-file address at 28,
 * checksum of the 44 bytes before it at 44.
 *
 * @returns false if the file has another superblock, or one whose checksum is wrong
 */
export async function clearConsistencyFlags(path: string): Promise<boolean> {
  const handle = await open(path, 'r+');
  try {
    const { buffer } = await handle.read(Buffer.alloc(SUPERBLOCK), 0, SUPERBLOCK, 0);
    const version = buffer.readUInt8(8);
    const offsetSize = buffer.readUInt8(9);
    if (version !== 3 || offsetSize !== 8) return false;
    if (buffer.readUInt32LE(CHECKSUM) !== lookup3(buffer.subarray(0, CHECKSUM))) return false;
    const { size } = await handle.stat();
    const end = Number(buffer.readBigUInt64LE(END_OF_FILE));
    // Space that was given out and never written to: HDF5 refuses a file that is shorter than it should be.
    if (size < end) await handle.truncate(end);
    buffer.writeUInt8(0, FLAGS);
    buffer.writeBigUInt64LE(BigInt(Math.max(size, end)), END_OF_FILE);
    buffer.writeUInt32LE(lookup3(buffer.subarray(0, CHECKSUM)), CHECKSUM);
    await handle.write(buffer, 0, SUPERBLOCK, 0);
    return true;
  } finally {
    await handle.close();
  }
}

const FLAGS = 11;
const END_OF_FILE = 28;
const CHECKSUM = 44;
const SUPERBLOCK = 48;

/** The checksum of HDF5's metadata: `hashlittle` of Bob Jenkins's lookup3.c (2006, public domain), initial value 0. */
function lookup3(bytes: Uint8Array): number {
  const padded = new Uint8Array(Math.ceil(bytes.length / 12) * 12);
  padded.set(bytes);
  const view = new DataView(padded.buffer);
  let a = (0xdeadbeef + bytes.length) | 0;
  let b = a;
  let c = a;
  const last = padded.length - 12;
  for (let at = 0; at <= last; at += 12) {
    a = (a + view.getInt32(at, true)) | 0;
    b = (b + view.getInt32(at + 4, true)) | 0;
    c = (c + view.getInt32(at + 8, true)) | 0;
    if (at === last) break;
    a = ((a - c) ^ rotate(c, 4)) | 0;
    c = (c + b) | 0;
    b = ((b - a) ^ rotate(a, 6)) | 0;
    a = (a + c) | 0;
    c = ((c - b) ^ rotate(b, 8)) | 0;
    b = (b + a) | 0;
    a = ((a - c) ^ rotate(c, 16)) | 0;
    c = (c + b) | 0;
    b = ((b - a) ^ rotate(a, 19)) | 0;
    a = (a + c) | 0;
    c = ((c - b) ^ rotate(b, 4)) | 0;
    b = (b + a) | 0;
  }
  if (bytes.length === 0) return c >>> 0;
  c = ((c ^ b) - rotate(b, 14)) | 0;
  a = ((a ^ c) - rotate(c, 11)) | 0;
  b = ((b ^ a) - rotate(a, 25)) | 0;
  c = ((c ^ b) - rotate(b, 16)) | 0;
  a = ((a ^ c) - rotate(c, 4)) | 0;
  b = ((b ^ a) - rotate(a, 14)) | 0;
  c = ((c ^ b) - rotate(b, 24)) | 0;
  return c >>> 0;
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
