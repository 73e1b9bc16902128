import { copyFile, link, mkdir, rename, rm, symlink } from 'node:fs/promises';
import { basename, extname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { temporaryFor } from '../atomic-file';
import { asWriteError, SortError } from '../errors';
import { choiceOption } from '../options';
import type { View } from './names';
import type { ParseName } from './parse-name';
import { type ScanOptions, scanStudy } from './scan-study';
import type { IncompletePatient, Problem, Progress, Study } from './study';

/** Options of {@link sortByPatient}. */
export interface SortOptions<V extends string = View> {
  /** As in {@link scanStudy}. */
  readonly views?: readonly V[];
  /** As in {@link scanStudy}. */
  readonly parseName?: ParseName;
  /** As in {@link scanStudy}. */
  readonly dicomIdentity?: ScanOptions<V>['dicomIdentity'];
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
export interface SortReport<V extends string = View> extends Study<V> {
  /** How many images were copied or linked. */
  readonly files: number;
  /** The problems of the folder that was sorted. */
  readonly problems: Problem[];
}

/**
 * Make the paper's layout: one folder a patient, `outFolder/{Index}/{Index}{View}.jpg`, for every image whose patient
 * and view are clear. File names stay as they are; files that `parseName` or tags have named become `{Index}{View}` with their
 * extension, which `/^(?<index>.+)\/\k<index>(?<view>.+?)(\.\w+)?$/` as `parseName` reads again. Images that are there already are replaced one by one, each
 * atomically, so that the call can be repeated after it was stopped. {@link scanStudy} reads the result.
 *
 * @throws FileAccessError if `folder` cannot be read
 * @throws SortError if `outFolder` is `folder`, or with `parseName` or `dicomIdentity` lies in it, if an Index or view cannot be a file's name, or if links are not
 * possible there
 * @throws NoSpaceError, WriteError
 */
export async function sortByPatient<V extends string = View>(
  folder: string,
  outFolder: string,
  options: SortOptions<V> = {},
): Promise<SortReport<V>> {
  const mode = choiceOption('mode', options.mode, ['copy', 'link', 'symlink']);
  if (resolve(folder) === resolve(outFolder)) {
    throw new SortError(outFolder, 'is the study itself. Choose another folder for the sorted images.');
  }
  const { views, parseName, dicomIdentity, signal } = options;
  const named = parseName !== undefined || (dicomIdentity !== undefined && dicomIdentity !== false);
  if (named && liesIn(folder, outFolder)) {
    throw new SortError(outFolder, 'lies in the study, where it would be searched too. Choose a folder outside it.');
  }
  const { patients, incomplete, problems } = await scanStudy<V>(folder, { views, parseName, dicomIdentity, signal });
  const sorted = <I extends IncompletePatient<V>['images']>(index: string, images: I): I =>
    Object.fromEntries(
      Object.entries<string | undefined>(images).map(([view, image]) => [
        view,
        join(outFolder, index, named ? nameOf(index, view, image!) : basename(image!)),
      ]),
    ) as I;
  const all = [...patients, ...incomplete]
    .map(({ index, images }) => ({ index, images, targets: sorted(index, images) }))
    .sort((a, b) => (a.index < b.index ? -1 : 1));
  let done = 0;
  let files = 0;
  for (const { index, images, targets } of all) {
    for (const view of Object.keys(images) as V[]) {
      signal?.throwIfAborted();
      await place(images[view]!, join(outFolder, index), targets[view]!, mode);
      files++;
    }
    options.onProgress?.({ done: ++done, total: all.length, patient: index });
  }
  return {
    patients: patients.map(({ index, images }) => ({ index, images: sorted(index, images) })),
    incomplete: incomplete.map(({ index, images, missing }) => ({ index, images: sorted(index, images), missing })),
    problems,
    files,
  };
}

function liesIn(folder: string, inner: string): boolean {
  const way = relative(folder, inner);
  return !isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`);
}

/** The name in its patient's folder of a file that the caller's naming knows. */
function nameOf(index: string, view: string, image: string): string {
  for (const name of [index, view]) {
    if (/[\\/:]/.test(name) || name === '.' || name === '..') {
      throw new SortError(
        image,
        `its patient or view, ${JSON.stringify(name)}, cannot be a file's name. Correct the naming.`,
      );
    }
  }
  const extension = extname(image);
  // The rest of a UID is no extension.
  return `${index}${view}${/^\.\d*$/.test(extension) ? '' : extension}`;
}

const PLACE = {
  copy: (image: string, target: string) => copyFile(image, target),
  link: (image: string, target: string) => link(image, target),
  symlink: (image: string, target: string) => symlink(resolve(image), target),
};

async function place(image: string, folder: string, target: string, mode: keyof typeof PLACE): Promise<void> {
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
