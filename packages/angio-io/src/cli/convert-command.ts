import { convertVolumes } from '../hdf5/convert-volumes';
import { openVolumes } from '../hdf5/open-volumes';
import type { WriteVolumesOptions } from '../hdf5/write-volumes';
import { writeVolumes } from '../hdf5/write-volumes';
import {
  type CliArguments,
  type CliCommand,
  type CliContext,
  type CliOptions,
  type CliResult,
  UsageError,
} from './command';
import { isHdf5 } from './is-hdf5';
import { namesOf, numberOf, textOf } from './parse-arguments';
import { problemLines } from './problem-list';
import {
  IMAGE_OPTIONS,
  imageOptions,
  isFolder,
  isManifest,
  LABEL_OPTIONS,
  readLabelTable,
  STUDY_OPTIONS,
  scanSource,
} from './study-source';
import { countText } from './text-layout';
import { FOREIGN_OPTIONS, openOptions, refuseOptions } from './volume-source';

/** What is written, of images and of volumes. */
const OUTPUT_OPTIONS: CliOptions = {
  dtype: { type: 'string', value: 'TYPE', help: 'uint8 (default) or float32' },
  compression: { type: 'string', value: 'LEVEL', help: 'gzip level, 0 to 9 (default 4)' },
};

/** What is done with the images of a study. */
const WRITE_OPTIONS: CliOptions = {
  size: { type: 'string', value: 'PIXELS', help: 'height and width of a volume (default 256)' },
  kernel: { type: 'string', value: 'NAME', help: 'lanczos3 (default), lanczos2, mitchell, cubic or linear' },
  concurrency: { type: 'string', value: 'N', help: 'how many patients are decoded at a time' },
  'skip-incomplete': {
    type: 'boolean',
    help: 'leave out patients with missing or unreadable images, or without labels',
  },
  resume: { type: 'boolean', help: 'keep what is done when stopped, and go on from it' },
  append: { type: 'boolean', help: 'add the patients to OUT.h5 if it is there' },
};

/** `angio-io convert`: a study, or a volume file of someone else's, to a volume file. */
export const convertCommand: CliCommand = {
  name: 'convert',
  usage: 'FOLDER|MANIFEST.csv|FILE.h5… OUT.h5',
  summary: 'writes a volume file from a study folder, a manifest (columns path, patient, view) or an HDF5 file',
  notes:
    'OUT.h5 appears whole or not at all. Incomplete patients stop it, unless --skip-incomplete is given. With an HDF5 ' +
    'file of another kind, --volumes, --labels and --index name its data sets; several HDF5 files become one.',
  options: {
    ...STUDY_OPTIONS,
    ...LABEL_OPTIONS,
    ...WRITE_OPTIONS,
    ...OUTPUT_OPTIONS,
    ...IMAGE_OPTIONS,
    ...FOREIGN_OPTIONS,
    labels: { type: 'string', value: 'CSV|NAME', help: 'the label table of a study, or of an HDF5 file the data set' },
  },
  positionals: [2, Number.POSITIVE_INFINITY],
  async run(args, context) {
    const sources = args.positionals.slice(0, -1);
    const [first, ...others] = sources as [string];
    const out = args.positionals.at(-1)!;
    if ((await isFolder(first)) || isManifest(first)) {
      if (others.length > 0) throw new UsageError('only HDF5 files can be several');
      return convertStudy(first, out, args, context);
    }
    for (const source of sources) {
      if (!(await isFolder(source)) && (await isHdf5(source))) continue;
      throw new UsageError(`${source} is neither a study folder, nor a manifest (.csv), nor an HDF5 file`);
    }
    return convertFiles(sources, out, args, context);
  },
};

async function convertStudy(source: string, out: string, args: CliArguments, context: CliContext): Promise<CliResult> {
  refuseOptions(args, Object.keys(FOREIGN_OPTIONS), 'is for HDF5 files');
  const options = writeOptions(args);
  const labels = await readLabelTable(source, args);
  const { patients, incomplete, problems } = await scanSource(source, args, context);
  const listed = problemLines(problems).map((line) => `  ${line}`);
  const stop = incomplete.length > 0 && options.skipIncomplete !== true;
  if (stop || patients.length + incomplete.length === 0) {
    const why =
      incomplete.length > 0
        ? `${countText(incomplete.length, 'patient')} of ${patients.length + incomplete.length} incomplete; --skip-incomplete leaves them out`
        : 'there is no patient';
    const text = [`${out} was not written: ${why}.`, '', 'Problems', ...listed, ''].join('\n');
    const json = { path: out, written: false, patients: 0, takenOver: 0, shape: null, skipped: [], problems };
    return { json, text, ok: false };
  }
  const all = [...patients, ...incomplete].sort((a, b) => (a.index < b.index ? -1 : 1));
  const views = namesOf(args, 'views');
  const report = await writeVolumes(out, all, {
    ...options,
    ...(labels && { labels }),
    ...(views && { views }),
    signal: context.signal,
    onProgress: context.progress('Writing'),
  });
  const { index, takenOver, shape, skipped } = report;
  // What keeps a patient out has been listed by the scan, image by image.
  const known = new Set(problems.map(({ patient }) => patient));
  const more = report.problems.filter(({ patient }) => !known.has(patient));
  const lines = [
    `${out}: ${countText(index.length, 'patient')}, ${shape.slice(1).join(' × ')}`,
    ...(takenOver > 0 ? [`${countText(takenOver, 'patient')} were there already`] : []),
    ...(skipped.length > 0 ? [`${countText(skipped.length, 'patient')} left out`] : []),
  ];
  const every = [...problems, ...more];
  if (every.length > 0) lines.push('', 'Problems', ...problemLines(every).map((line) => `  ${line}`));
  const json = { path: out, written: true, patients: index.length, takenOver, shape, skipped, problems: every };
  return { json, text: `${lines.join('\n')}\n`, ok: true };
}

async function convertFiles(
  sources: readonly string[],
  out: string,
  args: CliArguments,
  context: CliContext,
): Promise<CliResult> {
  const studyOnly = [...Object.keys({ ...WRITE_OPTIONS, ...IMAGE_OPTIONS }), ...STUDY_ONLY];
  refuseOptions(args, studyOnly, 'is for studies, not for HDF5 files');
  const volumes = await openVolumes(sources, openOptions(args));
  try {
    const { shape, index } = await convertVolumes(volumes, out, {
      ...outputOptions(args),
      signal: context.signal,
      onProgress: context.progress('Writing'),
    });
    const json = { path: out, written: true, patients: index.length, takenOver: 0, shape, skipped: [], problems: [] };
    const text = `${out}: ${countText(index.length, 'patient')}, ${shape.slice(1).join(' × ')}\n`;
    return { json, text, ok: true };
  } finally {
    volumes.close();
  }
}

const STUDY_ONLY = ['pattern', 'root', 'label-columns', 'index-column', 'index-pattern'];

function outputOptions(args: CliArguments): Pick<WriteVolumesOptions, 'dtype' | 'compression'> {
  const dtype = textOf(args, 'dtype') as WriteVolumesOptions['dtype'];
  const compression = numberOf(args, 'compression');
  return { ...(dtype !== undefined && { dtype }), ...(compression !== undefined && { compression }) };
}

function writeOptions(args: CliArguments): WriteVolumesOptions {
  const [size, concurrency] = [numberOf(args, 'size'), numberOf(args, 'concurrency')];
  const kernel = textOf(args, 'kernel') as WriteVolumesOptions['kernel'];
  return {
    ...outputOptions(args),
    ...imageOptions(args),
    ...(size !== undefined && { size }),
    ...(concurrency !== undefined && { concurrency }),
    ...(kernel !== undefined && { kernel }),
    ...(args.values['skip-incomplete'] === true && { skipIncomplete: true }),
    ...(args.values.resume === true && { resume: true }),
    ...(args.values.append === true && { append: true }),
  };
}
