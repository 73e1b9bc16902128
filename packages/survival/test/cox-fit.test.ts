import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coxPH } from '../src/index';
import { expectAllRelative } from './close';
import { coxData, numbers } from './cohorts';

const lung = ['age', 'sex', 'ph.ecog'];

describe('Rossi, the figures that lifelines publishes', () => {
  const data = coxData('rossi', ['fin', 'age', 'race', 'wexp', 'mar', 'paro', 'prio']);

  test('Efron', () => {
    const fit = coxPH(data);
    const coefficients = [
      -0.379422166, -0.057437743, 0.313899788, -0.149795698, -0.433703878, -0.084871083, 0.091497081,
    ];
    for (const [j, value] of coefficients.entries()) expect(fit.coefficients[j]).toBeCloseTo(value, 8);
    expect(fit.standardErrors.map((error) => error.toFixed(5))).toEqual([
      '0.19138',
      '0.02200',
      '0.30799',
      '0.21222',
      '0.38187',
      '0.19576',
      '0.02865',
    ]);
    expect(fit.logLikelihood.toFixed(4)).toBe('-658.7477');
    expect(fit.tests.likelihoodRatio.statistic.toFixed(2)).toBe('33.27');
    expect(fit.tests.likelihoodRatio.degreesOfFreedom).toBe(7);
    expect(fit.aic.toFixed(2)).toBe('1331.50');
  });

  test('Breslow', () => {
    const coefficients = [-0.37902189, -0.05724593, 0.31412977, -0.1511146, -0.43278257, -0.08498284, 0.09111154];
    const fit = coxPH(data, { ties: 'breslow' });
    for (const [j, value] of coefficients.entries()) expect(fit.coefficients[j]).toBeCloseTo(value, 8);
  });
});

test('the test data of Therneau and Grambsch, whose coefficient is known exactly', () => {
  // Therneau and Grambsch, Modeling Survival Data, 2000, appendix E.1; Breslow: log(1.5 + √33 / 2).
  const data = { time: [1, 1, 6, 6, 8, 9], event: [1, 0, 1, 1, 0, 1], covariates: { x: [1, 1, 1, 0, 0, 0] } };
  const { coefficients } = coxPH(data, { ties: 'breslow' });
  expect(coefficients[0]).toBeCloseTo(Math.log(1.5 + Math.sqrt(33) / 2), 12);
});

describe('what does not change a fit', () => {
  const data = coxData('lung', lung);
  const fit = coxPH(data);

  test('the units of a covariate, however large', () => {
    for (const [scale, offset] of [
      [1e9, 0],
      [1e-9, 0],
      [1, 1e6],
      [1e5, -3e10],
    ] as const) {
      const age = numbers('lung', 'age').map((value) => value * scale + offset);
      const other = coxPH({ ...data, covariates: { ...data.covariates, age } });
      expectAllRelative([other.coefficients[0]! * scale, ...other.coefficients.slice(1)], [...fit.coefficients], 1e-6);
      expect(other.warnings).toEqual([]);
    }
  });

  test('the order of the rows, whole-number weights instead of copies, and a row of weight 0', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.integer({ min: 0, max: 3 })), (stream) => {
        const weights = data.time.map(() => stream.next().value as number);
        const copies = weights.flatMap((weight, row) => Array<number>(weight).fill(row)).reverse();
        const pick = (values: number[]) => copies.map((row) => values[row]!);
        const copied = coxPH(
          {
            time: pick(data.time),
            event: pick(data.event),
            covariates: Object.fromEntries(lung.map((name) => [name, pick(numbers('lung', name))])),
          },
          { ties: 'breslow' },
        );
        const weighted = coxPH(data, { weights, ties: 'breslow' });
        expectAllRelative(weighted.coefficients, [...copied.coefficients], 1e-8);
        expectAllRelative(weighted.standardErrors, [...copied.standardErrors], 1e-8);
      }),
      { numRuns: 20 },
    );
  });

  test('a monotone change of the times', () => {
    const other = coxPH({ ...data, time: data.time.map(Math.sqrt) });
    expectAllRelative(other.coefficients, [...fit.coefficients], 1e-12);
  });

  test('a stretch of time cut in two at any point', () => {
    const twice = (values: number[]) => [...values, ...values];
    const cut = data.time.map((time) => time * 0.37);
    const other = coxPH(
      {
        time: [...cut, ...data.time],
        event: [...data.time.map(() => 0), ...data.event],
        covariates: Object.fromEntries(lung.map((name) => [name, twice(numbers('lung', name))])),
      },
      { entry: [...data.time.map(() => -1), ...cut] },
    );
    expectAllRelative(other.coefficients, [...fit.coefficients], 1e-9);
  });
});

describe('what the data do not support', () => {
  const time = [1, 2, 3, 4, 5, 6, 7, 8];
  const event = [1, 1, 1, 1, 0, 1, 0, 0];
  const x = [0.3, 0.1, 0.9, 0.5, 0.2, 0.4, 0.8, 0.6];

  test('a constant covariate and a combination of others have no coefficient, and the rest is as without them', () => {
    const index = time.map((_, row) => row % 3);
    const fit = coxPH({
      time,
      event,
      covariates: { x, index, one: time.map(() => 1), sum: x.map((v, i) => v + index[i]!) },
    });
    expect(fit.warnings.map(({ tag, covariate }) => [tag, covariate])).toEqual([
      ['constant', 'one'],
      ['collinear', 'sum'],
    ]);
    expect(fit.coefficients.slice(2)).toEqual([Number.NaN, Number.NaN]);
    expect(fit.tests.wald.degreesOfFreedom).toBe(2);
    const without = coxPH({ time, event, covariates: { x, index } });
    expectAllRelative(fit.coefficients.slice(0, 2), [...without.coefficients], 1e-9);
  });

  test('a covariate that separates the events is named, and a penalty holds it', () => {
    const first = [1, 1, 1, 1, 0, 0, 0, 0];
    const fit = coxPH({ time, event: [1, 1, 1, 1, 0, 0, 0, 0], covariates: { x, first } });
    expect(fit.warnings).toEqual([
      { tag: 'separation', covariate: 'first', message: expect.stringContaining('grows without end') },
    ]);
    expect(fit.coefficients.every(Number.isFinite)).toBe(true);
    const held = coxPH({ time, event: [1, 1, 1, 1, 0, 0, 0, 0], covariates: { x, first } }, { penalizer: 0.1 });
    expect(held.warnings).toEqual([]);
  });

  test('one event, and more covariates than events', () => {
    const fit = coxPH({ time, event: [0, 0, 0, 1, 0, 0, 0, 0], covariates: { x, y: x.map((value) => value ** 2) } });
    expect(fit.warnings.map(({ tag }) => tag)).toContain('few-events');
    expect(fit.coefficients.every(Number.isFinite)).toBe(true);
  });
});

test('predictions: the survival curve, its median, and the mean patient', () => {
  const data = coxData('lung', lung);
  const fit = coxPH(data);
  const [baseline] = fit.baselineHazard();
  const mean = Object.fromEntries(lung.map((name, j) => [name, [fit.means[j]!]]));
  expect(fit.predictPartialHazard(mean)).toEqual([1]);
  expect(fit.predictSurvival(mean, baseline!.time)[0]).toEqual(baseline!.survival);
  expect(fit.predictSurvival(mean, [-1, 0])).toEqual([[1, 1]]);
  const [median] = fit.predictMedian(mean);
  const [[at, before]] = fit.predictSurvival(mean, [median!, median! - 1e-9]) as [[number, number]];
  expect(at).toBeLessThanOrEqual(0.5);
  expect(before).toBeGreaterThan(0.5);
  expect(fit.predictMedian({ age: [-500], sex: [2], 'ph.ecog': [0] })).toEqual([Infinity]);
  const matrix = { names: ['sex', 'ph.ecog', 'age'], matrix: [[1, 0, 60]] };
  expect(fit.predictPartialHazard(matrix)[0]).toBeCloseTo(
    fit.predictPartialHazard({ age: [60], sex: [1], 'ph.ecog': [0] })[0]!,
    12,
  );
  expect(() => fit.predictPartialHazard({ age: [60] })).toThrow('There is no column "sex"');
  const stratified = coxPH(
    { ...data, covariates: { age: numbers('lung', 'age') } },
    { strata: numbers('lung', 'sex') },
  );
  expect(() => stratified.predictMedian({ age: [60] })).toThrow('stratum: found undefined, expected one of 1, 2');
  expect(stratified.predictSurvival({ age: [60] }, [300], 2)[0]![0]).toBeGreaterThan(
    stratified.predictSurvival({ age: [60] }, [300], 1)[0]![0]!,
  );
});

test.each<[string, object, object, string]>([
  ['nobody', { time: [], event: [] }, {}, 'time: no rows'],
  ['a negative time', { time: [1, -2, 3] }, {}, 'time, row 1: found -2, expected a finite number of at least 0'],
  ['a missing time', { time: [1, null, 3] }, {}, 'time, row 1: found null'],
  [
    'a missing event',
    { event: [1, Number.NaN, 0] },
    {},
    'event, row 1: found NaN, expected 1 or true (seen), or 0 or false (censored)',
  ],
  ['an event of 2, as R has it', { event: [1, 2, 2] }, {}, 'event, row 1: found 2'],
  ['all censored', { event: [0, 0, 0] }, {}, 'All 3 rows are censored'],
  ['text', { covariates: { x: [1, '2', 3] } }, {}, 'covariate "x", row 1: found "2", expected a finite number'],
  ['a column too short', { covariates: { x: [1, 2] } }, {}, 'covariate "x" has length 2, expected 3'],
  ['no covariates', { covariates: {} }, {}, 'covariates: no covariates'],
  [
    'a short row',
    { covariates: { names: ['x', 'y'], matrix: [[1, 2], [3], [4, 5]] } },
    {},
    'covariates.matrix, row 1: found "length 1"',
  ],
  [
    'a doubled name',
    {
      covariates: {
        names: ['x', 'x'],
        matrix: [
          [1, 2],
          [3, 3],
          [4, 5],
        ],
      },
    },
    {},
    'covariates.names: found "x", expected each name once',
  ],
  [
    'entry after exit',
    {},
    { entry: [0, 2, 0] },
    "entry, row 1: found 2, expected a finite number below the row's time 2",
  ],
  ['a negative weight', {}, { weights: [1, -1, 1] }, 'weights, row 1: found -1'],
  ['no weight', {}, { weights: [0, 0, 0] }, 'weights: no positive weight'],
  ['a missing stratum', {}, { strata: ['a', undefined, 'b'] }, 'strata, row 1: found undefined'],
  ['clusters too few', {}, { cluster: [1, 2] }, 'cluster has length 2, expected 3'],
  ['unknown ties', {}, { ties: 'exact' }, "ties: found \"exact\", expected 'efron' or 'breslow'"],
  ['a negative penalty', {}, { penalizer: -1 }, 'penalizer: found -1'],
])('bad input: %s', (_, change, options, message) => {
  const data = { time: [1, 2, 3], event: [1, 1, 0], covariates: { x: [1, 3, 2] } };
  expect(() => coxPH({ ...data, ...change } as never, options)).toThrow(message);
});
