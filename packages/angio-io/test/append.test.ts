import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { type Patient, scanStudy, type WriteVolumesOptions, writeVolumes } from '../src/index';
import { contentOf, labelsOf, newFiles, rejectionOf, temporaryFolder, writeStudy } from './support';

const root = temporaryFolder();
const indices = ['1001', '1002', '1003', '1004'];
const labels = labelsOf(indices);
let patients: Patient[];
beforeAll(async () => {
  patients = (await scanStudy(await writeStudy(join(root, 'study'), indices))).patients;
});

const newFile = newFiles(root);

test.each(['uint8', 'float32'] as const)('adding patients to a %s file gives what writing all gives', async (dtype) => {
  const [file, whole] = [newFile(), newFile()];
  const made: WriteVolumesOptions = { size: 16, dtype, kernel: 'linear', compression: 1, failOn: 'error', labels };
  await writeVolumes(whole, patients, made);
  // Of no file, and again; options left out are the file's.
  await writeVolumes(file, patients.slice(0, 1), { ...made, append: true });
  const second = await writeVolumes(file, patients.slice(1, 3), { labels, append: true });
  expect(second).toMatchObject({ index: indices.slice(0, 3), takenOver: 1, shape: [3, 16, 16, 8] });
  await writeVolumes(file, patients.slice(3), { ...made, append: true });
  expect(await contentOf(file)).toEqual(await contentOf(whole));
  expect(readdirSync(dirname(file))).toEqual(['volumes.h5']);
});

test('a longer name than all before', async () => {
  const file = newFile();
  await writeVolumes(file, patients.slice(0, 2), { size: 16 });
  const long = { ...patients[2]!, index: `환자 ${'x'.repeat(300)}` };
  const report = await writeVolumes(file, [long], { append: true });
  expect(report.index).toEqual(['1001', '1002', long.index]);
  const { patients: stored } = await contentOf(file);
  expect(stored.map(({ index }) => index)).toEqual(report.index);
  const whole = newFile();
  await writeVolumes(whole, [patients[0]!, patients[1]!, long], { size: 16 });
  expect(await contentOf(file)).toEqual(await contentOf(whole));
});

test('a file of format version 1 becomes one of version 2', async () => {
  const file = newFile();
  copyFileSync(new URL('./fixtures/volumes-version-1.h5', import.meta.url), file);
  const before = await contentOf(file);
  expect(before.patients.map(({ index }) => index)).toEqual(['2001', '2002']);
  const report = await writeVolumes(file, patients.slice(0, 1), { labels, append: true });
  expect(report).toMatchObject({ index: ['2001', '2002', '1001'], takenOver: 2, shape: [3, 8, 8, 8] });
  const after = await contentOf(file);
  expect(after.patients.slice(0, 2)).toEqual(before.patients);
  expect(after.recipe).toEqual({ size: 8, dtype: 'uint8', kernel: 'lanczos3', failOn: 'warning' });
});

test('patients that are there already are refused by name, and the file stays', async () => {
  const file = newFile();
  await writeVolumes(file, patients.slice(0, 3), { size: 8 });
  const bytes = readFileSync(file);
  const error = await rejectionOf(writeVolumes(file, patients.slice(1), { append: true }));
  expect(error).toMatchObject({ tag: 'DuplicatePatientError', patients: ['1002', '1003'], inFile: true });
  expect(error.message).toContain('1002, 1003');
  expect(readFileSync(file).equals(bytes)).toBe(true);
});

test.each<[string, WriteVolumesOptions]>([
  ['size: 8 there, 16 asked for', { size: 16 }],
  ['dtype: uint8 there, float32 asked for', { dtype: 'float32' }],
  ['kernel: lanczos3 there, cubic asked for', { kernel: 'cubic' }],
  ['failOn: warning there, error asked for', { failOn: 'error' }],
  ['range: the default there, [0,4095] asked for', { range: [0, 4095] }],
  ['page: the default there, 1 asked for', { page: 1 }],
  ['compression: 4 there, 5 asked for', { compression: 5 }],
  ['views: LI-A, LI-B', { views: ['LI-A'] }],
  ['label names: none there, Aneurysm', { labels }],
])('%s', async (message, options) => {
  const file = newFile();
  await writeVolumes(file, patients.slice(0, 1), { size: 8 });
  const error = await rejectionOf(writeVolumes(file, patients.slice(1), { append: true, ...options }));
  expect(error).toMatchObject({ tag: 'VolumesMismatchError', path: file });
  expect(error.message).toContain(message);
});

test('something else than a volume file is a named error', async () => {
  const file = newFile();
  writeFileSync(file, 'Index,Aneurysm');
  expect(await rejectionOf(writeVolumes(file, patients, { append: true }))).toMatchObject({ tag: 'NotHdf5Error' });
  expect(readFileSync(file, 'utf8')).toBe('Index,Aneurysm');
});

test('an interrupted append leaves the old file; it can be resumed', async () => {
  const [file, whole] = [newFile(), newFile()];
  await writeVolumes(file, patients.slice(0, 1), { size: 16 });
  const bytes = readFileSync(file);
  const stop = (done: number): WriteVolumesOptions => {
    const controller = new AbortController();
    return {
      append: true,
      signal: controller.signal,
      onProgress: (progress) => progress.done === done && controller.abort(new Error('stop')),
    };
  };
  expect((await rejectionOf(writeVolumes(file, patients.slice(1), stop(1)))).message).toBe('stop');
  expect(readdirSync(dirname(file))).toEqual(['volumes.h5']);
  const kept = writeVolumes(file, patients.slice(1), { ...stop(2), resume: true });
  expect((await rejectionOf(kept)).message).toBe('stop');
  expect(readFileSync(file).equals(bytes)).toBe(true);
  const report = await writeVolumes(file, patients.slice(1), { append: true, resume: true });
  expect(report).toMatchObject({ takenOver: 3, index: indices });
  await writeVolumes(whole, patients, { size: 16 });
  expect(await contentOf(file)).toEqual(await contentOf(whole));
});
