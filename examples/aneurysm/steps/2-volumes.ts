import {
  type IncompletePatient,
  type Labels,
  matchLabels,
  type Patient,
  type Problem,
  readLabels,
  scanStudy,
  writeVolumes,
} from '@kium/angio-io';
import { countProblems, type LeftOut } from '../cohort';
import { UserError } from '../errors';
import { writeWhole } from '../files';
import { FILES, pathOf, type Run } from '../run';
import type { Study } from './1-study';

/** The two volume files, and who is in them. */
export interface Volumes {
  train: { patients: number; skipped: string[] };
  test: { patients: number; skipped: string[] };
  problems: LeftOut['problems'];
  fingerprint: string;
}

interface Set {
  name: 'train' | 'test';
  /** Complete patients, and unless they are to be skipped the incomplete ones. */
  patients: (Patient | IncompletePatient)[];
  labels: Labels | undefined;
  problems: Problem[];
  skipped: string[];
}

/** These leave a patient complete: they are listed, and nothing more. */
const HARMLESS: ReadonlySet<Problem['kind']> = new Set([
  'extra-view',
  'no-index',
  'wrong-folder',
  'stray-file',
  'unreadable-name',
]);

/** 2. The volumes: eight views a patient, grey, size × size × 8, in one HDF5 file a set. */
export async function stackVolumes(run: Run, study: Study): Promise<Volumes> {
  const { size, skipIncomplete } = run.settings;
  const inputs = { study: study.fingerprint, size, skipIncomplete };
  const { result, fingerprint, wasFinished } = await run.state.step(
    'volumes',
    inputs,
    [FILES.train, FILES.test],
    async () => {
      const trainLabels = await readLabels(study.trainLabels);
      const testTable = study.testLabels === null ? undefined : await readLabels(study.testLabels);
      const sets = [
        await readSet(run, 'train', study.trainFolder, trainLabels),
        await readSet(run, 'test', study.testFolder, testTable),
      ];
      await listProblems(run, sets);
      const [train, test] = [await write(run, sets[0]!), await write(run, sets[1]!)];
      // Unreadable images are found while they are decoded.
      if (train.skipped.length + test.skipped.length > 0) await listProblems(run, sets, { final: true });
      return { train, test, problems: countProblems(sets.flatMap((set) => set.problems)) };
    },
  );
  const { train, test } = result;
  const shape = `${size}×${size}×8`;
  run.screen.line(
    `Volumes: ${train.patients} + ${test.patients} of ${shape} ${wasFinished ? 'from an earlier run' : 'written'}, in ${pathOf(run, 'train')} and ${pathOf(run, 'test')}`,
  );
  const skipped = [...train.skipped, ...test.skipped];
  if (skipped.length > 0) {
    run.screen.line(`  left out as incomplete: ${skipped.join(', ')} (why: ${pathOf(run, 'problems')})`);
  }
  return { ...result, fingerprint };
}

/** The patients of a folder in the order of their label table, and everything that is wrong with them. */
async function readSet(run: Run, name: Set['name'], folder: string, labels: Labels | undefined): Promise<Set> {
  const scanned = await scanStudy(folder, { signal: run.signal });
  const all = [...scanned.patients, ...scanned.incomplete];
  const match = labels && matchLabels(all, labels);
  const labelled = match?.patients ?? all;
  const order = new Map(labels?.index.map((index, at) => [index, at]));
  const complete = new Set(scanned.patients.map(({ index }) => index));
  const usable = labelled.filter(({ index }) => complete.has(index));
  usable.sort((a, b) => (order.get(a.index) ?? 0) - (order.get(b.index) ?? 0));
  const kept = new Set(usable.map(({ index }) => index));
  const everyone = new Set([...all.map(({ index }) => index), ...(labels?.index ?? [])]);
  return {
    name,
    patients: usable,
    // The test table is all zero: it names the patients, and its labels are never used.
    labels: name === 'train' ? labels : undefined,
    problems: [...scanned.problems, ...(match?.problems ?? [])],
    skipped: [...everyone].filter((index) => !kept.has(index)).sort(),
  };
}

const SHOWN = 20;

/** Lists what is wrong on the screen and in a file; stops the run unless incomplete patients are to be left out. */
async function listProblems(run: Run, sets: Set[], { final = false } = {}): Promise<void> {
  const problems = sets.flatMap(({ problems }) => problems);
  const path = pathOf(run, 'problems');
  if (problems.length === 0) return;
  await writeWhole(path, `${problems.map(({ kind, message }) => `${kind}: ${message}`).join('\n')}\n`);
  if (final) return;
  run.screen.line(`${problems.length} problems in the study:`);
  for (const { message } of problems.slice(0, SHOWN)) run.screen.line(`  ${message}`);
  if (problems.length > SHOWN) run.screen.line(`  … and ${problems.length - SHOWN} more, all in ${path}`);
  const empty = problems.find(({ kind }) => kind === 'empty-folder');
  if (empty) throw new UserError(empty.message);
  const grave = problems.filter(({ kind }) => !HARMLESS.has(kind));
  if (grave.length > 0 && !run.settings.skipIncomplete) {
    const patients = new Set(grave.map(({ patient }) => patient)).size;
    throw new UserError(
      `${patients} patients are incomplete; the list is in ${path}. Put the files right, or leave those patients out with --skip-incomplete.`,
    );
  }
}

async function write(run: Run, set: Set): Promise<Volumes['train']> {
  const { size, skipIncomplete } = run.settings;
  const { name, patients, labels } = set;
  const title = `Volumes: stacking ${patients.length} ${name === 'train' ? 'training' : 'test'} patients`;
  const progress = run.screen.begin(title, patients.length);
  try {
    const report = await writeVolumes(pathOf(run, name), patients, {
      size,
      ...(labels ? { labels } : {}),
      skipIncomplete,
      onProgress: ({ done }) => progress.update(done),
      onProblem: (problem) => set.problems.push(problem),
      signal: run.signal,
    });
    return { patients: report.index.length, skipped: [...set.skipped, ...report.skipped].sort() };
  } finally {
    progress.end();
  }
}
