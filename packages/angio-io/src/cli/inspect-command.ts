import { open } from 'node:fs/promises';
import { asAccessError } from '../errors';
import type { CliArguments, CliCommand, CliContext, CliResult } from './command';
import { describeError } from './describe-error';
import { imageReport } from './image-report';
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
  async run(args, context) {
    const results: CliResult[] = [];
    for (const path of args.positionals) {
      context.signal.throwIfAborted();
      try {
        results.push(await inspect(path, args, context));
      } catch (error) {
        // Alone, it ends the program; among others, the others are still of interest.
        if (args.positionals.length === 1) throw error;
        context.signal.throwIfAborted();
        const { tag, message } = describeError(error);
        results.push({ json: { kind: 'error', path, tag, message }, text: `${message}\n`, ok: false });
      }
    }
    return {
      json: results.map(({ json }) => json),
      text: results.map(({ text }) => text).join('\n'),
      ok: results.every(({ ok }) => ok),
    };
  },
};

async function inspect(path: string, args: CliArguments, context: CliContext): Promise<CliResult> {
  if ((await isFolder(path)) || isManifest(path)) return studyReport(path, args, context);
  return (await isHdf5(path)) ? volumeReport(path, args) : imageReport(path);
}

/** Whether a file begins as HDF5 files do (HDF5 File Format Specification 3.0, II.A). */
export async function isHdf5(path: string): Promise<boolean> {
  try {
    const handle = await open(path);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(8), 0, 8, 0);
      return buffer.toString('hex', 0, bytesRead) === '894844460d0a1a0a';
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw asAccessError(path, error, 'Check the name.');
  }
}
