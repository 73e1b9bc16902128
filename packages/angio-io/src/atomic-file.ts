import { lstat, mkdir, open, readlink, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { crc32 } from './crc32';
import { asWriteError, WriteError } from './errors';

let count = 0;

/**
 * Make a file that appears whole or not at all: `write` fills a temporary file beside it, which is flushed to the
 * disk and renamed. If anything fails the temporary file is removed and what stood under the name before stays.
 * Only a killed process leaves its `.partial` file behind.
 *
 * @throws NoSpaceError, WriteError; or what `write` throws for reasons of its own
 */
export async function writeWhole<T>(path: string, write: (temporary: string) => Promise<T>): Promise<T> {
  let temporary: string | undefined;
  try {
    const target = resolve(path);
    temporary = temporaryFor(target);
    await mkdir(dirname(target), { recursive: true });
    const result = await write(temporary);
    await publish(temporary, target);
    return result;
  } catch (error) {
    if (temporary !== undefined) await rm(temporary, { force: true }).catch(() => {});
    throw asWriteError(path, error);
  }
}

/** As {@link writeWhole}, for text. */
export function writeTextWhole(path: string, text: string): Promise<void> {
  return writeWhole(path, (temporary) => writeFile(temporary, text, { flag: 'wx' }));
}

/** Give a finished temporary file its name: its content is on the disk before the name is. */
export async function publish(temporary: string, target: string): Promise<void> {
  await flush(temporary, 'r+');
  await rename(temporary, target);
  // The rename itself is only durable once the folder is flushed; Windows cannot open a folder, hence the catch.
  await flush(dirname(target), 'r').catch(() => {});
}

/** A name in the same folder, so that the rename stays on one file system. */
export function temporaryFor(target: string): string {
  // Cut: the name must stay below the 255 bytes of most file systems, also where a letter takes four bytes.
  const stem = [...basename(target)].slice(0, 40).join('');
  return join(dirname(target), `.${stem}.${process.pid}-${count++}.partial`);
}

/** The file's name with an ending; always the same, and cut where that would be longer than file systems allow. */
export function besides(target: string, ending: string): string {
  const name = basename(target);
  if (Buffer.byteLength(name + ending) <= LONGEST_NAME) return target + ending;
  const stem = [...name].slice(0, 40).join('');
  return join(dirname(target), `${stem}.${crc32(Buffer.from(name)).toString(16).padStart(8, '0')}${ending}`);
}

/** Bytes of a file name on ext4, XFS, APFS, NTFS (there: 255 UTF-16 units), less room for a process number. */
const LONGEST_NAME = 240;

/**
 * Where a file that is to be written really lies: links followed, its folder made. So every spelling of a path is one
 * file, and a link stays a link.
 *
 * @throws WriteError if the name stands for something else than a file
 */
export async function realTarget(path: string): Promise<string> {
  const target = resolve(path);
  try {
    const real = await realpath(target);
    if (!(await lstat(real)).isFile()) throw new WriteError(path, undefined, 'it is a folder or a device, not a file');
    return real;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const link = await readlink(target).catch(() => undefined);
  if (link !== undefined) return realTarget(resolve(dirname(target), link));
  await mkdir(dirname(target), { recursive: true });
  return join(await realpath(dirname(target)), basename(target));
}

async function flush(path: string, mode: 'r' | 'r+'): Promise<void> {
  const handle = await open(path, mode);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
