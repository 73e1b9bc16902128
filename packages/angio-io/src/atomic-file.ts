import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { asWriteError } from './errors';

let count = 0;

/**
 * Make a file that appears whole or not at all: `write` fills a temporary file beside it, which is flushed to the
 * disk and renamed. If anything fails the temporary file is removed and what stood under the name before stays.
 * Only a killed process leaves its `.partial` file behind.
 *
 * @throws NoSpaceError, WriteError; or what `write` throws for reasons of its own
 */
export async function writeWhole<T>(path: string, write: (temporary: string) => Promise<T>): Promise<T> {
  const target = resolve(path);
  const temporary = temporaryFor(target);
  try {
    await mkdir(dirname(target), { recursive: true });
    const result = await write(temporary);
    await flush(temporary, 'r+');
    await rename(temporary, target);
    // The rename itself is only durable once the folder is flushed; Windows cannot open a folder, hence the catch.
    await flush(dirname(target), 'r').catch(() => {});
    return result;
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw asWriteError(path, error);
  }
}

/** As {@link writeWhole}, for text. */
export function writeTextWhole(path: string, text: string): Promise<void> {
  return writeWhole(path, (temporary) => writeFile(temporary, text, { flag: 'wx' }));
}

/** A name in the same folder, so that the rename stays on one file system. */
export function temporaryFor(target: string): string {
  // Cut: the name must stay below the 255 bytes of most file systems, also where a letter takes four bytes.
  const stem = [...basename(target)].slice(0, 40).join('');
  return join(dirname(target), `.${stem}.${process.pid}-${count++}.partial`);
}

async function flush(path: string, mode: 'r' | 'r+'): Promise<void> {
  const handle = await open(path, mode);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
