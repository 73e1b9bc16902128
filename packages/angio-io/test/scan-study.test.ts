import { mkdirSync, renameSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { isAngioIoError, scanStudy, VIEWS } from '../src/index';
import { temporaryFolder, writeStudy } from './support';

const root = temporaryFolder();
let folder = '';
let count = 0;
/** One patient's empty files: names are all that a scan looks at. */
const touchPatient = (index: string, where = folder) => {
  mkdirSync(where, { recursive: true });
  for (const view of VIEWS) writeFileSync(join(where, `${index}${view}.jpg`), 'x');
};
beforeEach(() => {
  folder = join(root, `study ${count++}`);
  mkdirSync(folder);
});

test('complete patients by ascending index, paths by view, nothing else reported', async () => {
  touchPatient('1002');
  touchPatient('0001');
  for (const name of ['train.csv', '.DS_Store', 'truth.json', 'Thumbs.db']) writeFileSync(join(folder, name), '');
  renameSync(join(folder, '1002LI-A.jpg'), join(folder, '1002li-a.JPEG'));
  renameSync(join(folder, '1002LI-B.jpg'), join(folder, '1002LI-B.Png'));
  const { patients, incomplete, problems } = await scanStudy(folder);
  expect(problems).toEqual([]);
  expect(incomplete).toEqual([]);
  expect(patients.map(({ index }) => index)).toEqual(['0001', '1002']);
  expect(Object.keys(patients[1]!.images)).toEqual([...VIEWS]);
  expect(patients[1]!.images['LI-A']).toBe(join(folder, '1002li-a.JPEG'));
});

test('the per-patient layout is read alike, and a bare view is given its folder as index', async () => {
  touchPatient('1001', join(folder, '1001'));
  renameSync(join(folder, '1001', '1001RV-B.jpg'), join(folder, '1001', 'RV-B.jpg'));
  const { patients, problems } = await scanStudy(folder);
  expect(problems).toEqual([]);
  expect(patients[0]!.images['RV-B']).toBe(join(folder, '1001', 'RV-B.jpg'));
});

test('spaces, Korean and emoji in the path', async () => {
  const odd = join(folder, '혈관 조영 🧠');
  touchPatient('1001', odd);
  expect((await scanStudy(odd)).patients).toHaveLength(1);
});

describe('problems are listed with patient, view, path and remedy', () => {
  test('missing view', async () => {
    touchPatient('1001');
    rmSync(join(folder, '1001LV-A.jpg'));
    const { patients, incomplete, problems } = await scanStudy(folder);
    expect(patients).toEqual([]);
    expect(incomplete[0]).toMatchObject({ index: '1001', missing: ['LV-A'] });
    expect(Object.keys(incomplete[0]!.images)).toHaveLength(7);
    expect(problems).toMatchObject([{ kind: 'missing-view', patient: '1001', view: 'LV-A' }]);
    expect(problems[0]!.message).toContain('add 1001LV-A.jpg');
  });

  test('extra view leaves its patient complete', async () => {
    touchPatient('1001');
    const path = join(folder, '1001LI-C.jpg');
    writeFileSync(path, 'x');
    const { patients, problems } = await scanStudy(folder);
    expect(patients).toHaveLength(1);
    expect(problems).toMatchObject([{ kind: 'extra-view', patient: '1001', path }]);
  });

  test('two files for one view: which one is meant is not guessed', async () => {
    touchPatient('1001');
    writeFileSync(join(folder, '1001LI-A.png'), 'x');
    const { patients, incomplete, problems } = await scanStudy(folder);
    expect(patients).toEqual([]);
    expect(incomplete[0]!.missing).toEqual(['LI-A']);
    expect(problems).toMatchObject([{ kind: 'duplicate-view', view: 'LI-A', path: join(folder, '1001LI-A.png') }]);
    expect(problems[0]!.message).toContain(join(folder, '1001LI-A.jpg'));
  });

  test('file without four digits, stray file and folder, image in a foreign format, wrong folder', async () => {
    touchPatient('1001', join(folder, '1001'));
    for (const name of ['LI-A.jpg', 'notes.txt', '1001LI-A.gif']) writeFileSync(join(folder, name), 'x');
    mkdirSync(join(folder, 'old'));
    writeFileSync(join(folder, '1001', '1002LI-A.jpg'), 'x');
    const { patients, problems } = await scanStudy(folder);
    expect(patients).toHaveLength(1);
    expect(problems.map(({ kind, path }) => [kind, path]).sort()).toEqual(
      [
        ['no-index', join(folder, 'LI-A.jpg')],
        ['stray-file', join(folder, '1001LI-A.gif')],
        ['stray-file', join(folder, 'notes.txt')],
        ['stray-file', join(folder, 'old')],
        ['wrong-folder', join(folder, '1001', '1002LI-A.jpg')],
      ].sort(),
    );
    for (const { message, path } of problems) expect(message).toContain(path);
  });

  test.skipIf(process.platform !== 'linux')('a name that is not UTF-8', async () => {
    touchPatient('1001');
    // CP949, as unpacked from a ZIP archive made on Korean Windows.
    const name = Buffer.concat([Buffer.from(`${folder}/1001`), Buffer.from([0xc1, 0xc2]), Buffer.from('.jpg')]);
    writeFileSync(name, 'x');
    const { patients, problems } = await scanStudy(folder);
    expect(patients).toHaveLength(1);
    expect(problems).toMatchObject([{ kind: 'unreadable-name' }]);
  });

  test('empty folder; and the folder above train_set, which is named', async () => {
    expect((await scanStudy(folder)).problems).toMatchObject([{ kind: 'empty-folder', path: folder }]);
    touchPatient('1001', join(folder, 'train_set'));
    const { problems } = await scanStudy(folder);
    const empty = problems.find(({ kind }) => kind === 'empty-folder');
    expect(empty!.message).toContain(`Give its folder ${join(folder, 'train_set')}`);
  });

  test('a folder that is not there is an error', async () => {
    const error = await scanStudy(join(folder, 'nope')).catch((e) => e);
    expect(isAngioIoError(error, 'FileAccessError')).toBe(true);
    expect(error).toMatchObject({ path: join(folder, 'nope'), code: 'ENOENT' });
  });
});

test('verifyImages finds truncated, foreign, empty and dangling images', async () => {
  await writeStudy(folder, ['1001', '1002']);
  truncateSync(join(folder, '1001LI-A.jpg'), statSync(join(folder, '1001LI-A.jpg')).size - 1);
  writeFileSync(join(folder, '1001LI-B.jpg'), 'not a JPEG');
  writeFileSync(join(folder, '1001RI-A.jpg'), '');
  rmSync(join(folder, '1001RI-B.jpg'));
  symlinkSync(join(folder, 'gone.jpg'), join(folder, '1001RI-B.jpg'));
  expect((await scanStudy(folder)).patients).toHaveLength(2);

  const steps: number[] = [];
  const options = { verifyImages: true, onProgress: ({ done }: { done: number }) => steps.push(done) };
  const { patients, incomplete, problems } = await scanStudy(folder, options);
  expect(steps).toEqual([1, 2]);
  expect(patients.map(({ index }) => index)).toEqual(['1002']);
  expect(incomplete[0]!.missing).toEqual(['LI-A', 'LI-B', 'RI-A', 'RI-B']);
  expect(problems.map(({ kind, view }) => [kind, view])).toEqual(
    (['LI-A', 'LI-B', 'RI-A', 'RI-B'] as const).map((view) => ['unreadable-image', view]),
  );
  expect(problems[2]!.message).toContain('the file is empty');
  for (const { message, path } of problems) expect(message.startsWith(`${path}: `)).toBe(true);
});

test('a signal stops the check with its reason', async () => {
  await writeStudy(folder, ['1001']);
  const signal = AbortSignal.abort(new Error('stop'));
  await expect(scanStudy(folder, { verifyImages: true, signal })).rejects.toThrow('stop');
});
