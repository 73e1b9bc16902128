import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  FolderNotEmptyError,
  generatePatient,
  InvalidOptionError,
  LOCATIONS,
  StudyWriteError,
  type Truth,
  VIEWS,
  writeAngiogramStudy,
} from '../src/index';
import { GENERATOR_VERSION } from '../src/truth';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'phantom-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const HEADER =
  'Index,Aneurysm,L_ICA,R_ICA,L_PCOM,R_PCOM,L_AntChor,R_AntChor,L_ACA,R_ACA,L_ACOM,R_ACOM,L_MCA,R_MCA,L_VA,R_VA,L_PICA,R_PICA,L_SCA,R_SCA,BA,L_PCA,R_PCA';
const small = { patients: 4, testPatients: 2, seed: 9, size: [48, 72] as const };

async function hashes(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((e) => e.isFile());
  const out: Record<string, string> = {};
  for (const entry of names) {
    const path = join(entry.parentPath, entry.name);
    out[path.slice(folder.length)] = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  }
  return out;
}

test('writes the K-ium layout', async () => {
  const folder = join(root, 'layout');
  const progress: number[] = [];
  const study = await writeAngiogramStudy(folder, {
    ...small,
    onProgress: ({ done, total }) => progress.push(done / total),
  });
  expect(study).toMatchObject({ folder, patients: 4, testPatients: 2, images: 48 });
  expect(progress).toEqual([1, 2, 3, 4, 5, 6].map((k) => k / 6));
  expect((await readdir(folder)).sort()).toEqual(['groundtruth.csv', 'test_set', 'train_set', 'truth.json']);
  const train = await readdir(join(folder, 'train_set'));
  const expected = [1001, 1002, 1003, 1004].flatMap((index) => VIEWS.map((view) => `${index}${view}.jpg`));
  expect(train.sort()).toEqual([...expected, 'train.csv'].sort());
  expect((await readdir(join(folder, 'test_set'))).filter((n) => n.endsWith('.jpg'))).toHaveLength(16);

  const lines = async (name: string) => (await readFile(join(folder, name), 'utf8')).trimEnd().split('\n');
  const trainCsv = await lines('train_set/train.csv');
  expect(trainCsv[0]).toBe(HEADER);
  for (const [k, line] of trainCsv.slice(1).entries()) {
    const { labels } = generatePatient(9, 1001 + k);
    const columns = LOCATIONS.map((l) => (labels.locations.includes(l) ? 1 : 0));
    expect(line).toBe([1001 + k, labels.aneurysm, ...columns].join(','));
  }
  expect(await lines('test_set/test.csv')).toEqual([HEADER, `8001${',0'.repeat(22)}`, `8002${',0'.repeat(22)}`]);
  const truthCsv = await lines('groundtruth.csv');
  expect(truthCsv[0]).toBe(HEADER);
  expect(truthCsv.slice(1).map((line) => line.slice(0, 4))).toEqual(['8001', '8002']);
});

test('truth.json lists every aneurysm with its boxes in the pictures’ own pixels', async () => {
  const folder = join(root, 'truth');
  await writeAngiogramStudy(folder, { ...small, patients: 14, testPatients: 0 });
  const truth = JSON.parse(await readFile(join(folder, 'truth.json'), 'utf8')) as Truth;
  expect(truth).toMatchObject({
    format: 'kium-phantom-truth',
    generatorVersion: GENERATOR_VERSION,
    seed: 9,
    options: { patients: 14, testPatients: 0, size: [48, 72] },
    views: [...VIEWS],
  });
  const rows = (await readFile(join(folder, 'train_set/train.csv'), 'utf8')).trimEnd().split('\n').slice(1);
  for (const row of rows) {
    const [index, aneurysm, ...columns] = row.split(',').map(Number);
    const mine = truth.aneurysms.filter((a) => a.patient === index);
    expect(mine.length > 0).toBe(aneurysm === 1);
    const labelled = LOCATIONS.filter((_, k) => columns[k] === 1);
    expect(mine.map((a) => a.location).filter((l) => l !== null)).toEqual(labelled);
  }
  expect(truth.aneurysms.length).toBeGreaterThan(0);
  for (const { patient, radius, boxes } of truth.aneurysms) {
    expect(radius).toBeGreaterThanOrEqual(1);
    expect(radius).toBeLessThanOrEqual(12.5);
    expect(Object.keys(boxes).length).toBeGreaterThan(0);
    for (const [view, box] of Object.entries(boxes)) {
      expect(box.file).toBe(`${patient}${view}.jpg`);
      const { width, height } = await sharp(join(folder, 'train_set', box.file)).metadata();
      expect([width, height]).toEqual([box.imageSize, box.imageSize]);
      expect(box.x >= 0 && box.y >= 0).toBe(true);
      expect(box.x + box.width).toBeLessThanOrEqual(box.imageSize);
      expect(box.y + box.height).toBeLessThanOrEqual(box.imageSize);
    }
  }
});

test('the same seed gives the same bytes; patients do not depend on how many there are', async () => {
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => join(root, name)) as [string, string, string, string];
  await writeAngiogramStudy(a, small);
  await writeAngiogramStudy(b, { ...small, concurrency: 1 });
  const first = await hashes(a);
  expect(Object.keys(first)).toHaveLength(48 + 4);
  expect(await hashes(b)).toEqual(first);
  await writeAngiogramStudy(c, { ...small, patients: 2, testPatients: 1 });
  const fewer = await hashes(c);
  for (const [name, hash] of Object.entries(fewer)) if (name.endsWith('.jpg')) expect(hash).toBe(first[name]);
  await writeAngiogramStudy(d, { ...small, patients: 1, testPatients: 0, seed: 10 });
  expect((await hashes(d))['/train_set/1001LI-A.jpg']).not.toBe(first['/train_set/1001LI-A.jpg']);
});

test('pictures are grey, some stored as RGB, square, of the sizes asked for', async () => {
  const folder = join(root, 'pictures');
  await writeAngiogramStudy(folder, { patients: 24, testPatients: 0, seed: 2, size: 40, quality: 90 });
  const channels = new Set<number>();
  for (let index = 1001; index < 1025; index++) {
    const meta = await sharp(join(folder, 'train_set', `${index}LI-A.jpg`)).metadata();
    expect([meta.width, meta.height, meta.format]).toEqual([40, 40, 'jpeg']);
    expect(meta.channels).toBe(generatePatient(2, index).acquisitions['LI-A'].rgb ? 3 : 1);
    channels.add(meta.channels);
  }
  expect([...channels].sort()).toEqual([1, 3]);
});

test('the size asked for changes the size alone', () => {
  const { size: _, ...small } = generatePatient(2, 1003, { size: 40 }).acquisitions['RV-A'];
  const { size: __, ...usual } = generatePatient(2, 1003).acquisitions['RV-A'];
  expect(small).toEqual(usual);
});

test('default sizes are 500–1500 px, mostly 700–1024', () => {
  const sizes = Array.from({ length: 40 }, (_, k) => generatePatient(1, 1001 + k).acquisitions['LI-A'].size);
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(500);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(1500);
  expect(sizes.filter((s) => s >= 700 && s <= 1024).length).toBeGreaterThan(25);
});

test('stopping leaves nothing behind', async () => {
  const parent = join(root, 'stopped');
  await mkdir(parent);
  const stop = new AbortController();
  const work = writeAngiogramStudy(join(parent, 'study'), {
    ...small,
    signal: stop.signal,
    onProgress: ({ done }) => done === 2 && stop.abort(new Error('enough')),
  });
  await expect(work).rejects.toThrow('enough');
  expect(await readdir(parent)).toEqual([]);
  await expect(writeAngiogramStudy(join(parent, 'study'), { ...small, signal: AbortSignal.abort() })).rejects.toThrow();
  expect(await readdir(parent)).toEqual([]);
});

test('a throwing progress callback leaves nothing behind', async () => {
  const parent = join(root, 'thrown');
  await mkdir(parent);
  const fail = () => {
    throw new Error('callback');
  };
  await expect(writeAngiogramStudy(join(parent, 'study'), { ...small, onProgress: fail })).rejects.toThrow('callback');
  expect(await readdir(parent)).toEqual([]);
});

test('a non-empty folder is refused, unless it is a study and overwrite is set', async () => {
  const folder = join(root, 'again');
  await mkdir(folder);
  await writeAngiogramStudy(folder, small);
  await expect(writeAngiogramStudy(folder, small)).rejects.toThrow(FolderNotEmptyError);
  await writeAngiogramStudy(folder, { ...small, patients: 1, overwrite: true });
  expect((await readdir(join(folder, 'train_set'))).length).toBe(9);
  expect((await readdir(root)).filter((name) => name.includes('partial'))).toEqual([]);

  const mine = join(root, 'mine');
  await mkdir(mine);
  await writeFile(join(mine, 'thesis.doc'), 'years of work');
  const refused = writeAngiogramStudy(mine, { ...small, overwrite: true });
  await expect(refused).rejects.toMatchObject({ tag: 'folder-not-empty', path: mine });
  expect(await readdir(mine)).toEqual(['thesis.doc']);
  await expect(writeAngiogramStudy(join(mine, 'thesis.doc'), small)).rejects.toThrow(/it is a file/);
  await expect(writeAngiogramStudy(join(mine, 'thesis.doc', 'deeper'), small)).rejects.toThrow(StudyWriteError);
});

test.each([
  ['patients', { patients: 0 }],
  ['patients', { patients: 7001 }],
  ['patients', { patients: 1.5 }],
  ['testPatients', { patients: 1, testPatients: 2000 }],
  ['seed', { patients: 1, seed: -1 }],
  ['size', { patients: 1, size: 16 }],
  ['size', { patients: 1, size: [300, 200] as const }],
  ['quality', { patients: 1, quality: 0 }],
  ['concurrency', { patients: 1, concurrency: 0 }],
  ['diameter.mean', { patients: 1, diameter: { mean: 50, sd: 1 } }],
  ['diameter.sd', { patients: 1, diameter: { mean: 6, sd: 0 } }],
])('option %s out of range is named', async (option, options) => {
  const folder = join(root, 'never');
  const work = writeAngiogramStudy(folder, { testPatients: 0, ...options });
  await expect(work).rejects.toThrow(InvalidOptionError);
  await expect(work).rejects.toMatchObject({ tag: 'invalid-option', option });
  expect(await readdir(root)).not.toContain('never');
});

test('labels that contradict themselves are refused', () => {
  const make = (labels: unknown) => () => generatePatient(1, 1001, { labels: labels as never });
  expect(make({ aneurysm: 1, locations: ['M1'] })).toThrow(/LOCATIONS/);
  expect(make({ aneurysm: 0, locations: ['BA'] })).toThrow(/labels\.aneurysm/);
  expect(make({ aneurysm: 1, locations: ['BA', 'BA'] })).toThrow(/repeats/);
});

test('the generator’s version is the package’s', async () => {
  const manifest = JSON.parse(await readFile(join(__dirname, '..', 'package.json'), 'utf8')) as { version: string };
  expect(GENERATOR_VERSION).toBe(manifest.version);
});
