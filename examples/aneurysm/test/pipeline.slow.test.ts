import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LABELS, readPredictions } from '@kium/angio-io';
import { isTrainingError } from '@kium/training';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readArguments } from '../arguments';
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
  for (const part of ['Presence, by epoch', 'Location, by epoch', 'All negative', 'AUROC', 'L_AntChor', 'output.csv']) {
    expect(text).toContain(part);
  }
  expect(await read('whole', 'curves.svg')).toMatch(/^<svg/);
  expect(await read('whole', 'report.md')).toContain('![Training curves](curves.svg)');
  const results = JSON.parse(await read('whole', 'results.json'));
  expect(results.presence).toMatchObject({ parameters: 4_011_550, trainPatients: 11, heldOutPatients: 5 });
  expect(results.location).toMatchObject({ parameters: 4_035_889 });
  expect(results.comparisons.test.patients).toBe(8);
  const { boxHits, pictures } = results.explanations;
  const shown = results.comparisons.test.positives;
  expect(boxHits.patients.trials).toBe(shown);
  expect(boxHits.views.trials).toBeGreaterThanOrEqual(shown);
  expect(pictures.length).toBeGreaterThanOrEqual(shown);
  for (const { index, file } of pictures) {
    expect((await readFile(join(folder, 'whole', file))).subarray(1, 4).toString()).toBe('PNG');
    expect(await read('whole', 'report.md')).toContain(`[${index}](${file})`);
  }
  expect(text).toMatch(/Highest point of all views in a true box: \d of \d, .*by chance/);
  expect((await readdir(join(folder, 'whole'))).sort()).toEqual([
    'curves.svg',
    'explanations',
    'location',
    'output.csv',
    'presence',
    'report.md',
    'results.json',
    'state.json',
    'study',
    'test.h5',
    'train.h5',
  ]);
});

test('called again it repeats no step, and reports the same', async () => {
  const before = await read('whole', 'report.md');
  const screen = recorder();
  await run('whole', screen);
  expect(screen.begun).toEqual([]);
  const withoutTime = (text: string) => text.replace(/; [^;]* in all\./, '');
  expect(withoutTime(await read('whole', 'report.md'))).toBe(withoutTime(before));
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

test('another seed gives another output.csv; a study without groundtruth.csv is held against the held-out patients', async () => {
  const data = join(folder, 'whole', 'study');
  await rm(join(data, 'groundtruth.csv'));
  const args = '--size 32 --epochs 1 --batch-size 6 --backend simd --seed 5'.split(' ');
  const settings = readArguments([...args, '--data', data, '--out', join(folder, 'other')])!;
  const screen = recorder();
  await runPipeline(settings, screen, new AbortController().signal);
  expect(screen.lines.join('\n')).toContain('5 held-out training patients (there is no groundtruth.csv)');
  const results = JSON.parse(await read('other', 'results.json'));
  expect(results.comparisons.test).toBeNull();
  expect(results.explanations.pictures.map(({ outcome }: { outcome: string }) => outcome)).toEqual(
    Array(8).fill('unknown'),
  );
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
  expect(await read('whole', 'report.md')).toContain('one encoder for each view, gated attention over the views');
});
