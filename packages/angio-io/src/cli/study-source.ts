import { stat } from 'node:fs/promises';
import type { DicomImageOptions } from '../dicom/dicom-options';
import type { DicomTags } from '../dicom/tags';
import { asAccessError } from '../errors';
import type { ImageOptions } from '../images/image-options';
import { scanManifest } from '../study/scan-manifest';
import { type ScanOptions, scanStudy } from '../study/scan-study';
import type { Study } from '../study/study';
import type { Labels } from '../tables/labels';
import { readLabels } from '../tables/read-labels';
import { type CliArguments, type CliContext, type CliOptions, UsageError } from './command';
import { namesOf, numberOf, patternOf, textOf } from './parse-arguments';

/** What the images in a folder are called. */
export const FOLDER_OPTIONS: CliOptions = {
  views: { type: 'string', value: 'A,B,…', help: 'the views, in channel order (default: the eight of K-ium)' },
  pattern: {
    type: 'string',
    value: 'REGEXP',
    help: "how files are named: a pattern for the path from the folder on, with the groups (?<view>…) and (?<index>…); without the latter the file's folder is the patient (default: 1001LI-A.jpg)",
  },
  'dicom-tags': {
    type: 'boolean',
    help: 'DICOM files are known by Patient ID and View Position or Series Description, not by their names',
  },
  'patient-tag': {
    type: 'string',
    value: 'TAG',
    help: 'they are known by another tag, such as clinicalTrialSubjectId',
  },
  'view-tag': { type: 'string', value: 'TAG', help: 'their view is known by another tag, such as protocolName' },
};

/** Where the images of a study are, and what they are called. */
export const STUDY_OPTIONS: CliOptions = {
  ...FOLDER_OPTIONS,
  root: { type: 'string', value: 'FOLDER', help: "where a manifest's relative paths start (default: its own folder)" },
};

/** How image files are read. */
export const IMAGE_OPTIONS: CliOptions = {
  'fail-on': { type: 'string', value: 'LEVEL', help: 'refuse images at a warning (default), error or truncated' },
  range: {
    type: 'string',
    value: 'RANGE',
    help: 'black and white of images of more than 8 bits: full, stored, or two numbers, as in 0,4095',
  },
  page: { type: 'string', value: 'N', help: 'which page of files with several, from 0' },
  frames: { type: 'string', value: 'HOW', help: 'a DICOM run as minimum (default), peak-contrast, or a frame from 0' },
  voi: { type: 'string', value: 'WINDOW', help: 'its window: auto (default), full, or CENTER,WIDTH' },
  subtraction: { type: 'string', value: 'HOW', help: 'its mask is subtracted: auto (default) or none' },
  invert: { type: 'boolean', help: 'turn black and white of DICOM files round' },
};

/** The label table of a study. */
export const LABEL_OPTIONS: CliOptions = {
  labels: { type: 'string', value: 'CSV', help: 'the label table' },
  'label-columns': { type: 'string', value: 'A,B,…', help: 'its label columns, or all (default: those of K-ium)' },
  'index-column': { type: 'string', value: 'NAME', help: 'its column with the patients (default: Index)' },
  'index-pattern': {
    type: 'string',
    value: 'REGEXP',
    help: 'what a patient is called there (default: four digits; any text with --pattern or a manifest)',
  },
};

/** Whether a path is a folder or a file. */
export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw asAccessError(path, error, 'Check the name.');
  }
}

/** Whether a file is a manifest, by its name. */
export function isManifest(path: string): boolean {
  return /\.csv$/i.test(path);
}

/** The study in a folder or behind a manifest. */
export async function scanSource(
  path: string,
  args: CliArguments,
  { signal, progress }: CliContext,
  verifyImages = false,
): Promise<Study<string>> {
  const views = namesOf(args, 'views');
  const parseName = patternOf(args, 'pattern');
  const root = textOf(args, 'root');
  const options = { ...imageOptions(args), views, verifyImages, signal, onProgress: progress('Checking') };
  if (!isManifest(path)) {
    if (root !== undefined) throw new UsageError('--root is for manifests');
    return scanStudy<string>(path, { ...options, parseName, dicomIdentity: tagMapping(args) });
  }
  if (tagMapping(args)) throw new UsageError('tags are for folders: a manifest names the patients itself');
  if (parseName) throw new UsageError('--pattern is for folders: a manifest names the patients itself');
  return scanManifest<string>(path, { ...options, ...(root !== undefined && { root }) });
}

/** Which DICOM tags name patients and views. */
export function tagMapping(args: CliArguments): ScanOptions<string>['dicomIdentity'] {
  const [patient, view] = [textOf(args, 'patient-tag'), textOf(args, 'view-tag')];
  if (patient === undefined && view === undefined) return args.values['dicom-tags'] === true;
  return { ...(patient !== undefined && { patient: tag(patient) }), ...(view !== undefined && { view: tag(view) }) };
}

function tag(name: string): (tags: DicomTags) => string | undefined {
  return (tags) => {
    const value = (tags as unknown as Record<string, unknown>)[name];
    return value === undefined ? undefined : String(value);
  };
}

/** The options about image files. */
export function imageOptions(args: CliArguments): ImageOptions {
  const failOn = textOf(args, 'fail-on') as ImageOptions['failOn'];
  const range = textOf(args, 'range');
  const page = numberOf(args, 'page');
  const dicom = dicomOptions(args);
  return {
    ...(failOn !== undefined && { failOn }),
    ...(range !== undefined && { range: rangeOf(range) }),
    ...(page !== undefined && { page }),
    ...(Object.keys(dicom).length > 0 && { dicom }),
  };
}

function dicomOptions(args: CliArguments): DicomImageOptions {
  const [frames, voi, subtraction] = [textOf(args, 'frames'), textOf(args, 'voi'), textOf(args, 'subtraction')];
  const [center, width] = voi?.split(',').map(Number) ?? [];
  return {
    ...(frames !== undefined && { frames: /^\d+$/.test(frames) ? Number(frames) : (frames as 'minimum') }),
    ...(voi !== undefined && { voi: width === undefined ? (voi as 'auto') : { center: center!, width } }),
    ...(subtraction !== undefined && { subtraction: subtraction as 'auto' }),
    ...(args.values.invert === true && { invert: true }),
  };
}

function rangeOf(text: string): ImageOptions['range'] {
  return text.includes(',') ? (text.split(',').map(Number) as unknown as [number, number]) : (text as 'full');
}

/** The label table, if there is one. */
export async function readLabelTable(path: string, args: CliArguments): Promise<Labels | undefined> {
  const csv = textOf(args, 'labels');
  const columns = namesOf(args, 'label-columns');
  const indexColumn = textOf(args, 'index-column');
  const anyName = textOf(args, 'pattern') !== undefined || isManifest(path);
  const indexPattern = patternOf(args, 'index-pattern') ?? (anyName ? /.+/u : undefined);
  if (csv === undefined) {
    for (const name of Object.keys(LABEL_OPTIONS)) {
      if (textOf(args, name) !== undefined) throw new UsageError(`--${name} needs --labels`);
    }
    return undefined;
  }
  const labels = columns?.length === 1 && columns[0] === 'all' ? 'all' : columns;
  return readLabels(csv, {
    ...(labels && { labels }),
    ...(indexColumn !== undefined && { indexColumn }),
    ...(indexPattern && { indexPattern }),
  });
}
