import { promisify } from 'node:util';
import { deflate } from 'node:zlib';

const deflateAsync = promisify(deflate);

/** zlib's data of these bytes, made on a thread of Node's pool. */
export function deflateBytes(bytes: Uint8Array, level: number): Promise<Uint8Array> {
  // Room for all of it, so that the thread does it in one go. Incompressible data grow by 5 bytes a block of 16 KiB at
  // most.
  const chunkSize = bytes.length + 5 * (Math.floor(bytes.length / 2 ** 14) + 1) + 64;
  return deflateAsync(bytes, { level, chunkSize });
}
