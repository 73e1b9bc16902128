import { type SortOptions, sortByPatient } from '../study/sort-by-patient';
import type { CliCommand } from './command';
import { namesOf, patternOf, textOf } from './parse-arguments';
import { problemLines } from './problem-list';
import { FOLDER_OPTIONS, tagMapping } from './study-source';
import { countText } from './text-layout';

/** `angio-io sort`: a folder for each patient. */
export const sortCommand: CliCommand = {
  name: 'sort',
  usage: 'FOLDER OUTFOLDER',
  summary: 'makes one folder a patient, OUTFOLDER/1001/1001LI-A.jpg, and leaves the originals as they are',
  options: {
    mode: { type: 'string', value: 'MODE', help: 'copy (default), link (hard links) or symlink' },
    ...FOLDER_OPTIONS,
  },
  positionals: [2, 2],
  async run(args, { signal, progress }) {
    const [folder, outFolder] = args.positionals as [string, string];
    const { patients, incomplete, problems, files } = await sortByPatient<string>(folder, outFolder, {
      mode: textOf(args, 'mode') as SortOptions['mode'],
      views: namesOf(args, 'views'),
      parseName: patternOf(args, 'pattern'),
      dicomIdentity: tagMapping(args),
      signal,
      onProgress: progress('Sorting'),
    });
    const count = patients.length + incomplete.length;
    const lines = [
      `${countText(files, 'image')} of ${countText(count, 'patient')} in ${outFolder}`,
      ...(problems.length > 0 ? ['', 'Problems', ...problemLines(problems).map((line) => `  ${line}`)] : []),
    ];
    const json = {
      folder: outFolder,
      files,
      patients: patients.map(({ index }) => index),
      incomplete: incomplete.map(({ index, missing }) => ({ index, missing })),
      problems,
    };
    return { json, text: `${lines.join('\n')}\n`, ok: problems.length === 0 };
  },
};
