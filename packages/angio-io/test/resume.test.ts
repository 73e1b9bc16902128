import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { Labels, type Patient, scanStudy, type WriteVolumesOptions, writeVolumes } from '../src/index';
import { contentOf, labelsOf, newFiles, rejectionOf, temporaryFolder, writeStudy } from './support';

const root = temporaryFolder();
const indices = ['1001', '1002', '1003', '1004'];
let patients: Patient[];
beforeAll(async () => {
  patients = (await scanStudy(await writeStudy(join(root, 'study'), indices))).patients;
});

const newFile = newFiles(root);
const partialOf = (file: string) => `${file}.partial`;

/** Write, and stop after some patients. */
async function interrupt(file: string, after: number, options: WriteVolumesOptions = {}, list = patients) {
  const controller = new AbortController();
  const onProgress = ({ done }: { done: number }) => done === after && controller.abort(new Error('stop'));
  const call = writeVolumes(file, list, { size: 16, resume: true, ...options, signal: controller.signal, onProgress });
  expect((await rejectionOf(call)).message).toBe('stop');
}

test.each(['uint8', 'float32'] as const)(
  'an aborted %s call keeps what it has written, and the next one goes on',
  async (dtype) => {
    const file = newFile();
    const labels = labelsOf(indices);
    await interrupt(file, 2, { labels, dtype });
    expect(readdirSync(dirname(file))).toEqual(['volumes.h5.partial']);
    await interrupt(file, 3, { labels, dtype });

    const steps: number[] = [];
    const onProgress = ({ done }: { done: number }) => steps.push(done);
    const report = await writeVolumes(file, patients, { size: 16, labels, dtype, resume: true, onProgress });
    expect(report).toMatchObject({ index: indices, takenOver: 3, shape: [4, 16, 16, 8] });
    expect(steps).toEqual([1, 2, 3, 4]);
    expect(readdirSync(dirname(file))).toEqual(['volumes.h5']);

    const whole = newFile();
    expect(await writeVolumes(whole, patients, { size: 16, labels, dtype })).toMatchObject({ takenOver: 0 });
    expect(await contentOf(file)).toEqual(await contentOf(whole));
  },
);

test('without resume a failed call leaves nothing, and what another left is replaced', async () => {
  const file = newFile();
  await interrupt(file, 2, { resume: false });
  expect(readdirSync(dirname(file))).toEqual([]);
  await interrupt(file, 2);
  const report = await writeVolumes(file, patients, { size: 8 });
  expect(report.takenOver).toBe(0);
  expect(readdirSync(dirname(file))).toEqual(['volumes.h5']);
});

test('a failure on the first patient leaves nothing to resume', async () => {
  const file = newFile();
  const none = [{ index: '1', images: {}, missing: [] }];
  expect(await rejectionOf(writeVolumes(file, none, { resume: true }))).toMatchObject({ tag: 'MissingViewError' });
  expect(readdirSync(dirname(file))).toEqual([]);
});

test('a partial file that is damaged is used up to the damage', async () => {
  const file = newFile();
  await interrupt(file, 3);
  const bytes = readFileSync(partialOf(file));
  // The zlib stream of the second volume: level 4 begins with 78 5e.
  const second = bytes.indexOf(Buffer.from([0x78, 0x5e]), bytes.indexOf(Buffer.from([0x78, 0x5e])) + 2);
  bytes.fill(0xaa, second + 10, second + 30);
  writeFileSync(partialOf(file), bytes);
  expect(await writeVolumes(file, patients, { size: 16, resume: true })).toMatchObject({ takenOver: 1 });
  const whole = newFile();
  await writeVolumes(whole, patients, { size: 16 });
  expect(await contentOf(file)).toEqual(await contentOf(whole));
});

test.each([0, 20, 200])('a partial file of %d bytes is begun again', async (size) => {
  const file = newFile();
  await interrupt(file, 3);
  truncateSync(partialOf(file), size);
  expect(await writeVolumes(file, patients, { size: 16, resume: true })).toMatchObject({ takenOver: 0 });
});

describe('what was made in another way is refused, and stays', () => {
  const file = join(root, 'other', 'volumes.h5');
  const labels = labelsOf(indices);
  beforeAll(() => interrupt(file, 2, { labels }));

  const cases: [string, WriteVolumesOptions, string][] = [
    ['size', { size: 8 }, 'size: 16 there, 8 asked for'],
    ['dtype', { dtype: 'float32' }, 'dtype: uint8 there, float32 asked for'],
    ['kernel', { kernel: 'linear' }, 'kernel: lanczos3 there, linear asked for'],
    ['failOn', { failOn: 'truncated' }, 'failOn: warning there, truncated asked for'],
    ['compression', { compression: 9 }, 'compression: 4 there, 9 asked for'],
    ['views', { views: ['LI-A'] }, 'views: LI-A, LI-B, RI-A'],
    ['labels', { labels: undefined }, 'there, none asked for'],
    [
      'label names',
      { labels: new Labels({ index: indices, names: ['a'], values: indices.map(() => Uint8Array.of(1)) }) },
      'there, a asked for',
    ],
    [
      'the values of labels',
      {
        labels: new Labels({
          index: indices,
          values: labels.values.map((row, at) => row.map((v) => (at === 1 ? 1 : v))),
        }),
      },
      'labels of patient 1002: 1,0,1,0',
    ],
  ];
  test.each(cases)('%s', async (_, options, message) => {
    const error = await rejectionOf(writeVolumes(file, patients, { size: 16, labels, resume: true, ...options }));
    expect(error).toMatchObject({ tag: 'VolumesMismatchError', path: partialOf(file) });
    expect(error.message).toContain(message);
    expect(error.message).toContain('without resume');
    expect(existsSync(partialOf(file))).toBe(true);
  });

  test('patients in another order, or fewer of them', async () => {
    const call = (list: Patient[]) => rejectionOf(writeVolumes(file, list, { size: 16, labels, resume: true }));
    expect((await call([...patients].reverse())).differences).toEqual(['patient 0: 1001 there, 1004 asked for']);
    expect((await call(patients.slice(0, 1))).differences).toEqual(['patient 1: 1002 there, none asked for']);
  });

  test('but more patients may follow, with longer names', async () => {
    const more = [...patients, { ...patients[0]!, index: `1005 ${'x'.repeat(60)}` }];
    const all = labelsOf(more.map(({ index }) => index));
    const own = new Labels({ ...all, values: all.values.map((row, at) => labels.values[at] ?? row) });
    const report = await writeVolumes(file, more, { size: 16, labels: own, resume: true });
    expect(report).toMatchObject({ takenOver: 2, index: more.map(({ index }) => index) });
    expect((await contentOf(file)).patients.map(({ index }) => index)).toEqual(report.index);
    expect(readdirSync(dirname(file))).toEqual([basename(file)]);
  });
});

test('patients left out by skipIncomplete are looked at again', async () => {
  const file = newFile();
  const { 'LI-A': _, ...images } = patients[1]!.images;
  const gap = { index: '1002', images, missing: ['LI-A'] as const };
  const list = [patients[0]!, gap, ...patients.slice(2)];
  await interrupt(file, 3, { skipIncomplete: true }, list as Patient[]);
  const mended = writeVolumes(file, patients, { size: 16, skipIncomplete: true, resume: true });
  expect((await rejectionOf(mended)).message).toContain('patient 1002 was left out as incomplete, and now is complete');
  const report = await writeVolumes(file, list, { size: 16, skipIncomplete: true, resume: true });
  expect(report).toMatchObject({ takenOver: 2, index: ['1001', '1003', '1004'], skipped: ['1002'] });
});
