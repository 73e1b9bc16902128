import { rmSync } from 'node:fs';

/** Removes the folder when this process ends, and returns it. */
export function removeOnExit(folder: string): string {
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
