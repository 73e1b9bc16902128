import { spawnSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  Labels,
  openVolumes,
  type Patient,
  parseLabels,
  scanStudy,
  VIEWS,
  type View,
  writeVolumes,
} from '../src/index';
import { labelCsv, temporaryFolder, writeStudy } from './support';

const root = temporaryFolder();
const indices = ['1001', '1002', '1003'];
let patients: Patient[];
let labels: Labels;
beforeAll(async () => {
  await writeStudy(join(root, 'study'), indices);
  patients = (await scanStudy(join(root, 'study'))).patients;
  labels = await parseLabels(labelCsv([...indices].reverse()));
});
/** A new folder, so that a test can assert that nothing but its own file is left there. */
let count = 0;
const newFolder = () => {
  const folder = join(root, `out ${count++}`);
  mkdirSync(folder);
  return folder;
};
const rejection = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable(),
    (error) => error,
  );

test('views are the channels, patients the rows, labels follow the patients', async () => {
  const file = join(newFolder(), 'volumes.h5');
  const steps: string[] = [];
  const onProgress = (p: { done: number; total: number; patient: string }) =>
    steps.push(`${p.done}/${p.total} ${p.patient}`);
  const report = await writeVolumes(file, patients, { size: 32, labels, onProgress });
  const shape = [3, 32, 32, 8];
  expect(report).toEqual({ path: file, shape, index: indices, takenOver: 0, skipped: [], problems: [] });
  expect(steps).toEqual(['1/3 1001', '2/3 1002', '3/3 1003']);
  expect(readdirSync(dirname(file))).toEqual(['volumes.h5']);

  const volumes = await openVolumes(file);
  expect([...volumes.labels!.get('1001')!]).toEqual([...labels.get('1001')!]);
  expect(volumes.labels!.values.map((row) => row.indexOf(1, 1))).toEqual([3, 2, 1]);
  for (const [channel, view] of VIEWS.entries()) {
    const grey = await sharp(patients[1]!.images[view])
      .resize(32, 32, { fit: 'fill', fastShrinkOnLoad: false })
      .greyscale()
      .raw()
      .toBuffer();
    const stored = volumes.read(1).filter((_, at) => at % 8 === channel);
    expect(Buffer.compare(Buffer.from(stored), grey), view).toBe(0);
  }
  volumes.close();
});

test('uint8 and float32 files read as the same bits, in any concurrency', async () => {
  const folder = newFolder();
  await writeVolumes(join(folder, 'a.h5'), patients, { size: 16, concurrency: 1 });
  await writeVolumes(join(folder, 'b.h5'), patients, { size: 16, dtype: 'float32', concurrency: 5, compression: 0 });
  const [a, b] = [await openVolumes(join(folder, 'a.h5')), await openVolumes(join(folder, 'b.h5'))];
  expect([a.dtype, b.dtype]).toEqual(['uint8', 'float32']);
  expect(b.read(0)).toBeInstanceOf(Float32Array);
  for (let at = 0; at < 3; at++) {
    const grey = a.read(at);
    expect(b.read(at)).toEqual(a.readFloat(at));
    expect(a.readFloat(at)).toEqual(Float32Array.from(grey, (value) => value / 255));
  }
  a.close();
  b.close();
});

test('spaces, Korean and emoji in the path; folders are made; an older file is replaced', async () => {
  const file = join(newFolder(), '새 폴더 🩻', 'volumes 볼륨.h5');
  await writeVolumes(file, patients, { size: 8 });
  await writeVolumes(file, patients.slice(0, 1), { size: 8 });
  const volumes = await openVolumes(pathToFileURL(file));
  expect(volumes.index).toEqual(['1001']);
  volumes.close();
});

describe('an incomplete patient', () => {
  let broken: Patient[];
  let path: string;
  beforeAll(async () => {
    const folder = await writeStudy(join(root, 'broken'), ['1001', '1002']);
    path = join(folder, '1001RI-B.jpg');
    truncateSync(path, statSync(path).size >> 1);
    broken = (await scanStudy(folder)).patients;
  });

  test('stops the run by default, and leaves the older file as it was', async () => {
    const file = join(newFolder(), 'volumes.h5');
    writeFileSync(file, 'before');
    const error = await rejection(writeVolumes(file, broken, { size: 16 }));
    expect(error).toMatchObject({ tag: 'UnreadableImageError', path, patient: '1001', view: 'RI-B' });
    expect(readFileSync(file, 'utf8')).toBe('before');
    expect(readdirSync(dirname(file))).toEqual(['volumes.h5']);
  });

  test('is left out and listed with skipIncomplete: unreadable image, missing view, no label', async () => {
    const file = join(newFolder(), 'volumes.h5');
    const seen: string[] = [];
    const { 'LI-A': _, ...images } = patients[1]!.images;
    const third = patients[2]!;
    const mixed = [broken[0]!, { index: '1002', images, missing: ['LI-A'] as const }, third];
    const report = await writeVolumes(file, mixed, {
      size: 16,
      labels: await parseLabels(labelCsv(['1001', '1002', '1003'].slice(1))),
      skipIncomplete: true,
      onProblem: ({ kind }) => seen.push(kind),
    });
    expect(report.index).toEqual(['1003']);
    expect(report.skipped).toEqual(['1001', '1002']);
    expect(seen).toEqual(['patient-without-label', 'missing-view']);
    expect(report.problems.map(({ kind }) => kind)).toEqual(seen);

    const images2 = await writeVolumes(file, broken, { size: 16, skipIncomplete: true });
    expect(images2.problems).toMatchObject([{ kind: 'unreadable-image', path, patient: '1001', view: 'RI-B' }]);
  });

  test('without a view or a label row stops the run with a named error', async () => {
    const file = join(newFolder(), 'volumes.h5');
    const { 'LI-A': _, ...images } = patients[0]!.images;
    const partial = [{ index: '1001', images, missing: ['LI-A'] as const }];
    expect(await rejection(writeVolumes(file, partial))).toMatchObject({ tag: 'MissingViewError', views: ['LI-A'] });
    const few = await parseLabels(labelCsv(['1001']), 'train.csv');
    const unlabelled = await rejection(writeVolumes(file, patients, { size: 8, labels: few }));
    expect(unlabelled).toMatchObject({ tag: 'MissingLabelError', patient: '1002', path: 'train.csv' });
    expect(readdirSync(dirname(file))).toEqual([]);
  });

  test('if all are, nothing is written', async () => {
    const file = join(newFolder(), 'volumes.h5');
    expect(await rejection(writeVolumes(file, []))).toMatchObject({ tag: 'NoPatientsError', skipped: 0 });
    const all = writeVolumes(file, broken.slice(0, 1), { size: 8, skipIncomplete: true });
    expect(await rejection(all)).toMatchObject({ tag: 'NoPatientsError', skipped: 1 });
    expect(readdirSync(dirname(file))).toEqual([]);
  });
});

test('views and label names of any kind, in any order; patients of any name', async () => {
  const file = join(newFolder(), 'volumes.h5');
  const names = ['환자 1 🩻', 'a'.repeat(100), 'x'];
  const renamed = patients.map(({ images }, at) => ({
    index: names[at]!,
    images: { 정면: images['LV-A'], side: images['RI-B'] },
  }));
  const own = new Labels({
    index: names,
    values: names.map((_, at) => Uint8Array.of(at, 255)),
    names: ['레이블', 'b'],
  });
  await writeVolumes(file, renamed, { views: ['side', '정면'], labels: own, size: 16 });
  await writeVolumes(join(dirname(file), 'all.h5'), patients, { size: 16 });
  const [volumes, all] = [await openVolumes(file), await openVolumes(join(dirname(file), 'all.h5'))];
  expect(volumes.shape).toEqual([3, 16, 16, 2]);
  expect(volumes.index).toEqual(names);
  expect(volumes.views).toEqual(['side', '정면']);
  expect(volumes.labelNames).toEqual(['레이블', 'b']);
  expect([...volumes.labels!.get(names[2]!)!]).toEqual([2, 255]);
  const [side, front] = ['RI-B', 'LV-A'].map((view) => VIEWS.indexOf(view as View));
  for (const [at, value] of volumes.read(1).entries()) {
    expect(value).toBe(all.read(1)[8 * (at >> 1) + (at % 2 === 0 ? side! : front!)]);
  }
  volumes.close();
  all.close();
});

test('a patient given twice, or without a name that HDF5 can hold, is refused', async () => {
  const file = join(newFolder(), 'volumes.h5');
  const twice = await rejection(writeVolumes(file, [...patients, patients[1]!], { size: 8 }));
  expect(twice).toMatchObject({ tag: 'DuplicatePatientError', patients: ['1002'], inFile: false });
  for (const index of ['', ' a', 'a\0b', '\ud800']) {
    const error = await rejection(writeVolumes(file, [{ ...patients[0]!, index }], { size: 8 }));
    expect(error).toMatchObject({ tag: 'OptionError', option: 'patients' });
  }
  expect(readdirSync(dirname(file))).toEqual([]);
});

test('a link stays a link, and the file that it leads to is written', async () => {
  const folder = newFolder();
  symlinkSync('real.h5', join(folder, 'link.h5'));
  for (const few of [1, 2]) {
    await writeVolumes(join(folder, 'link.h5'), patients.slice(0, few), { size: 8 });
    expect(lstatSync(join(folder, 'link.h5')).isSymbolicLink()).toBe(true);
    const volumes = await openVolumes(join(folder, 'real.h5'));
    expect(volumes.length).toBe(few);
    volumes.close();
  }
  expect(readdirSync(folder).sort()).toEqual(['link.h5', 'real.h5']);
});

test('names as long as the file system allows; a longer one is refused before any work', async () => {
  const folder = newFolder();
  for (const name of [`${'v'.repeat(252)}.h5`, `${'🩻'.repeat(63)}.h5`, `${'볼륨'.repeat(40)}.h5`]) {
    await writeVolumes(join(folder, name), patients.slice(0, 1), { size: 8, resume: true });
    expect(readdirSync(folder)).toContain(name);
  }
  const steps: number[] = [];
  const long = join(folder, `${'v'.repeat(253)}.h5`);
  const error = await rejection(writeVolumes(long, patients, { size: 8, onProgress: ({ done }) => steps.push(done) }));
  expect(error).toMatchObject({ tag: 'WriteError', code: 'ENAMETOOLONG' });
  expect(steps).toEqual([]);
  expect(readdirSync(folder)).toHaveLength(3);
});

test('a folder or a device in the place of the file is a named error', async () => {
  for (const path of [newFolder(), '/dev/null']) {
    expect(await rejection(writeVolumes(path, patients, { size: 8 }))).toMatchObject({ tag: 'WriteError', path });
  }
});

test.each([
  { size: 0 },
  { size: 1.5 },
  { compression: 10 },
  { concurrency: 0 },
  { dtype: 'uint16' as 'uint8' },
  { views: [] },
  { views: ['a', 'a'] },
  { views: ['a\0'] },
])('option %j is refused', async (option) => {
  const error = await rejection(writeVolumes(join(root, 'x.h5'), patients, option));
  expect(error).toMatchObject({ tag: 'OptionError', option: Object.keys(option)[0] });
});

test('a signal stops it with its reason and leaves nothing', async () => {
  const folder = newFolder();
  const controller = new AbortController();
  const onProgress = () => controller.abort(new Error('enough'));
  const call = writeVolumes(join(folder, 'v.h5'), patients, { size: 16, signal: controller.signal, onProgress });
  expect((await rejection(call)).message).toBe('enough');
  const late = writeVolumes(join(folder, 'v.h5'), patients, { size: 16, signal: controller.signal });
  expect((await rejection(late)).message).toBe('enough');
  expect(readdirSync(folder)).toEqual([]);
});

test('an error thrown by a callback comes through as it is', async () => {
  const folder = newFolder();
  const problem = new Error('mine');
  const onProgress = () => {
    throw problem;
  };
  expect(await rejection(writeVolumes(join(folder, 'v.h5'), patients, { size: 16, onProgress }))).toBe(problem);
  expect(readdirSync(folder)).toEqual([]);
});

test('a folder that cannot be made or written to is a named error', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'file'), '');
  const error = await rejection(writeVolumes(join(folder, 'file', 'v.h5'), patients, { size: 8 }));
  expect(error).toMatchObject({ tag: 'WriteError', path: join(folder, 'file', 'v.h5') });
});

describe('a full disk', () => {
  const disk = join(root, 'disk');
  mkdirSync(disk);
  const mounted =
    process.platform === 'linux' && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]).status === 0;
  afterAll(() => {
    if (mounted) spawnSync('umount', [disk]);
  });

  test.skipIf(!mounted)('is a named error, prints nothing and leaves nothing (needs the right to mount)', async () => {
    const folder = newFolder();
    // Noise hardly compresses, so that three patients of half a megabyte are too many for the disk.
    let state = 1;
    const noise = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 24;
    const raw = { width: 256, height: 256, channels: 1 as const };
    const images = {} as Record<View, string>;
    for (const view of VIEWS) {
      images[view] = join(folder, `${view}.png`);
      await sharp(Uint8Array.from({ length: 65536 }, noise), { raw }).toFile(images[view]);
    }
    const many = Array.from({ length: 8 }, (_, at) => ({ index: String(1000 + at), images }));
    const file = join(disk, 'volumes.h5');
    const error = await rejection(writeVolumes(file, many));
    expect(error).toMatchObject({ tag: 'NoSpaceError', path: file, code: 'ENOSPC' });
    expect(error.message).toContain('Free some space');
    expect(readdirSync(disk)).toEqual([]);
    // What does fit still can be written afterwards, by the same process.
    expect((await writeVolumes(file, many.slice(0, 1), { size: 32 })).index).toEqual(['1000']);
    expect(readdirSync(disk)).toEqual([basename(file)]);
  });
});
