import { realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { namesOption } from '../options';
import { type ManifestOptions, readManifest } from '../tables/manifest';
import { asStudy, Findings, type FoundImage } from './findings';
import { viewMatcher } from './match-view';
import { VIEWS, type View } from './names';
import type { Study } from './study';
import { type VerifyOptions, verifyImages } from './verify-images';

/** Options of {@link scanManifest}. */
export interface ScanManifestOptions<V extends string = View> extends VerifyOptions, ManifestOptions {
  /** The views of a patient, in channel order. Default: the eight {@link VIEWS}. */
  readonly views?: readonly V[];
  /** The folder that relative paths start from. Default: the manifest's own. */
  readonly root?: string;
}

/**
 * Find the patients of a study by a manifest, a CSV table with the columns `path`, `patient` and `view` (see
 * {@link readManifest}), wherever the files lie and however they are named.
 *
 * Listed in `problems`, with the manifest's line: a file that is not there, a second file for one view, a file that
 * stands for two images (their patients stand in `incomplete`), and a view that is none of `views`.
 *
 * @throws what {@link readManifest} throws; OptionError
 */
export async function scanManifest<V extends string = View>(
  csv: string,
  options: ScanManifestOptions<V> = {},
): Promise<Study<V>> {
  const views = namesOption('views', options.views, VIEWS as readonly string[] as readonly V[]);
  const findings = new Findings<V>(views, () => `add its row to ${csv}`);
  const { rows } = await readManifest(csv, options);
  const root = options.root ?? dirname(csv);
  const matchView = viewMatcher(views);
  /** The rows of each file, by its path on the disk. */
  const rowsOf = new Map<string, (FoundImage<V> & { readonly line: number })[]>();

  for (const { path, patient, view: name, line } of rows) {
    options.signal?.throwIfAborted();
    findings.know(patient);
    const view = matchView(name);
    const file = await findFile(root, path);
    const at = `${csv}, line ${line}`;
    if (view === undefined) {
      const what = `${JSON.stringify(name)} (${at}) is none of the views ${views.join(', ')}: correct the row`;
      findings.report('extra-view', file?.path ?? path, what, { patient, line });
    } else if (file === undefined) {
      const what = `no such file (${at}): correct the path, which starts from ${root}, or remove the row`;
      findings.report('missing-file', locate(root, path), what, { patient, view, line });
    } else {
      rowsOf.set(file.real, [...(rowsOf.get(file.real) ?? []), { path: file.path, index: patient, view, line }]);
    }
  }
  for (const images of rowsOf.values()) {
    // Which row is right is not guessed: none of them counts.
    if (images.length === 1) findings.add(images[0]!);
    else for (const image of images) reportShared(image, images, csv, findings);
  }
  const found = findings.pick();
  const checked = options.verifyImages ? await verifyImages(found, findings, options) : found;
  if (found.length === 0) {
    const message = `${csv} has no image of any patient. Look at the other problems, or add rows.`;
    findings.problems.push({ kind: 'empty-folder', path: csv, message });
  }
  return asStudy(checked, findings.problems);
}

function reportShared<V extends string>(
  image: FoundImage<V>,
  images: readonly FoundImage<V>[],
  csv: string,
  findings: Findings<V>,
): void {
  const others = images.filter((other) => other !== image);
  const theirs = others.map(({ index, view, line }) => `patient ${index}, view ${view} (line ${line})`).join('; ');
  const { path, index: patient, view, line } = image;
  const what = `${csv}, line ${line}, gives it to patient ${patient}, view ${view}, but it is also that of ${theirs}`;
  findings.report('duplicate-file', path, `${what}: correct the rows`, { patient, view, line });
}

/** The file that a cell names: as it is opened, and as the disk knows it; undefined if there is none. */
async function findFile(root: string, cell: string): Promise<{ path: string; real: string } | undefined> {
  // A table made on Windows has backslashes, and one made on macOS may have other forms of the letters.
  for (const name of new Set([cell, cell.normalize('NFC'), cell.normalize('NFD'), cell.replaceAll('\\', '/')])) {
    const path = locate(root, name);
    const isFile = await stat(path).then(
      (found) => found.isFile(),
      () => false,
    );
    if (isFile) return { path, real: await realpath(path) };
  }
  return undefined;
}

function locate(root: string, path: string): string {
  return isAbsolute(path) ? path : join(root, path);
}
