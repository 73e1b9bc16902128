import { copyFile, cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LABELS, readPredictions, VIEWS } from '@kium/angio-io';
import { FittedThresholds } from '@kium/thresholds';
import { isTrainingError } from '@kium/training';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readArguments } from '../arguments';
import type { LabelEvaluation } from '../label-evaluation';
import { runPipeline } from '../pipeline';
import { type Recorder, recorder } from './recorder';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kium-pipeline-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const TINY = '--patients 16 --test-patients 8 --study-size 64 --size 32 --epochs 1 --batch-size 6 --backend simd'.split(
  ' ',
);

function run(out: string, screen: Recorder, signal = new AbortController().signal, ...more: string[]): Promise<void> {
  return runPipeline(readArguments([...TINY, '--out', join(folder, out), ...more])!, screen, signal);
}

/** Runs until some work has reported so often, and then stops as Ctrl-C does. */
async function interrupt(out: string, work: RegExp, after: number): Promise<void> {
  const controller = new AbortController();
  const screen = recorder((title, reports) => {
    if (work.test(title) && reports === after) controller.abort();
  });
  const failure = await run(out, screen, controller.signal).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(controller.signal.aborted, `work like ${work} should have begun`).toBe(true);
  const isStop = failure === controller.signal.reason || isTrainingError(failure, 'StoppedError');
  expect(isStop, String(failure)).toBe(true);
  const left = await readdir(join(folder, out), { recursive: true });
  expect(left.filter((name) => /tmp|partial/.test(name))).toEqual([]);
}

const read = (out: string, file: string) => readFile(join(folder, out, file), 'utf8');

test('writes the competition’s table and the whole report', async () => {
  const screen = recorder();
  await run('whole', screen);

  const csv = await read('whole', 'output.csv');
  const [header, ...rows] = csv.trimEnd().split('\n');
  expect(header).toBe(['Index', ...LABELS].join(','));
  expect(rows).toHaveLength(8);
  expect(rows.every((row) => /^\d{4},(0|1|0\.\d+(e-\d+)?|\d(\.\d+)?e-\d+)(,[01]){21}$/.test(row))).toBe(true);
  const predictions = await readPredictions(join(folder, 'whole', 'output.csv'));
  expect(predictions.map(({ index }) => index)).toEqual([
    '8001',
    '8002',
    '8003',
    '8004',
    '8005',
    '8006',
    '8007',
    '8008',
  ]);

  const text = screen.lines.join('\n');
  for (const part of ['Presence, by epoch', 'Location, by epoch', 'All negative', 'AUROC', 'L_AntChor', 'max-f1']) {
    expect(text).toContain(part);
  }
  const page = await read('whole', 'report.html');
  expect(page).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
  const results = JSON.parse(await read('whole', 'results.json'));
  expect(results.presence).toMatchObject({ parameters: 4_011_550, trainPatients: 11, heldOutPatients: 5 });
  expect(results.location).toMatchObject({ parameters: 4_035_889 });
  expect(results.evaluations.test.patients).toBe(8);
  expect(results.evaluations.heldOut.locations).toHaveLength(21);
  expect(results.info.steps.map(({ name }: { name: string }) => name)).toEqual([
    ...['study', 'volumes', 'presence', 'location', 'scores', 'explain', 'wrong-patients'],
  ]);
  const { train, heldOut, test: tested, leftOut } = results.cohort;
  expect([train.patients, heldOut.patients, tested.patients, tested.known.patients]).toEqual([11, 5, 8, 8]);
  expect(leftOut).toEqual({ train: [], test: [], problems: [] });
  expect(JSON.stringify(results)).not.toContain(folder);
  const rules = JSON.parse(await read('whole', 'thresholds.json'));
  expect(results.rules).toEqual(rules);
  // The file and the models' scores are all that decisions take.
  const located = results.evaluations.test.locations.map(({ decision }: LabelEvaluation) => decision.threshold);
  expect(FittedThresholds.fromJSON(rules.location).thresholds).toEqual(located);
  const { boxHits, pictures } = results.explanations;
  const shown = results.evaluations.test.presence.positives;
  expect(boxHits.patients.trials).toBe(shown);
  expect(boxHits.views.trials).toBeGreaterThanOrEqual(shown);
  expect(pictures.length).toBeGreaterThanOrEqual(shown);
  for (const { index, file } of pictures) {
    expect((await readFile(join(folder, 'whole', file))).subarray(1, 4).toString()).toBe('PNG');
    expect(page).toContain(`<article class="patient" id="patient-test-${index}"`);
  }
  expect(text).toMatch(/Highest point of all views in a true box: \d of \d, .*by chance/);
  expect((await readdir(join(folder, 'whole'))).sort()).toEqual([
    'explanations',
    'location',
    'output.csv',
    'presence',
    'report.html',
    'results.json',
    'state.json',
    'study',
    'test.h5',
    'thresholds.json',
    'train.h5',
    'wrong-patients',
  ]);
});

test('called again it repeats no step, and writes the same', async () => {
  const files = ['output.csv', 'thresholds.json', 'results.json', 'report.html'];
  const before = await Promise.all(files.map((file) => read('whole', file)));
  const screen = recorder();
  await run('whole', screen);
  expect(screen.begun).toEqual([]);
  expect(await Promise.all(files.map((file) => read('whole', file)))).toEqual(before);
});

test('interrupted at every step and continued, it gives the same output.csv', async () => {
  await interrupt('broken', /^Study/, 3);
  expect(await readdir(join(folder, 'broken'))).toEqual([]);
  await interrupt('broken', /^Volumes: stacking .* test/, 2);
  await interrupt('broken', /^Presence/, 1);
  await interrupt('broken', /^Location/, 2);
  await interrupt('broken', /^Prediction: location/, 1);
  await interrupt('broken', /^Explanation/, 1);
  const screen = recorder();
  await run('broken', screen);
  expect(screen.begun.map((title) => title.split(':')[0])).toEqual(['Explanation']);
  expect(await read('broken', 'output.csv')).toBe(await read('whole', 'output.csv'));
});

/** Runs on a copy of the study of the first run, in which something is changed, with rules that learn from labels. */
async function runChanged(out: string, change: (study: string) => Promise<void>): Promise<void> {
  const data = join(folder, `${out}-study`);
  await cp(join(folder, 'whole', 'study'), data, { recursive: true });
  await change(data);
  const args = `--size 32 --epochs 1 --batch-size 6 --backend simd --data ${data} --out ${join(folder, out)}`;
  const rules = '--location-threshold max-f1 --threshold-shrinkage 2 --presence-threshold youden';
  await runPipeline(
    readArguments([...args.split(' '), ...rules.split(' ')])!,
    recorder(),
    new AbortController().signal,
  );
}

/** Turns every label of a table round. */
async function turnLabels(csv: string): Promise<void> {
  const [header, ...rows] = (await readFile(csv, 'utf8')).trimEnd().split('\n');
  const turned = rows.map((row) => row.replace(/,([01])/g, (_, label) => `,${1 - Number(label)}`));
  await writeFile(csv, `${[header, ...turned].join('\n')}\n`);
}

test("the test patients' labels are in no threshold and in no decision, and their images in no threshold", async () => {
  await runChanged('as-is', async () => {});
  await runChanged('other-labels', async (study) => {
    await turnLabels(join(study, 'groundtruth.csv'));
    await turnLabels(join(study, 'test_set', 'test.csv'));
  });
  for (const file of ['output.csv', 'thresholds.json']) {
    expect(await read('other-labels', file)).toBe(await read('as-is', file));
  }
  const evaluated = async (out: string) => JSON.parse(await read(out, 'results.json')).evaluations;
  const [asIs, other] = [await evaluated('as-is'), await evaluated('other-labels')];
  expect(other.heldOut).toEqual(asIs.heldOut);
  expect(other.test.presence.positives).toBe(8 - asIs.test.presence.positives);
  expect(other.test.presence.auroc.estimate).toBeCloseTo(1 - asIs.test.presence.auroc.estimate, 12);

  await runChanged('other-images', async (study) => {
    const views = (patient: string) => VIEWS.map((view) => join(study, 'test_set', `${patient}${view}.jpg`));
    for (const [at, path] of views('8001').entries()) await copyFile(views('8002')[at]!, path);
  });
  expect(await read('other-images', 'thresholds.json')).toBe(await read('as-is', 'thresholds.json'));
  expect(await read('other-images', 'output.csv')).not.toBe(await read('as-is', 'output.csv'));
});

test('other rules decide anew from the same scores', async () => {
  const screen = recorder();
  const before = await read('whole', 'output.csv');
  const scoresOf = (csv: string) => csv.split('\n').map((row) => row.split(',')[1]);
  await run('whole', screen, undefined, '--location-threshold', 'fixed:0.99');
  expect(screen.begun).toEqual([]);
  const csv = await read('whole', 'output.csv');
  expect(scoresOf(csv)).toEqual(scoresOf(before));
  expect(
    csv
      .split('\n')
      .slice(1, -1)
      .every((row) => row.endsWith(',0'.repeat(21))),
  ).toBe(true);
  await run('whole', screen);
  expect(await read('whole', 'output.csv')).toBe(before);
});

test('another seed gives another output.csv; a study without groundtruth.csv is held against the held-out patients', async () => {
  const data = join(folder, 'whole', 'study');
  await rm(join(data, 'groundtruth.csv'));
  const args = '--size 32 --epochs 1 --batch-size 6 --backend simd --seed 5'.split(' ');
  const settings = readArguments([...args, '--data', data, '--out', join(folder, 'other')])!;
  const screen = recorder();
  await runPipeline(settings, screen, new AbortController().signal);
  expect(screen.lines.join('\n')).toContain('5 held-out training patients (there is no groundtruth.csv)');
  const results = JSON.parse(await read('other', 'results.json'));
  expect(results.evaluations.test).toBeNull();
  expect(results.explanations.pictures.map(({ outcome }: { outcome: string }) => outcome)).toEqual(
    Array(8).fill('unknown'),
  );
  const sets = results.explanations.views.map(({ set }: { set: string }) => set);
  expect(new Set(sets)).toEqual(new Set(['test', 'train']));
  expect(await read('other', 'report.html')).toContain('The truth of the test patients is not known.');
  expect(await read('other', 'output.csv')).not.toBe(await read('whole', 'output.csv'));
});

test('--model multiview trains the other network, and is not taken for the first one', async () => {
  const screen = recorder();
  await run('whole', screen, undefined, '--model', 'multiview');
  expect(screen.begun.map((title) => title.split(':')[0])).toEqual([
    ...['Presence', 'Location', 'Prediction', 'Prediction', 'Explanation'],
  ]);
  const topology = JSON.parse(await read('whole', 'presence/model.json')).modelTopology;
  expect(JSON.stringify(topology)).toContain('KiumFoldViews');
  expect(await read('whole', 'report.html')).toContain('one encoder for each view, gated attention over the views');
});
