import type { CliArguments, CliCommand, CliContext, CliResult } from './command';
import { eachPath } from './each-path';
import { imageReport } from './image-report';
import { isHdf5 } from './is-hdf5';
import { studyReport } from './study-report';
import { IMAGE_OPTIONS, isFolder, isManifest, LABEL_OPTIONS, STUDY_OPTIONS } from './study-source';
import { volumeReport } from './volume-report';
import { FOREIGN_OPTIONS } from './volume-source';

/** `angio-io inspect`: what a file or folder holds. */
export const inspectCommand: CliCommand = {
  name: 'inspect',
  usage: 'FILE|FOLDER…',
  summary: 'says what a study folder, a manifest, a volume file or an image holds, and what is wrong with it',
  notes: 'With a study, --labels is its label table; with an HDF5 file that is not of this package, a data set.',
  options: {
    ...STUDY_OPTIONS,
    'check-images': { type: 'boolean', help: 'decode every image of a study' },
    ...IMAGE_OPTIONS,
    ...LABEL_OPTIONS,
    ...FOREIGN_OPTIONS,
    labels: { type: 'string', value: 'CSV|NAME', help: 'the label table of a study, or of an HDF5 file the data set' },
  },
  positionals: [1, Number.POSITIVE_INFINITY],
  run: (args, context) => eachPath(args, context, '\n', (path) => inspect(path, args, context)),
};

async function inspect(path: string, args: CliArguments, context: CliContext): Promise<CliResult> {
  if ((await isFolder(path)) || isManifest(path)) return studyReport(path, args, context);
  return (await isHdf5(path)) ? volumeReport(path, args) : imageReport(path);
}
