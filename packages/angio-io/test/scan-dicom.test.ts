import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, test } from 'vitest';
import { scanStudy, sortByPatient } from '../src/index';
import { temporaryFolder } from './support';

/** Both of patient 1001; by their tags one is LI-A (Series Description) and one LV-B (View Position). */
const fixtures = fileURLToPath(new URL('./fixtures/dicom/', import.meta.url));
const [LI_A, LV_B] = [join(fixtures, 'run.dcm'), join(fixtures, 'text-korean.dcm')];
const views = ['LI-A', 'LV-B'] as const;
const root = temporaryFolder();
let folder = '';
let count = 0;
const put = (source: string, path: string) => cpSync(source, join(folder, path));
beforeEach(() => {
  folder = join(root, `study ${count++}`);
  mkdirSync(folder);
});

test('patients and views by tags, wherever the files lie and whatever they are called', async () => {
  put(LI_A, 'DICOM/0001/IM_0001');
  put(LV_B, 'DICOM/0002/1.2.840.10008.17');
  put(LI_A, 'DICOMDIR');
  const scan = await scanStudy(folder, { views, dicomIdentity: true });
  expect(scan.patients).toEqual([
    {
      index: '1001',
      images: {
        'LI-A': join(folder, 'DICOM', '0001', 'IM_0001'),
        'LV-B': join(folder, 'DICOM', '0002', '1.2.840.10008.17'),
      },
    },
  ]);
  expect(scan.problems).toEqual([]);
});

test('without the option their names count', async () => {
  put(LI_A, '1002LV-B.dcm');
  put(LV_B, '1002LI-A');
  const { patients } = await scanStudy(folder, { views });
  expect(patients).toMatchObject([{ index: '1002', images: { 'LI-A': join(folder, '1002LI-A') } }]);
  const byTags = await scanStudy(folder, { views, dicomIdentity: true });
  expect(byTags.patients).toMatchObject([{ index: '1001', images: { 'LI-A': join(folder, '1002LV-B.dcm') } }]);
});

test('a mapping of tags; other files by their names', async () => {
  put(LI_A, 'a');
  put(LV_B, 'b');
  writeFileSync(join(folder, 'site 7AP.png'), 'x');
  const options = {
    views: ['XA', 'HEAD', 'AP'],
    dicomIdentity: {
      patient: () => 'site 7',
      view: (tags: { bodyPartExamined?: string }) => tags.bodyPartExamined ?? 'XA',
    },
    parseName: /(?<index>site 7)(?<view>AP)/,
  };
  const { patients, problems } = await scanStudy(folder, options);
  expect(problems).toEqual([]);
  expect(patients).toMatchObject([{ index: 'site 7', images: { XA: join(folder, 'a'), HEAD: join(folder, 'b') } }]);
});

test('what tags do not tell is listed', async () => {
  put(LI_A, 'a');
  put(LV_B, 'b');
  put(LI_A, 'c');
  const scan = (dicomIdentity: object, only: readonly string[] = views) =>
    scanStudy(folder, { views: only, dicomIdentity });
  const kinds = async (...args: Parameters<typeof scan>) => (await scan(...args)).problems.map(({ kind }) => kind);
  expect(await kinds({}, ['LI-A'])).toEqual(['extra-view', 'duplicate-view']);
  expect(await kinds({ patient: () => undefined })).toEqual(['empty-folder', 'no-index', 'no-index', 'no-index']);
  expect(await kinds({ view: () => 'oblique' })).toEqual(['extra-view', 'extra-view', 'extra-view', 'empty-folder']);
  const { problems } = await scan({ view: () => 'oblique' });
  expect(problems[0]!.message).toContain('the view "oblique", none of LI-A, LV-B');
});

test('a damaged file is listed, without a word of what it holds', async () => {
  put(LI_A, 'a');
  writeFileSync(join(folder, 'b'), Buffer.concat([Buffer.alloc(128), Buffer.from('DICM')]));
  const { problems } = await scanStudy(folder, { views, dicomIdentity: true });
  expect(problems.map(({ kind }) => kind).sort()).toEqual(['missing-view', 'unreadable-image']);
});

test('sortByPatient names them', async () => {
  put(LI_A, 'IM_0001');
  put(LV_B, 'IM_0002.dcm');
  const out = join(root, `sorted ${count}`);
  const { patients } = await sortByPatient(folder, out, { views, dicomIdentity: true });
  expect(patients).toEqual([
    { index: '1001', images: { 'LI-A': join(out, '1001', '1001LI-A'), 'LV-B': join(out, '1001', '1001LV-B.dcm') } },
  ]);
  expect((await scanStudy(out, { views })).patients).toEqual(patients);
});
