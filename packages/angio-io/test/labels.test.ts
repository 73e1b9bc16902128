import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LABELS, LOCATIONS, matchLabels, parseLabels, readLabels } from '../src/index';
import { labelCsv, temporaryFolder } from './support';

const root = temporaryFolder();
const header = ['Index', ...LABELS].join(',');
const zeros = LABELS.map(() => 0).join(',');

test('values, rows, columns', async () => {
  const path = join(root, 'train 라벨.csv');
  writeFileSync(path, labelCsv(['1001', '1002']));
  const labels = await readLabels(path);
  expect(labels).toMatchObject({ index: ['1001', '1002'], names: LABELS, path, length: 2 });
  expect([...labels.get('1002')!]).toEqual([1, 0, 1, ...Array(19).fill(0)]);
  expect(labels.get('9999')).toBeUndefined();
  expect(labels.has('1001')).toBe(true);
  expect([...labels.column('L_ICA')]).toEqual([1, 0]);
  expect(labels.values[0]).toHaveLength(22);
});

test('any table is read back, whatever the line ends, the mark at its start and the blanks', async () => {
  const rows = fc.uniqueArray(
    fc.record({
      index: fc.integer({ min: 0, max: 9999 }),
      bits: fc.array(fc.constantFrom(0, 1), { minLength: 22, maxLength: 22 }),
    }),
    { selector: ({ index }) => index, maxLength: 12 },
  );
  const style = fc.record({
    newline: fc.constantFrom('\n', '\r\n'),
    mark: fc.constantFrom('', '\ufeff'),
    blank: fc.constantFrom('', ' '),
    end: fc.constantFrom('', '\n', '\r\n\r\n'),
    float: fc.boolean(),
    padded: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(rows, style, async (table, { newline, mark, blank, end, float, padded }) => {
      const lines = table.map(({ index, bits }) =>
        [padded ? String(index).padStart(4, '0') : index, ...bits.map((bit) => (float ? `${bit}.0` : bit))].join(
          `,${blank}`,
        ),
      );
      const labels = await parseLabels(mark + [header, ...lines].join(newline) + end);
      expect(labels.index).toEqual(table.map(({ index }) => String(index).padStart(4, '0')));
      expect(labels.values.map((row) => [...row])).toEqual(table.map(({ bits }) => bits));
    }),
    { numRuns: 50 },
  );
});

describe('bad tables are refused with path, line and names', () => {
  const fails = (text: string) =>
    parseLabels(text, 'train.csv').then(
      () => expect.unreachable(),
      (error) => error,
    );

  test('header: missing, unknown and misplaced names are listed', async () => {
    const renamed = await fails(`${header.replace('L_ACOM', 'L_ACoA')}\n`);
    expect(renamed).toMatchObject({ tag: 'CsvHeaderError', missing: ['L_ACOM'], unknown: ['L_ACoA'], misplaced: [] });
    expect(renamed.message).toContain('train.csv, line 1: wrong header (missing: L_ACOM; not expected: "L_ACoA")');
    const swapped = await fails(`${header.replace('L_ICA,R_ICA', 'R_ICA,L_ICA')}\n`);
    expect(swapped).toMatchObject({ missing: [], unknown: [], misplaced: ['L_ICA', 'R_ICA'] });
    expect(await fails(`${header},BA\n`)).toMatchObject({ unknown: ['BA'], missing: [] });
    expect(await fails('')).toMatchObject({ tag: 'CsvHeaderError', missing: ['Index', ...LABELS] });
    expect((await fails(header.replaceAll(',', ';'))).message).toContain('separated by semicolons');
  });

  test('duplicate index, with both lines', async () => {
    const error = await fails(`${header}\n1001,${zeros}\n\n1002,${zeros}\n1001,${zeros}\n`);
    expect(error).toMatchObject({ tag: 'DuplicateIndexError', index: '1001', firstLine: 2, line: 5 });
  });

  test.each(['2', '', 'NaN', '-1', '0.5', 'yes', '10'])('label %j', async (cell) => {
    const row = LABELS.map((name) => (name === 'BA' ? cell : 1)).join(',');
    const error = await fails(`${header}\n1001,${zeros}\n1002,${row}\n`);
    expect(error).toMatchObject({ tag: 'CsvRowError', path: 'train.csv', line: 3, column: 'BA', expected: '0 or 1' });
  });

  test.each(['', '12345', 'abcd', '-1', '1001.5'])('index %j', async (cell) => {
    expect(await fails(`${header}\n${cell},${zeros}\n`)).toMatchObject({
      tag: 'CsvRowError',
      line: 2,
      column: 'Index',
    });
  });

  test('too few and too many columns, a stray quote, UTF-16', async () => {
    expect(await fails(`${header}\n1001,0,1\n`)).toMatchObject({ tag: 'CsvRowError', line: 2, found: '3 columns' });
    expect(await fails(`${header}\n1001,${zeros},0\n`)).toMatchObject({ found: '24 columns', expected: '23' });
    expect(await fails(`${header}\n1001,"${zeros}\n`)).toMatchObject({ tag: 'CsvRowError' });
    expect(await fails(Buffer.from(`${header}\n`, 'utf16le').toString('utf8'))).toMatchObject({ tag: 'CsvRowError' });
  });

  test('a file that is not there, and a folder', async () => {
    await expect(readLabels(join(root, 'no.csv'))).rejects.toMatchObject({ tag: 'FileAccessError', code: 'ENOENT' });
    await expect(readLabels(root)).rejects.toMatchObject({ tag: 'FileAccessError', code: 'EISDIR' });
  });
});

describe("a caller's own columns", () => {
  const text = 'age,bleed,ID,stroke\n61,1,Kim-1,0\n40,0,"이, 2",1\n';

  test('named: in the order asked for, wherever they stand; the others are left', async () => {
    const options = { labels: ['stroke', 'bleed'], indexColumn: 'ID', indexPattern: /.+/ };
    const labels = await parseLabels(text, 'own.csv', options);
    expect(labels).toMatchObject({ index: ['Kim-1', '이, 2'], names: ['stroke', 'bleed'], path: 'own.csv' });
    expect(labels.values.map((row) => [...row])).toEqual([
      [0, 1],
      [1, 0],
    ]);
    expect([...labels.column('bleed')]).toEqual([1, 0]);
    expect(() => labels.column('Aneurysm')).toThrow('one of stroke, bleed');
    const path = join(root, 'own.csv');
    writeFileSync(path, text);
    expect((await readLabels(path, options)).names).toEqual(['stroke', 'bleed']);
  });

  test('all but the Index; one that is no label is an error', async () => {
    const options = { labels: 'all', indexColumn: 'ID', indexPattern: /.+/ } as const;
    expect((await parseLabels(text.replaceAll(/^\w+,/gm, ''), 'own.csv', options)).names).toEqual(['bleed', 'stroke']);
    await expect(parseLabels(text, 'own.csv', options)).rejects.toMatchObject({
      tag: 'CsvRowError',
      column: 'age',
      line: 2,
    });
  });

  test('the table that a data frame writes with a nameless Index', async () => {
    const labels = await parseLabels(',x\n7,1\n', 'frame.csv', { labels: ['x'], indexColumn: '' });
    expect(labels.index).toEqual(['0007']);
    // Only four digits have lost their zeros.
    const free = { labels: ['x'], indexColumn: '', indexPattern: /\d+/g };
    expect((await parseLabels(',x\n7,1\n8,0\n', 'frame.csv', free)).index).toEqual(['7', '8']);
  });

  test.each<[string, string, object, object]>([
    ['a label that is not there', 'Index,a', { labels: ['a', 'b'] }, { tag: 'CsvHeaderError', missing: ['b'] }],
    ['a label there twice', 'Index,a,a', { labels: ['a'] }, { tag: 'CsvHeaderError', unknown: ['a'] }],
    ['no such Index column', 'ID,a', { labels: ['a'] }, { tag: 'CsvHeaderError', missing: ['Index'] }],
    ['all: no such Index column', 'ID,a', { labels: 'all' }, { tag: 'CsvHeaderError', missing: ['Index'] }],
    ['all: no label', 'Index', { labels: 'all' }, { tag: 'CsvHeaderError' }],
    ['all: one without a name', 'Index,a,', { labels: 'all' }, { tag: 'CsvHeaderError', unknown: [''] }],
    ['all: one twice', 'Index,a,a', { labels: 'all' }, { tag: 'CsvHeaderError', unknown: ['a'] }],
    ['an Index that the pattern is not for', 'Index,a\nP-17x,1', { labels: 'all', indexPattern: /P-\d+/ }, { line: 2 }],
    ['an Index of two lines', 'Index,a\n"P\n1",1', { labels: 'all', indexPattern: /.+/s }, { column: 'Index' }],
    ['an Index that is none by default', 'Index,a\nP-17,1', { labels: 'all' }, { tag: 'CsvRowError', line: 2 }],
    ['labels given twice', 'Index,a', { labels: ['a', 'a'] }, { tag: 'OptionError', option: 'labels' }],
    ['no labels', 'Index,a', { labels: [] }, { tag: 'OptionError', option: 'labels' }],
  ])('%s', async (_, table, options, expected) => {
    await expect(parseLabels(table, 'own.csv', options)).rejects.toMatchObject(expected);
  });

  test('the strict header’s message says how others are read', async () => {
    await expect(parseLabels(text)).rejects.toThrow('read with the option labels');
    await expect(parseLabels(`${header}\nP-17,${zeros}\n`)).rejects.toThrow('(indexPattern)');
  });
});

test('matchLabels lists patients without a row, and rows without images', async () => {
  const labels = await parseLabels(labelCsv(['1001', '1003']), 'train.csv');
  const { patients, problems } = matchLabels([{ index: '1001' }, { index: '1002' }], labels);
  expect(patients).toEqual([{ index: '1001' }]);
  expect(problems).toMatchObject([
    { kind: 'patient-without-label', patient: '1002', path: 'train.csv' },
    { kind: 'label-without-images', patient: '1003', path: 'train.csv' },
  ]);
  expect(LOCATIONS).toHaveLength(21);
});
