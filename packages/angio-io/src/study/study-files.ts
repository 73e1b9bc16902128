import { lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { asAccessError } from '../errors';
import type { Findings } from './findings';
import { INDEX_PATTERN } from './names';

/** One file of a study folder. */
export interface StudyFile {
  readonly name: string;
  readonly path: string;
  /** The path from the study's folder on, with `/` on every system. */
  readonly relative: string;
  /** The four-digit folder that it lies in. */
  readonly owner?: string;
}

/** What lies beside the images in a K-ium folder, on a DICOM medium, or is put there by an operating system. */
const PASSED_OVER = /^\.|\.csv$|^truth\.json$|^thumbs\.db$|^desktop\.ini$|^dicomdir$/i;

/**
 * The files of a study folder and of the patients' folders in it, by name; with `deep`, of all folders however deep.
 * A file or folder that has no place there is reported.
 *
 * @throws FileAccessError if a folder cannot be read
 */
export async function* studyFiles<V extends string>(
  folder: string,
  findings: Findings<V>,
  deep: boolean,
  within: Folder = { relative: '', ancestors: [] },
): AsyncGenerator<StudyFile> {
  const { relative, owner } = within;
  const ancestors = [...within.ancestors, await identity(folder)];
  for (const name of (await list(folder)).sort()) {
    if (PASSED_OVER.test(name)) continue;
    const path = join(folder, name);
    if (name.includes('\ufffd')) {
      findings.report('unreadable-name', path, 'the name is not valid UTF-8: rename the file with ASCII letters');
    } else if (!(await isFolder(path))) {
      yield { name, path, relative: relative + name, ...(owner !== undefined && { owner }) };
    } else if (deep && ancestors.includes(await identity(path))) {
      findings.report('stray-file', path, 'a link to a folder that it lies in: remove it');
    } else if (deep || (owner === undefined && INDEX_PATTERN.test(name))) {
      const patient = INDEX_PATTERN.test(name) ? { owner: name } : {};
      yield* studyFiles(path, findings, deep, { relative: `${relative}${name}/`, ...patient, ancestors });
    } else {
      findings.report('stray-file', path, 'not the folder of a patient: move it out of the study');
    }
  }
}

interface Folder {
  readonly relative: string;
  readonly owner?: string;
  /** The folders above, by their identity on the disk. */
  readonly ancestors: readonly string[];
}

async function list(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    throw asAccessError(folder, error, 'Give the folder that holds the images.');
  }
}

async function isFolder(path: string): Promise<boolean> {
  // A link whose target is gone is no folder; it is found unreadable when it is decoded.
  return (await stat(path).catch(() => lstat(path))).isDirectory();
}

async function identity(folder: string): Promise<string> {
  const { dev, ino } = await stat(folder, { bigint: true }).catch((error) => {
    throw asAccessError(folder, error, 'Give the folder that holds the images.');
  });
  return `${dev} ${ino}`;
}
