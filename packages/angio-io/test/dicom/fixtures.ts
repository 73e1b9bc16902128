import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import type { DicomGreyOptions } from '../../src/index';

const folder = join(__dirname, '../fixtures/dicom');

interface Packed {
  readonly dtype: 'uint8' | 'int8' | 'uint16' | 'int16' | 'uint32' | 'int32';
  readonly zlib: string;
}

interface Reference {
  readonly peak: number;
  readonly files: readonly (Packed & {
    readonly name: string;
    /** frames, rows, columns, and samples of colour */
    readonly shape: readonly number[];
    readonly tolerance: number;
    readonly unsupported?: boolean;
  })[];
  readonly grey: readonly (Packed & { readonly name: string; readonly options: DicomGreyOptions })[];
}

/** What scripts/oracles/dicom.py wrote. */
export const reference: Reference = JSON.parse(readFileSync(join(folder, 'reference.json'), 'utf8'));

export function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(folder, `${name}.dcm`)));
}

export function fixturePath(name: string): string {
  return join(folder, `${name}.dcm`);
}

export function unpack({ dtype, zlib }: Packed) {
  const bytes = new Uint8Array(inflateSync(Buffer.from(zlib, 'base64')));
  const Values = {
    uint8: Uint8Array,
    int8: Int8Array,
    uint16: Uint16Array,
    int16: Int16Array,
    uint32: Uint32Array,
    int32: Int32Array,
  }[dtype];
  return new Values(bytes.buffer);
}

/** The largest difference between two lists of numbers. */
export function gap(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let most = 0;
  for (let at = 0; at < a.length; at++) most = Math.max(most, Math.abs(a[at]! - b[at]!));
  return most;
}
