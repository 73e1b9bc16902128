import { randomUUID } from 'node:crypto';
import { access, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { FolderNotEmptyError, StudyWriteError } from './errors';

/** By this file a folder is known to be one of ours, and safe to replace. */
const MARK = 'truth.json';

/**
 * Fills a folder so that it appears whole or not at all: `fill` writes to a temporary sibling, which is renamed at the
 * end and removed on any failure.
 *
 * @throws FolderNotEmptyError before anything is written; whatever `fill` throws
 */
export async function writeFolder<T>(
  folder: string,
  overwrite: boolean,
  fill: (temporary: string) => Promise<T>,
): Promise<T> {
  const target = resolve(folder);
  const before = await inspect(target);
  refuse(target, before, overwrite);
  const temporary = await makeSibling(target);
  try {
    const result = await fill(temporary);
    // The study took a while to draw: what stands at the target may have changed since.
    const now = await inspect(target);
    refuse(target, now, overwrite);
    await moveIntoPlace(temporary, target, now);
    return result;
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

type Found = 'nothing' | 'empty' | 'study' | 'other' | 'file';

async function inspect(path: string): Promise<Found> {
  try {
    if (!(await stat(path)).isDirectory()) return 'file';
    const names = await readdir(path);
    if (names.length === 0) return 'empty';
    return names.includes(MARK) ? 'study' : 'other';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'nothing';
    throw new StudyWriteError(path, error);
  }
}

function refuse(path: string, found: Found, overwrite: boolean): void {
  if (found === 'file') throw new FolderNotEmptyError(path, 'it is a file', 'Name another folder.');
  if (found === 'study' && !overwrite) {
    throw new FolderNotEmptyError(
      path,
      'it holds a generated study already',
      'Name another folder, or set { overwrite: true } to replace it.',
    );
  }
  if (found === 'other') {
    throw new FolderNotEmptyError(
      path,
      `it holds files and no ${MARK}, so it is not a generated study`,
      'Name another folder; overwrite replaces generated studies only.',
    );
  }
}

async function makeSibling(target: string): Promise<string> {
  try {
    await mkdir(dirname(target), { recursive: true });
    // mkdir, not mkdtemp: the study should have the folder permissions that the user's umask gives.
    const temporary = join(dirname(target), `.${basename(target)}.partial-${randomUUID().slice(0, 8)}`);
    await mkdir(temporary);
    return temporary;
  } catch (error) {
    throw new StudyWriteError(target, error);
  }
}

async function moveIntoPlace(temporary: string, target: string, found: Found): Promise<void> {
  const old = `${temporary}.old`;
  try {
    if (found !== 'nothing') await rename(target, old);
    await rename(temporary, target);
  } catch (error) {
    // The earlier study goes back to its place if the new one could not take it.
    if ((await exists(old)) && !(await exists(target))) await rename(old, target);
    throw new StudyWriteError(target, error);
  }
  await rm(old, { recursive: true, force: true });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
