import { importNode } from './import-node';

let count = 0;

/** Writes a file whole or not at all: to a temporary name in the same folder, flushed, then renamed. */
export async function writeFileWhole(
  path: string,
  parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<void> {
  const { mkdir, open, rename, rm } = await importNode('node:fs/promises');
  const { dirname } = await importNode('node:path');
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}-${count++}.partial`;
  try {
    const file = await open(temporary, 'wx');
    try {
      for await (const part of parts) await file.writeFile(part);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
