import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder: string | undefined;

/** A folder of this process's own for plug-ins of HDF5; it goes when the process ends. */
export function pluginFolder(): string {
  if (folder === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'kium-hdf5-'));
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
    folder = made;
  }
  return folder;
}
