import { importNode } from './import-node';

/** Writes a file whole or not at all: to a temporary name in the same folder, flushed, then renamed. */
export async function writeFileAtomically(path: string, parts: readonly Uint8Array[]): Promise<void> {
  const { rename, rm } = await importNode('node:fs/promises');
  const temporary = temporaryName(path);
  try {
    await writeAndFlush(temporary, parts);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Writes a file and waits until the operating system has put it on the disk. */
export async function writeAndFlush(path: string, parts: readonly Uint8Array[]): Promise<void> {
  const { open } = await importNode('node:fs/promises');
  const file = await open(path, 'w');
  try {
    for (const part of parts) await file.writeFile(part);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A name in the same folder that nobody else uses. */
export function temporaryName(path: string): string {
  // Not a source of results: the name only has to be free.
  return `${path}.${process.pid}-${Math.random().toString(36).slice(2, 10)}.tmp`;
}
