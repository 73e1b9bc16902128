import { copyFile, link, mkdir, rename, rm, symlink } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { temporaryFor } from '../atomic-file';
import { asWriteError, SortError } from '../errors';
import { choiceOption } from '../options';
import type { View } from './names';
import { scanStudy } from './scan-study';
import type { Problem, Progress, Study } from './study';

/** Options of {@link sortByPatient}. */
export interface SortOptions {
  /**
   * How an image gets into its patient's folder: `copy`; `link`, a hard link, which takes no space but needs the
   * same disk; `symlink`, which needs the original to stay where it is. Default: `copy`.
   */
  readonly mode?: 'copy' | 'link' | 'symlink';
  /** Called after each patient. */
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

/** What {@link sortByPatient} made: the study as it lies in the new folder, and the old folder's problems. */
export interface SortReport extends Study {
  /** How many images were copied or linked. */
  readonly files: number;
  /** The problems of the folder that was sorted. */
  readonly problems: Problem[];
}

/**
 * Make the paper's layout: one folder a patient, `outFolder/{Index}/{Index}{View}.jpg`, for every image whose patient
 * and view are clear. File names stay as they are. Images that are there already are replaced one by one, each
 * atomically, so that the call can be repeated after it was stopped. {@link scanStudy} reads the result.
 *
 * @throws FileAccessError if `folder` cannot be read
 * @throws SortError if `outFolder` is `folder`, or links are not possible there
 * @throws NoSpaceError, WriteError
 */
export async function sortByPatient(folder: string, outFolder: string, options: SortOptions = {}): Promise<SortReport> {
  const mode = choiceOption('mode', options.mode, ['copy', 'link', 'symlink']);
  if (resolve(folder) === resolve(outFolder)) {
    throw new SortError(outFolder, 'is the study itself. Choose another folder for the sorted images.');
  }
  const { patients, incomplete, problems } = await scanStudy(folder, options);
  const all = [...patients, ...incomplete].sort((a, b) => (a.index < b.index ? -1 : 1));
  let done = 0;
  let files = 0;
  for (const { index, images } of all) {
    for (const image of Object.values(images)) {
      options.signal?.throwIfAborted();
      await place(image, join(outFolder, index), mode);
      files++;
    }
    options.onProgress?.({ done: ++done, total: all.length, patient: index });
  }
  const moved = <I>(index: string, images: I): I =>
    Object.fromEntries(
      (Object.entries(images as Record<View, string>) as [View, string][]).map(([view, image]) => [
        view,
        join(outFolder, index, basename(image)),
      ]),
    ) as I;
  return {
    patients: patients.map(({ index, images }) => ({ index, images: moved(index, images) })),
    incomplete: incomplete.map(({ index, images, missing }) => ({ index, images: moved(index, images), missing })),
    problems,
    files,
  };
}

const PLACE = {
  copy: (image: string, target: string) => copyFile(image, target),
  link: (image: string, target: string) => link(image, target),
  symlink: (image: string, target: string) => symlink(resolve(image), target),
};

async function place(image: string, folder: string, mode: keyof typeof PLACE): Promise<void> {
  const target = join(folder, basename(image));
  const temporary = temporaryFor(target);
  try {
    await mkdir(folder, { recursive: true });
    await PLACE[mode](image, temporary);
    await rename(temporary, target);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (mode !== 'copy' && (code === 'EXDEV' || code === 'EPERM' || code === 'ENOTSUP' || code === 'EMLINK')) {
      throw new SortError(target, `cannot be made a ${mode} to ${image} (${code}). Use mode 'copy'.`, { cause: error });
    }
    throw asWriteError(target, error);
  } finally {
    // Renaming one hard link onto another of the same file does nothing and leaves both, so look in every case.
    await rm(temporary, { force: true }).catch(() => {});
  }
}
