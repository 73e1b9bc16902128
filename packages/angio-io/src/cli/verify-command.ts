import { verifyVolumes } from '../hdf5/open-volumes';
import { decodeAngiogram } from '../images/decode-angiogram';
import { checkImageOptions } from '../images/image-options';
import type { CliArguments, CliCommand, CliContext, CliResult } from './command';
import { eachPath } from './each-path';
import { isHdf5 } from './is-hdf5';
import { problemLines } from './problem-list';
import { IMAGE_OPTIONS, imageOptions, isFolder, isManifest, STUDY_OPTIONS, scanSource } from './study-source';
import { countText } from './text-layout';
import { FOREIGN_OPTIONS, openOptions, refuseOptions } from './volume-source';

/** `angio-io verify`: whether everything can be read and agrees with its checksums. */
export const verifyCommand: CliCommand = {
  name: 'verify',
  usage: 'FILE|FOLDER…',
  summary: 'reads everything: of volume files each patient and its checksums, of studies and manifests each image',
  options: {
    ...STUDY_OPTIONS,
    ...IMAGE_OPTIONS,
    ...FOREIGN_OPTIONS,
    labels: { type: 'string', value: 'NAME', help: 'its data set with the labels' },
  },
  positionals: [1, Number.POSITIVE_INFINITY],
  run: (args, context) => eachPath(args, context, '', (path) => verify(path, args, context)),
};

async function verify(path: string, args: CliArguments, context: CliContext): Promise<CliResult> {
  if ((await isFolder(path)) || isManifest(path)) return verifyStudy(path, args, context);
  if (!(await isHdf5(path))) return verifyImage(path, args);
  refuseOptions(args, [...Object.keys(IMAGE_OPTIONS), 'pattern', 'root'], 'is for studies, not for HDF5 files');
  const { signal, progress } = context;
  const report = await verifyVolumes(path, { ...openOptions(args), signal, onProgress: progress('Verifying') });
  const { length, checksums, unfinished, damaged } = report;
  const how = checksums ? 'all checksums agree' : 'everything can be read; the file has no checksums';
  const lines = [
    damaged.length === 0
      ? `${path}: ${countText(length, 'patient')}, ${how}`
      : `${path}: ${damaged.length} of ${countText(length, 'patient')} damaged`,
    ...damaged.map(({ message }) => `  ${message}`),
    ...(unfinished ? ['  The run that wrote it was interrupted: angio-io convert --resume goes on from it.'] : []),
  ];
  const json = { kind: 'volumes', path, patients: length, checksums, unfinished, damaged };
  return { json, text: `${lines.join('\n')}\n`, ok: damaged.length === 0 && !unfinished };
}

async function verifyImage(path: string, args: CliArguments): Promise<CliResult> {
  const how = checkImageOptions(imageOptions(args));
  await decodeAngiogram({ path, patient: '', view: '', size: 8, kernel: 'linear', ...how });
  return { json: { kind: 'image', path }, text: `${path}: the image can be read whole\n`, ok: true };
}

async function verifyStudy(path: string, args: CliArguments, context: CliContext): Promise<CliResult> {
  refuseOptions(args, [...Object.keys(FOREIGN_OPTIONS), 'labels'], 'is for HDF5 files');
  const { patients, incomplete, problems } = await scanSource(path, args, context, true);
  const count = patients.length + incomplete.length;
  const lines = [
    `${path}: ${patients.length} of ${countText(count, 'patient')} complete and readable`,
    ...problemLines(problems).map((line) => `  ${line}`),
  ];
  const json = {
    kind: 'study',
    path,
    patients: patients.length,
    incomplete: incomplete.map(({ index, missing }) => ({ index, missing })),
    problems,
  };
  return { json, text: `${lines.join('\n')}\n`, ok: problems.length === 0 };
}
