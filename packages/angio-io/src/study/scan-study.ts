import type { DicomIdentityOptions } from '../dicom/identity';
import { namesOption } from '../options';
import { asStudy, Findings } from './findings';
import { VIEWS, type View } from './names';
import type { ParseName } from './parse-name';
import { dicomSorter } from './sort-dicom';
import { fileSorter } from './sort-file';
import type { Study } from './study';
import { studyFiles } from './study-files';
import { type VerifyOptions, verifyImages } from './verify-images';

/** Options of {@link scanStudy}. */
export interface ScanOptions<V extends string = View> extends VerifyOptions {
  /** The views of a patient, in channel order. Default: the eight {@link VIEWS}. */
  readonly views?: readonly V[];
  /** How files are named, where not `{Index}{View}.jpg`. Folders are then searched however deep they lie. */
  readonly parseName?: ParseName;
  /**
   * Ask DICOM files whose they are and which view, and not their names: `true`, by Patient ID and View Position or
   * Series Description; or a mapping of tags. Folders are then searched however deep they lie. Default: false.
   */
  readonly dicomIdentity?: boolean | Omit<DicomIdentityOptions, 'views'>;
}

/**
 * Find the patients of a study folder: images named `{Index}{View}.jpg` in one folder, or in one folder a patient
 * (named by the Index) as {@link sortByPatient} makes them, there also as `{View}.jpg`; any other naming with
 * `parseName`. JPEG, PNG, TIFF, WebP, BMP and DICOM by their usual extensions, capital or small; a file without an
 * extension by its content. CSV files, dot files, DICOMDIR and `truth.json` are passed over.
 *
 * Whatever is wrong is listed in `problems`, not thrown. A patient with a missing view, two files for one view, or
 * (with `verifyImages`) an unreadable image stands in `incomplete`; an extra file leaves its patient complete.
 *
 * @throws FileAccessError if the folder itself cannot be read
 * @throws OptionError
 */
export async function scanStudy<V extends string = View>(
  folder: string,
  options: ScanOptions<V> = {},
): Promise<Study<V>> {
  const views = namesOption('views', options.views, VIEWS as readonly string[] as readonly V[]);
  const findings = new Findings<V>(views, (index, view) =>
    options.parseName ? `add it to ${folder}` : `add ${index}${view}.jpg to ${folder}`,
  );
  const { parseName, dicomIdentity = false } = options;
  const byName = fileSorter(findings, parseName);
  const byTags = dicomIdentity !== false && dicomSorter(findings, dicomIdentity === true ? {} : dicomIdentity);
  for await (const file of studyFiles(folder, findings, parseName !== undefined || byTags !== false)) {
    options.signal?.throwIfAborted();
    if (!byTags || !(await byTags(file))) await byName(file);
  }
  options.signal?.throwIfAborted();
  const found = findings.pick();
  const checked = options.verifyImages ? await verifyImages(found, findings, options) : found;
  if (found.length === 0) reportEmpty(folder, findings, options.parseName !== undefined);
  return asStudy(checked, findings.problems);
}

function reportEmpty<V extends string>(folder: string, findings: Findings<V>, parsed: boolean): void {
  const inner = findings.problems.find(({ kind, path }) => kind === 'stray-file' && path?.endsWith('train_set'))?.path;
  const remedy = inner
    ? `Give its folder ${inner}.`
    : parsed
      ? 'Give the folder with the images, or correct parseName.'
      : `Give the folder with the images, named as in 1001${findings.views[0]}.jpg.`;
  findings.problems.push({
    kind: 'empty-folder',
    path: folder,
    message: `${folder} has no image of any patient. ${remedy}`,
  });
}
