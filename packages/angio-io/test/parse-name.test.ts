import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { type ParsedName, parseImageName, scanStudy } from '../src/index';
import { temporaryFolder } from './support';

const root = temporaryFolder();
const views = ['AP', 'LAT'] as const;
let folder = '';
let count = 0;
const touch = (...paths: string[]) => {
  for (const path of paths) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), 'x');
  }
};
beforeEach(() => {
  folder = join(root, `study ${count++}`);
  mkdirSync(folder);
});

test('other views under the usual names, in one folder or one a patient', async () => {
  touch('1001AP.jpg', '1001_lat.png', '1002/AP.tif', '1002/1002LAT.bmp', '1003AP.webp', '1003LI-A.jpg');
  const { patients, incomplete, problems } = await scanStudy(folder, { views });
  expect(patients).toEqual([
    { index: '1001', images: { AP: join(folder, '1001AP.jpg'), LAT: join(folder, '1001_lat.png') } },
    { index: '1002', images: { AP: join(folder, '1002', 'AP.tif'), LAT: join(folder, '1002', '1002LAT.bmp') } },
  ]);
  expect(incomplete).toMatchObject([{ index: '1003', missing: ['LAT'] }]);
  expect(problems.map(({ kind }) => kind)).toEqual(['missing-view', 'extra-view']);
  expect(problems[1]!.message).toContain('rename it to one of AP, LAT');
});

test('the order of views is the order of channels', async () => {
  touch('1001AP.jpg', '1001LAT.jpg');
  const { patients } = await scanStudy(folder, { views: ['LAT', 'AP'] });
  expect(Object.keys(patients[0]!.images)).toEqual(['LAT', 'AP']);
});

test('view names of any letters; the very name goes before a like one, and a name that two views fit is neither', () => {
  expect(parseImageName('1001 정면.png', ['정면', '측면'])).toEqual({ index: '1001', view: '정면', extension: 'png' });
  // macOS gives names with the letters taken apart.
  expect(parseImageName('1001정면.png'.normalize('NFD'), ['정면']).view).toBe('정면');
  expect(parseImageName('1001a.b(1)+.png', ['a.b(1)+']).view).toBe('a.b(1)+');
  expect(parseImageName('1001axb(1)+.png', ['a.b(1)+']).view).toBeUndefined();
  const alike = ['A-1', 'A1'];
  expect(parseImageName('1001A1.png', alike).view).toBe('A1');
  expect(parseImageName('1001A_1.png', alike).view).toBe('A-1');
  expect(parseImageName('1001a1.png', alike).view).toBeUndefined();
});

describe.each([[[]], [['AP', 'AP']], [['AP', '']], [['AP ', 'LAT']], ['AP'], [[1]]])('views %j', (wrong) => {
  test('is refused', async () => {
    const options = { views: wrong as string[] };
    await expect(scanStudy(folder, options)).rejects.toMatchObject({ tag: 'OptionError', option: 'views' });
  });
});

describe('parseName', () => {
  test('a function is given the name and the path from the study on, however deep', async () => {
    touch('site A/P-17/frontal.png', 'site A/P-17/lateral.png', 'site B/x/P-2/frontal.png', 'site B/x/P-2/lateral.png');
    touch('site A/notes.txt', 'site A/P-17/mask.png', 'top.png', 'other.png', 'site A/P-17/frontal.txt');
    const seen: [string, string][] = [];
    const parseName = (name: string, path: string): ParsedName | 'skip' | undefined => {
      seen.push([name, path]);
      if (/^(notes|mask)/.test(name)) return 'skip';
      if (name === 'other.png') return undefined;
      const [patient, image] = path.split('/').slice(-2);
      return { index: image && patient, view: /^f/.test(image!) ? 'AP' : /^l/.test(image!) ? 'lat' : 'oblique' };
    };
    const { patients, problems } = await scanStudy(folder, { views, parseName });
    expect(seen).toContainEqual(['frontal.png', 'site B/x/P-2/frontal.png']);
    expect(patients.map(({ index }) => index)).toEqual(['P-17', 'P-2']);
    expect(patients[1]!.images.AP).toBe(join(folder, 'site B', 'x', 'P-2', 'frontal.png'));
    expect(problems.map(({ kind, path }) => [kind, path!.slice(folder.length + 1)]).sort()).toEqual([
      ['no-index', 'top.png'],
      ['stray-file', 'other.png'],
      ['stray-file', join('site A', 'P-17', 'frontal.txt')],
    ]);
  });

  test('a pattern does the same; the folder names the patient where the pattern does not', async () => {
    touch('환자 1_ap.png', '환자 1_lat.png', '환자 2_ap.png', 'readme.txt');
    const flat = await scanStudy(folder, { views, parseName: /^(?<index>[^/]+)_(?<view>[^_/]+)\.png$/g });
    expect(flat.patients.map(({ index }) => index)).toEqual(['환자 1']);
    expect(flat.incomplete).toMatchObject([{ index: '환자 2', missing: ['LAT'] }]);
    expect(flat.problems.map(({ kind }) => kind)).toEqual(['missing-view', 'stray-file']);

    touch('in/kim/1 AP.png', 'in/kim/2 LAT.png', 'in/kim/3 OBL.png', 'in/1 AP.png');
    const nested = await scanStudy(join(folder, 'in'), { views, parseName: /\d (?<view>.+)\.png$/ });
    expect(nested.patients.map(({ index }) => index)).toEqual(['kim']);
    expect(nested.problems).toMatchObject([{ kind: 'extra-view', patient: 'kim' }, { kind: 'no-index' }]);
    expect(nested.problems[0]!.message).toContain('the view "OBL", none of AP, LAT');
  });

  test('an Index is kept in composed letters and without blanks; one of blanks or with a line break is none', async () => {
    touch('1/AP.png', '1/LAT.png');
    const scan = (index: string) =>
      scanStudy(folder, { views, parseName: (name) => ({ index, view: name.slice(0, -4) }) });
    expect((await scan(` ${'김'.normalize('NFD')} `)).patients.map(({ index }) => index)).toEqual(['김']);
    for (const wrong of [' ', 'a\nb', 'a\0']) {
      expect((await scan(wrong)).problems.map(({ kind }) => kind)).toEqual(['empty-folder', 'no-index', 'no-index']);
    }
  });

  test('anything else than text, and a pattern without a view, is refused', async () => {
    touch('1001AP.png');
    for (const parseName of [() => ({ index: 1001 as unknown as string }), /(?<index>\d+)/, 'x' as unknown as RegExp]) {
      await expect(scanStudy(folder, { views, parseName })).rejects.toMatchObject({
        tag: 'OptionError',
        option: 'parseName',
      });
    }
  });

  test('an error of the caller’s own comes through', async () => {
    touch('1001AP.png');
    const parseName = () => {
      throw new RangeError('mine');
    };
    await expect(scanStudy(folder, { views, parseName })).rejects.toThrow(RangeError);
  });

  test.skipIf(process.platform === 'win32')('a link to a folder above is listed, not followed for ever', async () => {
    touch('a/1001AP.png', 'a/1001LAT.png');
    symlinkSync('..', join(folder, 'a', 'up'));
    const parseName = /(?<index>\d{4})(?<view>.+)\.png$/;
    const { patients, problems } = await scanStudy(folder, { views, parseName });
    expect(patients).toHaveLength(1);
    expect(problems).toMatchObject([{ kind: 'stray-file', path: join(folder, 'a', 'up') }]);
  });
});

test('a file without an extension, or with a number for one, is known by its content', async () => {
  const dicom = Buffer.concat([Buffer.alloc(128), Buffer.from('DICM')]);
  writeFileSync(join(folder, '1001AP'), dicom);
  writeFileSync(join(folder, '1001LAT.1'), Buffer.from('ffd8ffe0', 'hex'));
  writeFileSync(join(folder, '1002AP'), 'text');
  writeFileSync(join(folder, 'DICOMDIR'), dicom);
  const { patients, problems } = await scanStudy(folder, { views });
  expect(patients.map(({ index }) => index)).toEqual(['1001']);
  expect(problems).toMatchObject([{ kind: 'stray-file', path: join(folder, '1002AP') }]);
});
