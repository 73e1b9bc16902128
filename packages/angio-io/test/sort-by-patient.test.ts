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
