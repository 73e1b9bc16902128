import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { readManifest, scanManifest } from '../src/index';
import { temporaryFolder, writeImage } from './support';

const root = temporaryFolder();
const views = ['AP', 'LAT'] as const;
let folder = '';
let csv = '';
let count = 0;
const write = (...lines: string[]) => writeFileSync(csv, `${lines.join('\n')}\n`);
beforeEach(() => {
  folder = join(root, `매니 🩻 ${count++}`);
  csv = join(folder, 'manifest.csv');
  mkdirSync(join(folder, 'images, all'), { recursive: true });
  for (const name of ['a.png', 'b.png', 'c.png', 'd.png']) writeFileSync(join(folder, 'images, all', name), name);
});

test('columns in any order and case among others; paths from the manifest’s folder on, or absolute', async () => {
  write(
    'View,age,PATIENT,path',
    'AP,61,Kim-1,"images, all/a.png"',
    `LAT,61,Kim-1,"${join(folder, 'images, all', 'b.png')}"`,
    '',
    'lat,40,이 2,"images, all\\c.png"',
    'AP,40,이 2,"./images, all/d.png"',
  );
  expect(await readManifest(csv)).toMatchObject({
    ignored: ['age'],
    rows: [{ path: 'images, all/a.png', patient: 'Kim-1', view: 'AP', line: 2 }, { line: 3 }, { line: 5 }, { line: 6 }],
  });
  const { patients, incomplete, problems } = await scanManifest(csv, { views });
  expect(problems).toEqual([]);
  expect(incomplete).toEqual([]);
  const image = (name: string) => join(folder, 'images, all', name);
  expect(patients).toEqual([
    { index: 'Kim-1', images: { AP: image('a.png'), LAT: image('b.png') } },
    { index: '이 2', images: { AP: image('d.png'), LAT: image('c.png') } },
  ]);
});

test('the columns’ names and the root are the caller’s', async () => {
  write('file,id,projection', 'a.png,1,AP', 'b.png,1,LAT');
  const columns = { path: 'file', patient: 'id', view: 'projection' };
  const options = { views, columns, root: join(folder, 'images, all') };
  expect((await scanManifest(csv, options)).patients).toHaveLength(1);
  await expect(scanManifest(csv, { views })).rejects.toMatchObject({ tag: 'CsvHeaderError' });
  await expect(readManifest(csv, { columns: { view: 'PATH' } })).rejects.toMatchObject({ tag: 'OptionError' });
});

describe('what is wrong is listed with its line, and nothing is guessed', () => {
  test('a file that is not there, or is a folder', async () => {
    write('path,patient,view', '"images, all/a.png",1,AP', 'gone.png,1,LAT', '"images, all",2,AP');
    const { patients, incomplete, problems } = await scanManifest(csv, { views });
    expect(patients).toEqual([]);
    expect(incomplete.map(({ index, missing }) => [index, missing])).toEqual([
      ['1', ['LAT']],
      ['2', ['AP', 'LAT']],
    ]);
    expect(problems).toMatchObject([
      { kind: 'missing-file', patient: '1', view: 'LAT', line: 3, path: join(folder, 'gone.png') },
      { kind: 'missing-view', patient: '2', view: 'LAT' },
      { kind: 'missing-file', patient: '2', view: 'AP', line: 4 },
    ]);
    expect(problems[0]!.message).toContain(`${csv}, line 3`);
    expect(problems[1]!.message).toContain(`add its row to ${csv}`);
  });

  test('an unknown view', async () => {
    write('path,patient,view', '"images, all/a.png",1,AP', '"images, all/b.png",1,LAT', '"images, all/c.png",1,OBL');
    const { patients, problems } = await scanManifest(csv, { views });
    expect(patients).toHaveLength(1);
    expect(problems).toMatchObject([{ kind: 'extra-view', patient: '1', line: 4 }]);
    expect(problems[0]!.message).toContain('"OBL"');
  });

  test('two files for one view', async () => {
    write('path,patient,view', '"images, all/a.png",1,AP', '"images, all/b.png",1,LAT', '"images, all/c.png",1,ap');
    const { incomplete, problems } = await scanManifest(csv, { views });
    expect(incomplete).toMatchObject([{ index: '1', missing: ['AP'] }]);
    expect(problems).toMatchObject([{ kind: 'duplicate-view', patient: '1', view: 'AP', line: 4 }]);
  });

  test('one file for two images, also by another way to it', async () => {
    const rows = ['"images, all/a.png",1,AP', '"images, all/b.png",1,LAT'];
    symlinkSync(join(folder, 'images, all', 'a.png'), join(folder, 'link.png'));
    write('path,patient,view', ...rows, 'link.png,2,AP', '"images, all/d.png",2,LAT');
    const { patients, incomplete, problems } = await scanManifest(csv, { views });
    expect(patients).toEqual([]);
    expect(incomplete.map(({ index, missing }) => [index, missing])).toEqual([
      ['1', ['AP']],
      ['2', ['AP']],
    ]);
    expect(problems.map(({ kind, patient, line }) => [kind, patient, line])).toEqual([
      ['duplicate-file', '1', 2],
      ['duplicate-file', '2', 4],
    ]);
    expect(problems[0]!.message).toContain('that of patient 2, view AP (line 4)');
  });

  test('no row at all', async () => {
    write('path,patient,view');
    expect((await scanManifest(csv, { views })).problems).toMatchObject([{ kind: 'empty-folder', path: csv }]);
  });

  test('verifyImages', async () => {
    await writeImage(join(folder, 'good.jpg'));
    write('path,patient,view', 'good.jpg,1,AP', '"images, all/b.png",1,LAT');
    const { incomplete, problems } = await scanManifest(csv, { views, verifyImages: true });
    expect(incomplete).toMatchObject([{ missing: ['LAT'] }]);
    expect(problems).toMatchObject([{ kind: 'unreadable-image', view: 'LAT' }]);
  });
});

describe('a table that is none is an error', () => {
  test.each([
    ['path,patient', { tag: 'CsvHeaderError', missing: ['view'], unknown: [] }],
    ['path,patient,view,VIEW', { tag: 'CsvHeaderError', missing: [], unknown: ['VIEW'] }],
    ['path;patient;view', { tag: 'CsvHeaderError', missing: ['path', 'patient', 'view'] }],
    ['', { tag: 'CsvHeaderError' }],
    ['path,patient,view\na.png,1', { tag: 'CsvRowError', line: 2, found: '2 columns' }],
    ['path,patient,view\na,b.png,1,AP', { tag: 'CsvRowError', line: 2, found: '4 columns' }],
    ['path,patient,view\na.png,1,AP\n,1,AP', { tag: 'CsvRowError', line: 3, column: 'path' }],
    ['path,patient,view\na.png,,AP', { tag: 'CsvRowError', line: 2, column: 'patient' }],
    ['path,patient,view\na.png,1, ', { tag: 'CsvRowError', line: 2, column: 'view' }],
    ['path,patient,view\na.png,"1\n2",AP', { tag: 'CsvRowError', line: 2, column: 'patient' }],
  ])('%j', async (text, expected) => {
    writeFileSync(csv, text);
    await expect(scanManifest(csv, { views })).rejects.toMatchObject({ ...expected, path: csv });
  });

  test('no file', async () => {
    await expect(readManifest(join(folder, 'no.csv'))).rejects.toMatchObject({ tag: 'FileAccessError' });
  });

  test('semicolons are named', async () => {
    writeFileSync(csv, 'path;patient;view\n');
    await expect(readManifest(csv)).rejects.toThrow('separated by semicolons');
  });
});

test('any manifest is read back', async () => {
  const cell = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).map((text) => text.normalize('NFC').trim());
  const text = cell.filter((it) => it !== '' && !/\p{Cc}|\ufeff/u.test(it));
  const rows = fc.array(fc.record({ path: text, patient: text, view: text }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(rows, fc.boolean(), async (table, crlf) => {
      const quoted = (it: string) => `"${it.replaceAll('"', '""')}"`;
      const lines = table.map(({ path, patient, view }) => [view, path, patient].map(quoted).join(','));
      writeFileSync(csv, ['view,path,patient', ...lines].join(crlf ? '\r\n' : '\n'));
      const manifest = await readManifest(csv);
      expect(manifest.rows).toEqual(table.map((row, at) => ({ ...row, line: at + 2 })));
    }),
    { numRuns: 50 },
  );
});
