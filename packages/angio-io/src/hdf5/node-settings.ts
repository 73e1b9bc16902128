import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import type { ReadSettings } from './open-stored-volumes';

/** What Node adds to the reading of volumes: its own zlib, and a place for the plug-ins of HDF5. */
export const nodeSettings = {
  // Since Node 20.15, and ten times as fast as ours; the types of the oldest Node supported do not know it.
  crc32: (zlib as unknown as { crc32?: (bytes: Uint8Array) => number }).crc32,
  inflate: {
    now: (compressed, bytes) => zlib.inflateSync(compressed, inOnePiece(bytes)),
    aside: (compressed, bytes) => inflateAside(compressed, inOnePiece(bytes)),
  },
  pluginFolder: () => mkdtempSync(join(tmpdir(), 'kium-hdf5-')),
} satisfies ReadSettings;

const inflateAside = promisify<zlib.InputType, zlib.ZlibOptions, Buffer>(zlib.inflate);

/** One piece of output, and a little room, so that zlib sees the end without asking for another. */
function inOnePiece(bytes: number): zlib.ZlibOptions {
  return { chunkSize: bytes + 64, maxOutputLength: bytes };
}
