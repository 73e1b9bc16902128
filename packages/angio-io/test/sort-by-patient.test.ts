import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scanStudy, sortByPatient, VIEWS } from '../src/index';
import { temporaryFolder } from './support';

const root = temporaryFolder();
const study = join(root, '원본 study');
mkdirSync(study);
for (const index of ['1001', '1002']) {
  for (const view of VIEWS) writeFileSync(join(study, `${index}${view}.jpg`), `${index} ${view}`);
}
rmSync(join(study, '1002RV-B.jpg'));
writeFileSync(join(study, 'notes.txt'), '');

test.each(['copy', 'link', 'symlink'] as const)(
  '%s: one folder a patient, twice with the same result',
  async (mode) => {
    const out = join(root, `sorted ${mode}`);
    for (let run = 0; run < 2; run++) {
      const { patients, incomplete, problems, files } = await sortByPatient(study, out, { mode });
      expect(files).toBe(15);
      expect(patients.map(({ index }) => index)).toEqual(['1001']);
      expect(incomplete.map(({ missing }) => missing)).toEqual([['RV-B']]);
      expect(problems.map(({ kind }) => kind).sort()).toEqual(['missing-view', 'stray-file']);
      expect(readdirSync(out).sort()).toEqual(['1001', '1002']);
      expect(readdirSync(join(out, '1001')).sort()).toEqual(VIEWS.map((view) => `1001${view}.jpg`).sort());
      expect((await scanStudy(out)).patients).toEqual(patients);
    }
    const image = join(out, '1001', '1001LI-A.jpg');
    expect(readFileSync(image, 'utf8')).toBe('1001 LI-A');
    expect(lstatSync(image).isSymbolicLink()).toBe(mode === 'symlink');
    if (mode !== 'symlink') {
      expect(statSync(image).ino === statSync(join(study, '1001LI-A.jpg')).ino).toBe(mode === 'link');
    }
  },
);

test('files of any naming are named by patient and view, so that like names do not meet', async () => {
  const source = join(root, 'own');
  for (const path of ['P 1/ap/1.png', 'P 1/lat/1.png', 'P 2/ap/IM.1.2', 'P 2/lat/1.JPG']) {
    mkdirSync(join(source, path, '..'), { recursive: true });
    writeFileSync(join(source, path), path.endsWith('2') ? Buffer.from('ffd8ffe0', 'hex') : path);
  }
  const options = { views: ['AP', 'LAT'], parseName: /(?<index>[^/]+)\/(?<view>[^/]+)\/[^/]+$/ };
  const out = join(root, 'sorted own');
  const { patients, files } = await sortByPatient(source, out, options);
  expect(files).toBe(4);
  expect(patients.map(({ images }) => images)).toEqual([
    { AP: join(out, 'P 1', 'P 1AP.png'), LAT: join(out, 'P 1', 'P 1LAT.png') },
    { AP: join(out, 'P 2', 'P 2AP'), LAT: join(out, 'P 2', 'P 2LAT.JPG') },
  ]);
  expect(readFileSync(join(out, 'P 1', 'P 1LAT.png'), 'utf8')).toBe('P 1/lat/1.png');
  const parseName = /^(?<index>.+)\/\k<index>(?<view>.+?)(\.\w+)?$/;
  expect((await scanStudy(out, { views: options.views, parseName })).patients).toEqual(patients);

  const inside = sortByPatient(source, join(source, 'sorted'), options);
  await expect(inside).rejects.toMatchObject({ tag: 'SortError', path: join(source, 'sorted') });
  for (const index of ['../..', 'a/b', 'a\\b', '..', 'C:']) {
    const single = (_: string, path: string) => (path === 'P 1/ap/1.png' ? { index, view: 'AP' } : undefined);
    const named = sortByPatient(source, join(root, 'outside'), { ...options, parseName: single });
    await expect(named, index).rejects.toMatchObject({ tag: 'SortError' });
  }
  expect(readdirSync(root)).not.toContain('outside');
});

test('the study itself is refused as the output', async () => {
  await expect(sortByPatient(study, `${study}/.`)).rejects.toMatchObject({ tag: 'SortError' });
});

test('a file in the way of a folder is a named error', async () => {
  const out = join(root, 'blocked');
  writeFileSync(out, '');
  await expect(sortByPatient(study, out)).rejects.toMatchObject({ tag: 'WriteError', code: 'ENOTDIR' });
});

test('an unknown mode is refused', async () => {
  const mode = 'move' as 'copy';
  await expect(sortByPatient(study, join(root, 'x'), { mode })).rejects.toMatchObject({ tag: 'OptionError' });
});

test('a signal stops it', async () => {
  const controller = new AbortController();
  const stop = () => controller.abort(new Error('enough'));
  const call = sortByPatient(study, join(root, 'stopped'), { signal: controller.signal, onProgress: stop });
  await expect(call).rejects.toThrow('enough');
  expect(readdirSync(join(root, 'stopped'))).toEqual(['1001']);
});
