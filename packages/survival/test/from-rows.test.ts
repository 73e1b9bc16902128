import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coxPH, EmptyInputError, fromRows, InvalidValueError, UnknownColumnError } from '../src/index';
import { expectAllRelative } from './close';
import { cohorts, coxData } from './cohorts';
import oracle from './fixtures/cox.json';

/** A cohort as R would hand it over: a row a patient. */
function rowsOf(cohort: string): Record<string, number | string>[] {
  const columns = Object.entries(cohorts[cohort]!);
  return columns[0]![1].map((_, row) => Object.fromEntries(columns.map(([name, values]) => [name, values[row]!])));
}

test('rows give the fit that columns give', () => {
  const names = ['fin', 'age', 'race', 'wexp', 'mar', 'paro', 'prio'];
  const { data, options, dropped, rows } = fromRows(rowsOf('rossi'), { time: 'time', event: 'event' });
  expect(coxPH(data, options)).toMatchObject({ names, coefficients: coxPH(coxData('rossi', names)).coefficients });
  expect(options).toEqual({});
  expect(dropped).toEqual([]);
  expect(rows).toEqual(data.time.length === 432 && Array.from(data.time as number[], (_, row) => row));
});

test("entry, weights and strata give R's fit", () => {
  const expected = (
    oracle.cases as { entry: string | null; cohort: string; covariates: string[]; coefficients: number[] }[]
  ).find(({ cohort, entry }) => cohort === 'rotterdam' && entry !== null)!;
  const columns = { time: 'time', event: 'event', entry: 'entry', weights: 'weights', strata: 'size' };
  const { data, options } = fromRows(rowsOf('rotterdam'), { ...columns, covariates: expected.covariates });
  expectAllRelative(coxPH(data, options).coefficients, expected.coefficients, 1e-6);
});

interface Patient {
  id: string;
  week: number;
  arrest: boolean;
  sex: string;
  stage: string;
  age: number;
  site: number;
}

const patients: Patient[] = [
  { id: 'a', week: 3, arrest: true, sex: 'm', stage: 'II', age: 50, site: 1 },
  { id: 'b', week: 5, arrest: false, sex: 'f', stage: 'I', age: 61, site: 2 },
  { id: 'c', week: 8, arrest: true, sex: 'f', stage: 'III', age: 47, site: 1 },
  { id: 'd', week: 9, arrest: true, sex: 'm', stage: 'I', age: 39, site: 2 },
];
const columns = { time: 'week', event: 'arrest', covariates: ['sex', 'stage', 'age'] };

test('categories are coded against the first level, or the one that is given', () => {
  const { data, coding } = fromRows(patients, {
    ...columns,
    categories: ['sex', { column: 'stage', reference: 'II' }],
  });
  expect(data).toEqual({
    time: [3, 5, 8, 9],
    event: [1, 0, 1, 1],
    covariates: { 'sex=m': [1, 0, 0, 1], 'stage=I': [0, 1, 0, 1], 'stage=III': [0, 0, 1, 0], age: [50, 61, 47, 39] },
  });
  expect(coding).toEqual([
    { column: 'sex', levels: ['f', 'm'], reference: 'f', names: ['sex=m'] },
    { column: 'stage', levels: ['I', 'II', 'III'], reference: 'II', names: ['stage=I', 'stage=III'] },
    { column: 'age', names: ['age'] },
  ]);
});

test('levels are sorted: numbers by size, booleans false first', () => {
  const rows = [10, 9, 2].flatMap((dose) => [true, false].map((given) => ({ time: dose, event: 1, dose, given })));
  const { coding } = fromRows(rows, { time: 'time', event: 'event', categories: ['dose', 'given'] });
  expect(coding.map(({ names }) => names)).toEqual([['dose=9', 'dose=10'], ['given=true']]);
});

test('new rows are coded in the same way, whatever levels they have', () => {
  const { covariatesOf } = fromRows(patients, { ...columns, categories: ['sex', 'stage'] });
  expect(covariatesOf([{ sex: 'm', stage: 'III', age: 70 }])).toEqual({
    'sex=m': [1],
    'stage=II': [0],
    'stage=III': [1],
    age: [70],
  });
  expect(() => covariatesOf([{ sex: 'm', stage: 'IV', age: 70 }])).toThrow('row 0: found "IV", expected one of "I", ');
  expect(() => covariatesOf([{ sex: 'm', stage: 'I' }])).toThrow(UnknownColumnError);
});

test('strata of several columns, clusters, and what says that the event was seen', () => {
  const { data, options } = fromRows(patients, {
    time: 'week',
    event: 'sex',
    eventValue: 'f',
    covariates: ['age'],
    strata: ['site', 'arrest'],
    cluster: 'id',
  });
  expect(data.event).toEqual([0, 1, 1, 0]);
  expect(options.strata).toEqual([
    'site=1, arrest=true',
    'site=2, arrest=false',
    'site=1, arrest=true',
    'site=2, arrest=true',
  ]);
  expect(options.cluster).toEqual(['a', 'b', 'c', 'd']);
});

describe('missing values', () => {
  const lacking = [
    patients[0]!,
    { ...patients[1]!, age: null, sex: ' ' },
    { ...patients[2]!, age: 'NA' },
    patients[3]!,
    { ...patients[0]!, id: null, sex: 'f' },
  ];
  const options = { ...columns, categories: ['sex', 'stage'], missingValues: ['NA'] };

  test('are an error that says where and how many', () => {
    expect(() => fromRows(lacking, options)).toThrow(
      'column "sex", row 1: found " ", expected a value (2 of 5 rows lack one; missing: \'drop\' leaves them out).',
    );
  });

  test('are dropped where that is asked for, and listed; columns that are not used do not matter', () => {
    const { data, rows, dropped, droppedByColumn } = fromRows(lacking, { ...options, missing: 'drop' });
    expect(data.time).toEqual([3, 9, 3]);
    expect(rows).toEqual([0, 3, 4]);
    expect(dropped).toEqual([
      { row: 1, columns: ['sex', 'age'] },
      { row: 2, columns: ['age'] },
    ]);
    expect(droppedByColumn).toEqual({ sex: 1, age: 2 });
  });

  test('in every row leave nothing', () => {
    expect(() => fromRows(lacking.slice(1, 3), { ...options, missing: 'drop' })).toThrow(EmptyInputError);
  });
});

describe('numbers as text', () => {
  const rows = [
    { time: '1.5', event: '1', x: ' -2e1 ' },
    { time: '2', event: '0', x: '.5' },
  ];

  test('are read if that is asked for', () => {
    const { data } = fromRows(rows, { time: 'time', event: 'event', parseNumbers: true });
    expect(data).toEqual({ time: [1.5, 2], event: [1, 0], covariates: { x: [-20, 0.5] } });
  });

  test('are an error otherwise, which says so', () => {
    expect(() => fromRows(rows, { time: 'time', event: 'event' })).toThrow('parseNumbers: true');
    const hex = rows.map((row) => ({ ...row, x: '0x10' }));
    expect(() => fromRows(hex, { time: 'time', event: 'event', parseNumbers: true })).toThrow('column "x", row 0');
  });
});

describe('bad input', () => {
  test.each<[string, object, new (...args: never[]) => Error, string]>([
    ['a column that is not there', { time: 'weeks' }, UnknownColumnError, '"weeks"'],
    ['a covariate that is not there', { covariates: ['height'] }, UnknownColumnError, '"height"'],
    ['text among numbers', { categories: ['stage'] }, InvalidValueError, 'column "sex", row 0: found "m"'],
    ['no event column', { event: 'age', covariates: ['site'] }, InvalidValueError, 'eventValue'],
    ['a covariate that is the time', { covariates: ['week'] }, InvalidValueError, 'found "week"'],
    ['a reference that no row has', { categories: [{ column: 'stage', reference: 'IV' }] }, InvalidValueError, '"IV"'],
    ['missing', { missing: 'fill' }, InvalidValueError, "'error' or 'drop'"],
    ['no covariates', { covariates: [] }, EmptyInputError, 'covariates'],
  ])('%s', (_, options, type, message) => {
    const call = () => fromRows(patients, { ...columns, ...options });
    expect(call).toThrow(type);
    expect(call).toThrow(message);
  });

  test('rows that are none, a single level, names that clash', () => {
    expect(() => fromRows([], columns)).toThrow(EmptyInputError);
    expect(() => fromRows('rows' as never, columns)).toThrow('an array of objects');
    expect(() => fromRows([null as never], columns)).toThrow('rows, row 0');
    expect(() => fromRows(patients.slice(1, 3), { ...columns, categories: ['sex', 'stage'] })).toThrow(
      'two categories',
    );
    const clash = [0, 1].map((i) => ({ t: i, e: 1, 'a=b': ['c', 'd'][i], a: ['b=d', 'b=c'][i], 'a=b=d': i }));
    expect(() => fromRows(clash, { time: 't', event: 'e', categories: ['a', 'a=b'] })).toThrow('names that differ');
  });
});

test('each category is 1 in exactly the rows that have it', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('x', 'y', 'z'), { minLength: 2, maxLength: 30 }), (group) => {
      fc.pre(new Set(group).size > 1);
      const rows = group.map((value, row) => ({ time: row, event: 1, group: value }));
      const { data, coding } = fromRows(rows, { time: 'time', event: 'event', categories: ['group'] });
      for (const level of coding[0]!.levels!) {
        const column = data.covariates[`group=${level}`];
        if (level === coding[0]!.reference) expect(column).toBeUndefined();
        else expect(column).toEqual(group.map((value) => Number(value === level)));
      }
    }),
  );
});
