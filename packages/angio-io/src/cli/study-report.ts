import { isAngioIoError } from '../errors';
import { type ImageInfo, inspectImage } from '../images/inspect-image';
import { orderedMap } from '../ordered-map';
import type { IncompletePatient, Problem, Study } from '../study/study';
import { type Labels, matchLabels } from '../tables/labels';
import type { CliArguments, CliContext, CliResult } from './command';
import { problemLines } from './problem-list';
import { readLabelTable, scanSource } from './study-source';
import { byteText, countText, factTable } from './text-layout';

/** What a study folder or a manifest holds. */
export async function studyReport(path: string, args: CliArguments, context: CliContext): Promise<CliResult> {
  const labels = await readLabelTable(path, args);
  const study = await scanSource(path, args, context, args.values['check-images'] === true);
  const all: IncompletePatient<string>[] = [
    ...study.patients.map((patient) => ({ ...patient, missing: [] })),
    ...study.incomplete,
  ].sort((a, b) => (a.index < b.index ? -1 : 1));
  const views = viewsOf(study);
  const { images, unreadable } = await imageFigures(all, context);
  const problems = [...study.problems, ...unreadable, ...(labels ? matchLabels(all, labels).problems : [])];
  const json = {
    kind: 'study',
    path,
    views,
    patients: study.patients.length,
    incomplete: study.incomplete.map(({ index, missing }) => ({ index, missing })),
    images,
    ...(labels && { labels: labelFigures(labels) }),
    problems,
  };
  const rows = [
    [
      'patients',
      `${study.patients.length} complete${study.incomplete.length > 0 ? `, ${study.incomplete.length} incomplete` : ''}`,
    ],
    ['views', views.map((view) => `${view} ${images.views[view] ?? 0}`).join('  ')],
    ['images', `${countText(images.count, 'file')}, ${byteText(images.bytes)}`],
    ['formats', tally(images.formats)],
    ['values', tally(images.values)],
    ['sizes', images.width ? `width ${spread(images.width)}, height ${spread(images.height!)} pixels` : ''],
    ...(labels ? [['labels', `${countText(labels.length, 'row')}; positive: ${positives(labels)}`]] : []),
  ].filter(([, text]) => text !== '');
  const found =
    problems.length === 0 ? ['No problems.'] : ['Problems', ...problemLines(problems).map((it) => `  ${it}`)];
  const text = `${path}\n${factTable(rows)}\n\n${found.join('\n')}\n`;
  return { json, text, ok: problems.length === 0 };
}

function viewsOf({ patients, incomplete }: Study<string>): string[] {
  const views = new Set([...patients, ...incomplete].flatMap(({ images }) => Object.keys(images)));
  for (const { missing } of incomplete) for (const view of missing) views.add(view);
  return [...views];
}

interface Spread {
  readonly least: number;
  readonly median: number;
  readonly most: number;
}

/** What the headers of all images say, in figures. */
interface ImageFigures {
  readonly count: number;
  readonly bytes: number;
  /** Images of each view, format and kind of value. */
  readonly views: Record<string, number>;
  readonly formats: Record<string, number>;
  readonly values: Record<string, number>;
  readonly width?: Spread;
  readonly height?: Spread;
}

async function imageFigures(
  patients: readonly IncompletePatient<string>[],
  { signal, progress }: CliContext,
): Promise<{ images: ImageFigures; unreadable: Problem[] }> {
  const onProgress = progress('Looking');
  const found: ImageInfo[] = [];
  const views: Record<string, number> = {};
  let done = 0;
  const unreadable: Problem[] = [];
  const look = async ({ index, images }: IncompletePatient<string>) => {
    signal.throwIfAborted();
    const looks = Object.entries(images).map(([view, path]) =>
      inspectImage(path!).catch((error: unknown) => {
        if (!isAngioIoError(error)) throw error;
        unreadable.push({ kind: 'unreadable-image', path: path!, patient: index, view, message: error.message });
      }),
    );
    return Promise.all(looks);
  };
  for await (const infos of orderedMap(patients, 4, look)) {
    const { index, images } = patients[done++]!;
    for (const view of Object.keys(images)) views[view] = (views[view] ?? 0) + 1;
    found.push(...infos.filter((info): info is ImageInfo => info !== undefined));
    onProgress({ done, total: patients.length, patient: index });
  }
  const figures = {
    count: Object.values(views).reduce((sum, count) => sum + count, 0),
    bytes: found.reduce((sum, { bytes }) => sum + bytes, 0),
    views,
    formats: countBy(found, ({ format }) => format),
    values: countBy(found, ({ depth, channels }) => `${depth}, ${channels === 1 ? 'grey' : `${channels} channels`}`),
    ...(found.length > 0 && { width: spreadOf(found, 'width'), height: spreadOf(found, 'height') }),
  };
  return { images: figures, unreadable };
}

function countBy<T>(items: readonly T[], key: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[key(item)] = (counts[key(item)] ?? 0) + 1;
  return counts;
}

function spreadOf(infos: readonly ImageInfo[], side: 'width' | 'height'): Spread {
  const sides = infos.map((info) => info[side]).sort((a, b) => a - b);
  return { least: sides[0]!, median: sides[Math.floor(sides.length / 2)]!, most: sides.at(-1)! };
}

function spread({ least, median, most }: Spread): string {
  return least === most ? String(least) : `${least} to ${most} (median ${median})`;
}

function tally(counts: Record<string, number>): string {
  return Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} (${count})`)
    .join('  ');
}

/** How many rows a label table has, and how many of them are positive for each label. */
export function labelFigures(labels: Labels): { rows: number; positive: Record<string, number> } {
  const positive = labels.names.map((name): [string, number] => [name, labels.column(name).filter(Boolean).length]);
  return { rows: labels.length, positive: Object.fromEntries(positive) };
}

/** The labels with their numbers of positive patients. */
export function positives(labels: Labels): string {
  return Object.entries(labelFigures(labels).positive)
    .map(([name, count]) => `${name} ${count}`)
    .join('  ');
}
