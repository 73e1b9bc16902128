import { constants } from 'node:fs';
import { copyFile, rename, rm } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { besides } from '../atomic-file';
import { CorruptVolumeError, VolumesMismatchError } from '../errors';
import type { Labels } from '../tables/labels';
import { clearConsistencyFlags } from './consistency-flags';
import { type KeptVolumes, openKeptVolumes } from './kept-volumes';
import type { VolumeLayout, VolumeWriter } from './volume-writer';
import { continueVolumes, createVolumes } from './volume-writer';

/** What is to be written, and on top of what. */
export interface Start {
  readonly target: string;
  readonly layout: VolumeLayout;
  /** The patients of the call, in its order. */
  readonly patients: readonly { readonly index: string }[];
  readonly labels: Labels | undefined;
  /** The finished file that is added to. */
  readonly base: KeptVolumes | undefined;
  /** Whether to go on from what an interrupted call has left. */
  readonly resume: boolean;
  /** Whether patients of the list may have been left out. */
  readonly gaps: boolean;
  readonly signal: AbortSignal | undefined;
}

/** A writer that stands behind the patients that are in the file already. */
export interface Started {
  readonly writer: VolumeWriter;
  /** Those patients, in the file's order. */
  readonly taken: readonly string[];
}

/** The unfinished file of a target. */
export function partialFor(target: string): string {
  return besides(target, '.partial');
}

/**
 * Begin the unfinished file: from nothing, from a copy of the finished one (append), or from what an interrupted call
 * has left (resume). What must not be lost is never written to in place other than by HDF5 in SWMR mode: anything else
 * is made under another name first.
 */
export async function startWriting(start: Start): Promise<Started> {
  const partial = partialFor(start.target);
  const made = besides(start.target, '.partial.new');
  await rm(made, { force: true });
  const resumed = start.resume ? await takeOver(start, partial, made) : undefined;
  if (resumed) return resumed;

  await rm(partial, { force: true });
  const { base, layout } = start;
  if (!base) return { writer: await createVolumes(partial, layout), taken: [] };
  if (isRoomy(base, layout)) await copyFile(start.target, made, constants.COPYFILE_FICLONE);
  else await rewrite(start, base, base.index.length, made);
  await rename(made, partial);
  return { writer: await continueVolumes(partial, layout, base.index.length), taken: base.index };
}

async function takeOver(start: Start, partial: string, made: string): Promise<Started | undefined> {
  const { layout, base } = start;
  let stored: KeptVolumes;
  try {
    // The lock is ours: nobody is writing it, whatever its flags say. (Reading it as it is, in SWMR mode, HDF5 would try
    // again and again to read what is damaged, and for a truncated superblock never end.)
    if (!(await clearConsistencyFlags(partial))) return undefined;
    stored = await openKeptVolumes(partial);
  } catch {
    // None, or one whose writer was killed before its first patient: there is nothing to go on from.
    return undefined;
  }
  let length = 0;
  let roomy: boolean;
  try {
    if (stored.index.length === 0) return undefined;
    const differences = [...layoutDifferences(stored.layout, layout), ...patientDifferences(stored, start)];
    if (differences.length > 0) throw new VolumesMismatchError(partial, differences, RESUME_REMEDY);
    while (length < stored.index.length && stored.isWhole(length)) {
      length++;
      await nextTurn();
      start.signal?.throwIfAborted();
    }
    if (length <= (base?.index.length ?? 0)) return undefined;
    roomy = isRoomy(stored, layout);
    if (!roomy) await rewrite(start, stored, length, made);
  } finally {
    stored.close();
  }
  if (!roomy) await rename(made, partial);
  return { writer: await continueVolumes(partial, layout, length), taken: stored.index.slice(0, length) };
}

const RESUME_REMEDY = 'Give the same patients and options as before, or write the file anew (without resume).';

/** Whether the file can be grown as it is. */
function isRoomy(stored: KeptVolumes, layout: VolumeLayout): boolean {
  return stored.version > 1 && stored.layout.indexWidth >= layout.indexWidth;
}

/** Write a file's first patients to a new one: with longer names, or in the present format. */
async function rewrite(start: Start, stored: KeptVolumes, length: number, path: string): Promise<void> {
  const writer = await createVolumes(path, start.layout);
  try {
    for (let at = 0; at < length; at++) {
      start.signal?.throwIfAborted();
      if (!stored.isWhole(at)) {
        const part = `volume ${at} (patient ${stored.index[at]})`;
        throw new CorruptVolumeError(start.target, part, 'its checksum is wrong');
      }
      const volume = await writer.prepare(stored.read(at));
      writer.append({ index: stored.index[at]!, volume, labels: stored.labels(at) });
      await nextTurn();
    }
    writer.finish();
  } finally {
    writer.close();
  }
}

/** What of a file differs from what is asked for, one phrase each. */
export function layoutDifferences(
  stored: KeptVolumes['layout'],
  wanted: Pick<VolumeLayout, 'compression' | 'views' | 'labelNames' | 'recipe'>,
): string[] {
  const list = (names: readonly string[] | undefined) => names?.join(', ') ?? 'none';
  // What a file of version 1 does not say of itself is not known; the others say everything but defaults.
  const keys = Object.keys({ ...(stored.recipe.kernel !== undefined && wanted.recipe), ...stored.recipe });
  const show = (value: unknown) =>
    value === undefined ? 'the default' : typeof value === 'object' ? JSON.stringify(value) : value;
  const pairs: [string, unknown, unknown][] = [
    ...keys.map((key): [string, unknown, unknown] => [key, show(stored.recipe[key]), show(wanted.recipe[key])]),
    ['compression', stored.compression, wanted.compression],
    ['views', list(stored.views), list(wanted.views)],
    ['label names', list(stored.labelNames), list(wanted.labelNames)],
  ];
  return pairs
    .filter(([, found, asked]) => found !== asked)
    .map(([name, found, asked]) => `${name}: ${found} there, ${asked} asked for`);
}

/** How the patients of an interrupted call differ from those of this one: the first one that does. */
function patientDifferences(stored: KeptVolumes, { base, patients, labels, gaps }: Start): string[] {
  const before = base?.index ?? [];
  const expected = [...before, ...patients.map(({ index }) => index)];
  let at = 0;
  for (const [row, index] of stored.index.entries()) {
    if (gaps && row >= before.length) while (at < expected.length && expected[at] !== index) at++;
    if (expected[at] !== index) return [`patient ${row}: ${index} there, ${expected[at] ?? 'none'} asked for`];
    at++;
    const [found, asked] = [stored.labels(row), row < before.length ? base!.labels(row) : labels?.get(index)];
    if (String(found) !== String(asked)) return [`labels of patient ${index}: ${found} there, ${asked} asked for`];
  }
  return [];
}
