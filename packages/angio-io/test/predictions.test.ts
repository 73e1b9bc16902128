import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LABELS, LOCATIONS, type Prediction, readPredictions, writePredictions } from '../src/index';
import { temporaryFolder } from './support';

const root = temporaryFolder();
const csv = join(root, 'output.csv');
const zeros = new Uint8Array(21);
const one = (changes: Partial<Prediction> = {}): Prediction[] => [
  { index: '1001', aneurysm: 0.5, locations: zeros, ...changes },
];

test('the competition columns, a real number and 21 integers', async () => {
  const locations = LOCATIONS.map((name) => (name === 'BA' ? 1 : 0));
  await writePredictions(csv, [...one({ index: '0007', aneurysm: 1 / 3, locations }), ...one({ aneurysm: 1 })]);
  expect(readFileSync(csv, 'utf8')).toBe(
    `Index,${LABELS.join(',')}\n0007,0.3333333333333333,${locations.join(',')}\n1001,1,${Array(21).fill(0).join(',')}\n`,
  );
});

test('what is written is read back exactly', async () => {
  const rows = fc.uniqueArray(
    fc.record({
      index: fc.integer({ min: 0, max: 9999 }).map((n) => String(n).padStart(4, '0')),
      aneurysm: fc.double({ min: 0, max: 1, noNaN: true }).map(Math.abs),
      locations: fc.array(fc.constantFrom(0, 1), { minLength: 21, maxLength: 21 }),
    }),
    { selector: ({ index }) => index, maxLength: 10 },
  );
  await fc.assert(
    fc.asyncProperty(rows, async (predictions) => {
      await writePredictions(csv, predictions);
      const read = await readPredictions(csv);
      expect(read.map((row) => ({ ...row, locations: Array.from(row.locations) }))).toEqual(predictions);
    }),
    { numRuns: 30 },
  );
});

test("a caller's own columns and Indexes, quoted where they must be", async () => {
  const options = { columns: ['Stroke', 'M1, left', 'M1 "right"'], indexColumn: 'ID', indexPattern: /.+/ };
  const rows = [
    { index: 'Kim, "A"', aneurysm: 0.25, locations: Uint8Array.of(0, 1) },
    { index: '이 2', aneurysm: 1, locations: Uint8Array.of(1, 0) },
  ];
  await writePredictions(csv, rows, options);
  expect(readFileSync(csv, 'utf8')).toBe('ID,Stroke,"M1, left","M1 ""right"""\n"Kim, ""A""",0.25,0,1\n이 2,1,1,0\n');
  expect(await readPredictions(csv, options)).toEqual(rows);
  await expect(readPredictions(csv)).rejects.toMatchObject({ tag: 'CsvHeaderError' });
  const refused = (changes: object, expected: object) =>
    expect(writePredictions(csv, [{ ...rows[0]!, ...changes }], options)).rejects.toMatchObject(expected);
  await refused({ locations: zeros }, { tag: 'PredictionError', expected: '2 values, one a location' });
  await refused({ aneurysm: 2 }, { tag: 'PredictionError', column: 'Stroke' });
  for (const index of ['', ' a', 'a\nb']) await refused({ index }, { tag: 'PredictionError', column: 'Index' });
  await expect(writePredictions(csv, [], { columns: ['a', 'a'] })).rejects.toMatchObject({ tag: 'OptionError' });
});

describe('bad predictions are refused, and the file that was there stays', () => {
  const bit = (value: number) => Object.assign([...zeros], { 3: value });
  test.each<[string, Prediction[], string]>([
    ['NaN', one({ aneurysm: Number.NaN }), 'Aneurysm'],
    ['above 1', one({ aneurysm: 1.0001 }), 'Aneurysm'],
    ['below 0', one({ aneurysm: -1e-9 }), 'Aneurysm'],
    ['not a number', one({ aneurysm: '0.5' as unknown as number }), 'Aneurysm'],
    ['20 locations', one({ locations: zeros.slice(1) }), 'locations'],
    ['a probability as a location', one({ locations: bit(0.7) }), 'R_PCOM'],
    ['NaN as a location', one({ locations: bit(Number.NaN) }), 'R_PCOM'],
    ['an index of three digits', one({ index: '101' }), 'Index'],
    ['an index twice', [...one(), ...one()], 'Index'],
  ])('%s', async (_, predictions, column) => {
    writeFileSync(csv, 'before');
    await expect(writePredictions(csv, predictions)).rejects.toMatchObject({
      tag: 'PredictionError',
      path: csv,
      column,
    });
    expect(readFileSync(csv, 'utf8')).toBe('before');
    expect(readdirSync(root)).toEqual(['output.csv']);
  });
});

test('a probability that is not one is refused on reading, with its line', async () => {
  for (const cell of ['', 'NaN', '1.5']) {
    writeFileSync(csv, `Index,${LABELS.join(',')}\n1001,${cell},${[...zeros].join(',')}\n`);
    await expect(readPredictions(csv)).rejects.toMatchObject({ tag: 'CsvRowError', line: 2, column: 'Aneurysm' });
  }
  writeFileSync(csv, `Index,${LABELS.join(',')}\n1001,0.5,2,${[...zeros.slice(1)].join(',')}\n`);
  await expect(readPredictions(csv)).rejects.toMatchObject({ tag: 'CsvRowError', column: 'L_ICA' });
});

test('a place that cannot be written to is a named error', async () => {
  await expect(writePredictions(join(csv, 'x', 'output.csv'), one())).rejects.toMatchObject({ tag: 'WriteError' });
});
