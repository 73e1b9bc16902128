import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  Calibration,
  type CalibrationMethod,
  type IsotonicParameters,
  isotonicCalibration,
  isThresholdsError,
  outOfFold,
  type PlattParameters,
  plattCalibration,
  type TemperatureParameters,
  temperatureCalibration,
} from '../src/index';
import oracle from './fixtures/calibration.json';

const sets = oracle.sets.map((set) => ({ ...set, options: { sampleWeight: set.w ?? undefined } }));
const largestGap = (found: number[], expected: number[]) =>
  Math.max(...expected.map((value, place) => Math.abs(found[place]! - value)));

describe(`calibrations equal those of ${oracle.oracle}`, () => {
  test.each(sets)('Platt: $name', ({ s, y, options, platt }) => {
    const fitted = plattCalibration().fit(s, y, options);
    const [{ a, b }] = fitted.labels as [PlattParameters];
    expect(Math.abs(a - platt.a)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(platt.a)));
    expect(Math.abs(b - platt.b)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(platt.b)));
    // scikit-learn's own optimiser stops at a gradient of 1e-5.
    expect(largestGap(fitted.apply(s).flat(), platt.sklearn)).toBeLessThan(1e-4);
  });

  test.each(sets)('isotonic: $name', ({ s, y, at, options, isotonic }) => {
    const fitted = isotonicCalibration().fit(s, y, options);
    expect(largestGap(fitted.apply(at).flat(), isotonic.at)).toBeLessThanOrEqual(1e-12);
    const [{ x, y: values }] = fitted.labels as [IsotonicParameters];
    expect(x).toEqual(isotonic.x);
    expect(largestGap([...values], isotonic.y)).toBeLessThanOrEqual(1e-12);
  });

  test.each(sets)('temperature: $name', ({ s, y, options, temperature }) => {
    const fit = () => temperatureCalibration().fit(s, y, options);
    if (temperature === null) {
      expect(fit).toThrow(expect.objectContaining({ tag: 'no-optimum', column: 0 }));
      return;
    }
    const [found] = fit().labels as [TemperatureParameters];
    expect(Math.abs(found.temperature / temperature - 1)).toBeLessThanOrEqual(1e-9);
  });
});

const METHODS: [string, CalibrationMethod][] = [
  plattCalibration(),
  isotonicCalibration(),
  temperatureCalibration(),
].map((method) => [method.name, method]);
const row = fc.record({
  s: fc.integer({ min: -20, max: 20 }).map((score) => score / 4),
  y: fc.constantFrom(0, 1),
  w: fc.integer({ min: 0, max: 3 }),
});
type Row = { s: number; y: number; w: number };
// The first rows keep every method's optimum finite: both classes, on the whole in order, one on the wrong side.
const rows = fc
  .array(row, { maxLength: 25 })
  .map((some): Row[] => [
    { s: 30, y: 1, w: 3 },
    { s: -30, y: 0, w: 3 },
    { s: -1, y: 1, w: 1 },
    ...some.map((entry) => ({ ...entry, s: entry.s / 4 })),
  ]);
const pick = (table: readonly Row[], key: keyof Row) => table.map((entry) => entry[key]);

describe.each(METHODS)('%s', (_, method) => {
  const grid = [-50, -5, -1, -0.25, 0, 0.1, 1, 2, 50];

  test('an integer weight is that many rows; the order does not matter', () => {
    fc.assert(
      fc.property(rows, (table) => {
        const weighted = method.fit(pick(table, 's'), pick(table, 'y'), { sampleWeight: pick(table, 'w') });
        const repeated = table.flatMap((entry) => Array<Row>(entry.w).fill(entry)).reverse();
        const plain = method.fit(pick(repeated, 's'), pick(repeated, 'y'));
        // The sums are rounded in another order, and the likelihood of a few rows can be flat.
        expect(largestGap(weighted.apply(grid).flat(), plain.apply(grid).flat())).toBeLessThan(1e-7);
      }),
    );
  });

  test('probabilities never fall where the fit rises, and stay in [0, 1]', () => {
    fc.assert(
      fc.property(rows, (table) => {
        const found = method.fit(pick(table, 's'), pick(table, 'y')).apply(grid).flat();
        for (const [place, p] of found.entries()) {
          expect(p >= 0 && p <= 1).toBe(true);
          if (place > 0) expect(p).toBeGreaterThanOrEqual(found[place - 1]!);
        }
      }),
    );
  });

  test('columns do not see each other; JSON gives the same curves back', () => {
    fc.assert(
      fc.property(rows, rows, (left, right) => {
        const n = Math.min(left.length, right.length);
        const scores = Array.from({ length: n }, (_, place) => [left[place]!.s, right[place]!.s]);
        const labels = Array.from({ length: n }, (_, place) => [left[place]!.y, right[place]!.y]);
        const fitted = method.fit(scores, labels);
        const alone = method.fit(pick(right.slice(0, n), 's'), pick(right.slice(0, n), 'y'));
        expect(fitted.labels[1]).toEqual(alone.labels[0]);
        const read = Calibration.fromJSON(JSON.parse(JSON.stringify(fitted)));
        expect(read).toEqual(fitted);
        expect(read.apply(scores)).toEqual(fitted.apply(scores));
      }),
    );
  });

  test('out of fold: what a fold holds does not reach its own curve', () => {
    fc.assert(
      fc.property(rows, rows, rows, (first, second, other) => {
        const fit = (a: Row[], b: Row[]) => {
          const folds = [...a.map(() => 0), ...b.map(() => 1)];
          return outOfFold(method, pick([...a, ...b], 's'), pick([...a, ...b], 'y'), folds);
        };
        const before = fit(first, second);
        expect(fit(other, second).folds[0]!.fitted).toEqual(before.folds[0]!.fitted);
        expect(before.applied).toHaveLength(first.length + second.length);
        expect(before.applied[0]).toEqual(before.folds[0]!.fitted.apply([first[0]!.s])[0]);
      }),
    );
  });

  test('bad input', () => {
    const tagOf = (run: () => unknown) => {
      try {
        run();
      } catch (error) {
        return isThresholdsError(error) ? error.tag : error;
      }
      return 'nothing thrown';
    };
    const fitted = method.fit([-2, -1, 1, 2], [0, 1, 0, 1]);
    expect(tagOf(() => method.fit([1, 2]))).toBe('labels-required');
    expect(tagOf(() => method.fit([], []))).toBe('empty');
    expect(tagOf(() => method.fit([1, 2], [0]))).toBe('shape-mismatch');
    expect(tagOf(() => method.fit([1, 2], [0, 0.5]))).toBe('invalid-value');
    expect(tagOf(() => method.fit([1, Number.NaN], [0, 1]))).toBe('invalid-value');
    expect(tagOf(() => method.fit([1, 2], [0, 1], { sampleWeight: [1, -1] }))).toBe('invalid-value');
    expect(tagOf(() => fitted.apply([[1, 2]]))).toBe('shape-mismatch');
    expect(tagOf(() => fitted.apply([Number.NaN]))).toBe('invalid-value');
    const json = fitted.toJSON();
    for (const broken of [
      null,
      'platt',
      {},
      { ...json, kind: 'toString' },
      { ...json, labels: [] },
      { ...json, labels: [{}] },
    ]) {
      expect(tagOf(() => Calibration.fromJSON(broken))).toBe('invalid-json');
    }
  });
});

describe('degenerate labels and scores', () => {
  test('JSON that would give no curve is refused', () => {
    for (const json of [
      { kind: 'platt', labels: [{ a: null, b: 0 }] },
      { kind: 'isotonic', labels: [{ x: [1, 1], y: [0, 1] }] },
      { kind: 'isotonic', labels: [{ x: [1, 2], y: [1, 0] }] },
      { kind: 'isotonic', labels: [{ x: [1, 2], y: [0, 1.5] }] },
      { kind: 'isotonic', labels: [{ x: [1, 2], y: [0] }] },
      { kind: 'temperature', labels: [{ temperature: 0 }] },
      { kind: 'temperature', labels: [{ temperature: 1 }, null] },
    ]) {
      expect(() => Calibration.fromJSON(json)).toThrow(expect.objectContaining({ tag: 'invalid-json' }));
    }
  });

  test('Platt of a single class, and of equal scores, is a constant', () => {
    const single = plattCalibration().fit([0.1, 0.5, 0.9], [0, 0, 0]);
    expect(single.labels).toEqual([{ a: 0, b: expect.closeTo(Math.log(4), 14) }]);
    expect(single.apply([7])[0]![0]).toBeCloseTo(1 / 5, 14);
    // Two positives: target 3/4 each; one negative: 1/3. The mean is 11/18.
    expect(plattCalibration().fit([4, 4, 4], [1, 0, 1]).apply([0])[0]![0]).toBeCloseTo(11 / 18, 14);
  });

  test('Platt does not mind scale and offset of the scores', () => {
    const { s, y } = oracle.sets[0]!;
    const plain = plattCalibration().fit(s, y).apply(s).flat();
    const moved = s.map((score) => 1e6 + 1e3 * score);
    expect(largestGap(plattCalibration().fit(moved, y).apply(moved).flat(), plain)).toBeLessThan(1e-8);
  });

  test('isotonic of a single class is an error; equal scores are their mean', () => {
    expect(() => isotonicCalibration().fit([1, 2], [1, 1])).toThrow(
      'labels, column 0: every label is 1, so isotonic is not defined.',
    );
    expect(isotonicCalibration().fit([3, 3, 3, 3], [0, 1, 0, 0]).labels).toEqual([{ x: [3], y: [0.25] }]);
  });

  test('temperature: separated, reversed and zero logits have none; the message says why', () => {
    const fit = (s: number[], y: number[]) => () => temperatureCalibration().fit(s, y);
    expect(fit([-1, 2], [0, 1])).toThrow('temperature, column 0: the sign of every logit is right, so T is 0.');
    expect(fit([1, -2], [0, 1])).toThrow('the logits do not go with the labels, so T is infinite');
    expect(fit([0, 0], [0, 1])).toThrow('the logits do not go with the labels');
  });

  test('a shared temperature is that of all labels below one another', () => {
    const { s, y } = oracle.sets[0]!;
    const half = s.length / 2;
    const pair = (values: number[]) => values.slice(0, half).map((value, place) => [value, values[half + place]!]);
    const shared = temperatureCalibration({ shared: true }).fit(pair(s), pair(y)).labels as TemperatureParameters[];
    const [all] = temperatureCalibration().fit(s, y).labels as [TemperatureParameters];
    expect(shared).toHaveLength(2);
    for (const { temperature } of shared) expect(temperature / all.temperature).toBeCloseTo(1, 12);
  });
});
