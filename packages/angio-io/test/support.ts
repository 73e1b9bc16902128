import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll } from 'vitest';
import { openKeptVolumes } from '../src/hdf5/kept-volumes';
import { LABELS, Labels, VIEWS, type View } from '../src/index';

/** An empty folder that is removed after the test file. */
export function temporaryFolder(prefix = 'angio-io-'): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Gives `volumes.h5` in a new folder at every call. */
export function newFiles(root: string): () => string {
  let count = 0;
  return () => {
    const folder = join(root, `out ${count++}`);
    mkdirSync(folder);
    return join(folder, 'volumes.h5');
  };
}

/** The file name of a view. */
export function imageName(index: string, view: View, extension = 'jpg'): string {
  return `${index}${view}.${extension}`;
}

/** A JPEG with a ramp that differs from patient to patient and view to view. */
export async function writeImage(path: string, seed = 0, side = 64): Promise<void> {
  const data = Uint8Array.from({ length: side * side }, (_, at) => ((at % side) * 2 + seed * 13 + (at >> 8)) % 256);
  await sharp(data, { raw: { width: side, height: side, channels: 1 } })
    .jpeg({ quality: 95 })
    .toFile(path);
}

/** A study folder with all eight views of each patient. */
export async function writeStudy(folder: string, indices: string[], side = 64): Promise<string> {
  mkdirSync(folder, { recursive: true });
  for (const [p, index] of indices.entries()) {
    for (const [v, view] of VIEWS.entries()) await writeImage(join(folder, imageName(index, view)), p * 8 + v, side);
  }
  return folder;
}

/** A label table as text; row r is positive in column r + 1. */
export function labelCsv(indices: string[]): string {
  const rows = indices.map((index, row) =>
    [index, ...LABELS.map((_, at) => (at === 0 || at === row + 1 ? 1 : 0))].join(','),
  );
  return `${[['Index', ...LABELS].join(','), ...rows].join('\n')}\n`;
}

/** A label table; row r is positive in column r + 1. */
export function labelsOf(indices: readonly string[]): Labels {
  const values = indices.map((_, row) => Uint8Array.from(LABELS, (_, at) => (at === 0 || at === row + 1 ? 1 : 0)));
  return new Labels({ index: indices, values });
}

/** What a call is refused with. */
export function rejectionOf(promise: Promise<unknown>): Promise<Error & Record<string, unknown>> {
  return promise.then(
    () => {
      throw new Error('it was not refused');
    },
    (error) => error,
  );
}

/** All that a finished volume file holds, and that its checksums agree with. */
export async function contentOf(file: string) {
  const stored = await openKeptVolumes(file);
  try {
    const patients = stored.index.map((index, at) => {
      const sha256 = createHash('sha256')
        .update(new Uint8Array(stored.read(at).slice().buffer))
        .digest('hex');
      return { index, labels: stored.labels(at)?.join(), whole: stored.isWhole(at), sha256 };
    });
    for (const { index, whole } of patients) if (!whole) throw new Error(`${file}: the checksum of ${index} is wrong`);
    const { views, labelNames, recipe, compression } = stored.layout;
    return { patients, views, labelNames, recipe, compression };
  } finally {
    stored.close();
  }
}
