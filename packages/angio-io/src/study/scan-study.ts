import { lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { asAccessError, type UnreadableImageError } from '../errors';
import { decodeAngiogram, type FailOn } from '../images/decode-angiogram';
import { concurrencyOption } from '../options';
import { orderedMap } from '../ordered-map';
import { parseImageName } from './image-name';
import { INDEX_PATTERN, VIEWS, type View } from './names';
import type { IncompletePatient, Patient, Problem, ProblemKind, Progress, Study } from './study';

/** Options of {@link scanStudy}. */
export interface ScanOptions {
  /** Also decode every image, and list those that cannot be decoded whole. Default: false. */
  readonly verifyImages?: boolean;
  /** With `verifyImages`: how damaged an image must be to be listed. Default: `warning`, the strictest. */
  readonly failOn?: FailOn;
  /** With `verifyImages`: how many patients to decode at a time. Default: the number of cores. */
  readonly concurrency?: number;
  /** With `verifyImages`: called after each patient. */
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Find the patients of a study folder: images named `{Index}{View}.jpg` in one folder, or in one folder a patient
 * (named by the Index) as {@link sortByPatient} makes them. Extensions jpg, jpeg, png, tif, tiff and webp, capital or
 * small. CSV files, dot files and `truth.json` are passed over.
 *
 * Whatever is wrong is listed in `problems`, not thrown. A patient with a missing view, two files for one view, or
 * (with `verifyImages`) an unreadable image stands in `incomplete`; an extra file leaves its patient complete.
 *
 * @throws FileAccessError if the folder itself cannot be read
 */
export async function scanStudy(folder: string, options: ScanOptions = {}): Promise<Study> {
  const scan: Scan = { images: new Map(), problems: [] };
  await scanFolder(folder, undefined, scan);
  options.signal?.throwIfAborted();

  const indices = [...scan.images.keys()].sort();
  const all = indices.map((index) => pickImages(index, scan.images.get(index)!, scan.problems, folder));
  const checked = options.verifyImages ? await verify(all, scan.problems, options) : all;
  if (all.length === 0) scan.problems.push(emptyFolder(folder, scan.problems));

  return {
    patients: checked
      .filter(({ missing }) => missing.length === 0)
      .map(({ index, images }) => asPatient(index, images)),
    incomplete: checked.filter(({ missing }) => missing.length > 0),
    problems: scan.problems.sort(byPatientThenPath),
  };
}

interface Scan {
  readonly images: Map<string, Map<View, string[]>>;
  readonly problems: Problem[];
}

const IMAGE_EXTENSIONS = new Set(['jpg', 'jpeg', 'png', 'tif', 'tiff', 'webp']);
/** What lies beside the images in a K-ium folder, or is put there by an operating system. */
const PASSED_OVER = /^\.|\.csv$|^truth\.json$|^thumbs\.db$|^desktop\.ini$/i;

async function scanFolder(folder: string, owner: string | undefined, scan: Scan): Promise<void> {
  for (const name of (await list(folder)).sort()) {
    if (PASSED_OVER.test(name)) continue;
    const path = join(folder, name);
    if (name.includes('\ufffd')) {
      report(scan, 'unreadable-name', path, 'the name is not valid UTF-8: rename the file with ASCII letters');
    } else if (await isFolder(path)) {
      if (owner === undefined && INDEX_PATTERN.test(name)) await scanFolder(path, name, scan);
      else report(scan, 'stray-file', path, 'not the folder of a patient: move it out of the study');
    } else {
      sortImage(name, path, owner, scan);
    }
  }
}

function sortImage(name: string, path: string, owner: string | undefined, scan: Scan): void {
  const { index: named, view, extension } = parseImageName(name);
  const index = named ?? owner;
  if (!IMAGE_EXTENSIONS.has(extension)) {
    const known = [...IMAGE_EXTENSIONS].join(', ');
    const remedy = view && index ? `convert it to one of ${known}` : 'move it out of the study';
    report(scan, 'stray-file', path, `not an image in a known format: ${remedy}`, index);
  } else if (index === undefined) {
    const example = `1001${view ?? 'LI-A'}.${extension}`;
    report(scan, 'no-index', path, `the name does not begin with four digits: rename it, as in ${example}`);
  } else if (owner !== undefined && index !== owner) {
    report(scan, 'wrong-folder', path, `an image of patient ${index} in the folder of ${owner}: move it`, index);
  } else if (view === undefined) {
    const remedy = `rename it to one of ${VIEWS.join(', ')} after the Index, or remove it`;
    report(scan, 'extra-view', path, `the name has no known view: ${remedy}`, index);
  } else {
    const views = scan.images.get(index) ?? new Map<View, string[]>();
    scan.images.set(index, views.set(view, [...(views.get(view) ?? []), path]));
  }
}

function report(scan: Scan, kind: ProblemKind, path: string, what: string, patient?: string): void {
  scan.problems.push({ kind, path, ...(patient !== undefined && { patient }), message: `${path}: ${what}.` });
}

function pickImages(index: string, found: Map<View, string[]>, problems: Problem[], folder: string): IncompletePatient {
  const images: Partial<Record<View, string>> = {};
  const missing: View[] = [];
  for (const view of VIEWS) {
    const [first, ...others] = found.get(view) ?? [];
    if (first !== undefined && others.length === 0) {
      images[view] = first;
      continue;
    }
    missing.push(view);
    for (const path of others) {
      const message = `${path}: a second file for view ${view} of patient ${index}, beside ${first}: remove one.`;
      problems.push({ kind: 'duplicate-view', path, patient: index, view, message });
    }
    if (first === undefined) {
      const message = `Patient ${index} has no image for view ${view}: add ${index}${view}.jpg to ${folder}.`;
      problems.push({ kind: 'missing-view', patient: index, view, message });
    }
  }
  return { index, images, missing };
}

async function verify(
  patients: IncompletePatient[],
  problems: Problem[],
  { failOn = 'warning', concurrency, onProgress, signal }: ScanOptions,
): Promise<IncompletePatient[]> {
  const check = async (patient: IncompletePatient): Promise<UnreadableImageError[]> => {
    const errors: UnreadableImageError[] = [];
    for (const [view, path] of Object.entries(patient.images) as [View, string][]) {
      signal?.throwIfAborted();
      // Eight pixels: the whole file is decoded all the same, and nothing is kept.
      const request = { path, patient: patient.index, view, size: 8, kernel: 'linear', failOn } as const;
      await decodeAngiogram(request).catch((error: UnreadableImageError) => errors.push(error));
    }
    return errors;
  };
  const checked: IncompletePatient[] = [];
  for await (const errors of orderedMap(patients, concurrencyOption(concurrency), check)) {
    const { index, images, missing } = patients[checked.length]!;
    for (const { path, view, message } of errors) {
      problems.push({ kind: 'unreadable-image', path, patient: index, view, message });
    }
    const bad = new Set(errors.map(({ view }) => view));
    checked.push({
      index,
      images: Object.fromEntries(Object.entries(images).filter(([view]) => !bad.has(view as View))),
      missing: VIEWS.filter((view) => missing.includes(view) || bad.has(view)),
    });
    onProgress?.({ done: checked.length, total: patients.length, patient: index });
  }
  return checked;
}

function asPatient(index: string, images: Partial<Record<View, string>>): Patient {
  return { index, images: images as Record<View, string> };
}

function emptyFolder(folder: string, problems: Problem[]): Problem {
  const inner = problems.find(({ kind, path }) => kind === 'stray-file' && path?.endsWith('train_set'))?.path;
  const remedy = inner ? `Give its folder ${inner}.` : 'Give the folder with the images, named as in 1001LI-A.jpg.';
  return { kind: 'empty-folder', path: folder, message: `${folder} has no image of any patient. ${remedy}` };
}

function byPatientThenPath(a: Problem, b: Problem): number {
  const key = ({ patient, path, view }: Problem) => `${patient ?? '~'} ${path ?? ''} ${view ?? ''}`;
  return key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0;
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
