import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  costThreshold,
  maxFbetaThreshold,
  meanPlusSigmaThreshold,
  outOfFold,
  prevalenceThreshold,
  sensitivityThreshold,
  shrunkenThreshold,
  specificityThreshold,
  type ThresholdMethod,
  thresholdIntervals,
  youdenThreshold,
} from '../src/index';

const METHODS: [string, ThresholdMethod][] = [
  meanPlusSigmaThreshold(),
  maxFbetaThreshold(),
  youdenThreshold(),
  sensitivityThreshold(0.9),
  specificityThreshold(0.9),
  prevalenceThreshold(),
  costThreshold({ falsePositive: 1, falseNegative: 5 }),
  shrunkenThreshold(maxFbetaThreshold()),
].map((method) => [method.name, method]);

/** Rows of two labels in three folds, every label with both classes in every fold. */
const row = fc.record({
  scores: fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 20 })),
  labels: fc.tuple(fc.constantFrom(0, 1), fc.constantFrom(0, 1)),
  fold: fc.constantFrom(0, 1, 2),
});
const table = fc.array(row, { minLength: 3, maxLength: 30 }).map((rows) => [
  ...[0, 1, 2].flatMap((fold) => [
    { scores: [3, 9], labels: [0, 1], fold },
    { scores: [8, 2], labels: [1, 0], fold },
  ]),
  ...rows,
]);
type Row = { scores: number[]; labels: number[]; fold: number };
const fitFolds = (method: ThresholdMethod, rows: Row[]) =>
  outOfFold(
    method,
    rows.map(({ scores }) => scores),
    rows.map(({ labels }) => labels),
    rows.map(({ fold }) => fold),
    { singleClass: Number.POSITIVE_INFINITY },
  );

describe('test data cannot leak into thresholds', () => {
  test.each(METHODS)('%s: whatever a fold holds, its own threshold stays the same', (_, method) => {
    fc.assert(
      fc.property(table, fc.constantFrom(0, 1, 2), fc.infiniteStream(row), (rows, fold, others) => {
        const before = fitFolds(method, rows).folds.find((entry) => entry.fold === fold)!;
        // New scores and new labels for every row of the fold.
        const changed = rows.map((entry) => (entry.fold === fold ? { ...others.next().value!, fold } : entry));
        const after = fitFolds(method, changed).folds.find((entry) => entry.fold === fold)!;
        expect(after.fitted).toEqual(before.fitted);
      }),
    );
  });

  test.each(METHODS)('%s: applying to other data, or fitting it in between, changes nothing', (_, method) => {
    fc.assert(
      fc.property(table, table, (training, testing) => {
        const scores = training.map((entry) => entry.scores);
        const labels = training.map((entry) => entry.labels);
        const options = { singleClass: 0 } as const;
        const fitted = method.fit(scores, labels, options);
        const kept = JSON.stringify(fitted);
        const decisions = fitted.apply(testing.map((entry) => entry.scores));
        method.fit(
          testing.map((entry) => entry.scores),
          testing.map((entry) => entry.labels),
          options,
        );
        expect(JSON.stringify(fitted)).toBe(kept);
        expect(JSON.stringify(method.fit(scores, labels, options))).toBe(kept);
        // A row's decision is its own: the rest of the test set has no say.
        for (const [place, entry] of testing.entries()) {
          expect(fitted.apply([entry.scores])).toEqual([decisions[place]]);
        }
      }),
    );
  });

  test('the control: data inside the fitting part does change the threshold', () => {
    const rows: Row[] = [0, 1].flatMap((fold) => [
      { scores: [1], labels: [0], fold },
      { scores: [4], labels: [1], fold },
    ]);
    const before = fitFolds(youdenThreshold(), rows);
    const after = fitFolds(youdenThreshold(), [...rows.slice(0, 3), { scores: [8], labels: [1], fold: 1 }]);
    expect(before.folds.map(({ fitted }) => fitted.thresholds)).toEqual([[2.5], [2.5]]);
    expect(after.folds.map(({ fitted }) => fitted.thresholds)).toEqual([[4.5], [2.5]]);
  });
});

describe('outOfFold', () => {
  test('fold by fold it is the method on the other rows; applied is each row by its own fold', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const { folds, applied, final } = fitFolds(youdenThreshold(), rows);
        expect(folds.map(({ fold }) => fold)).toEqual([0, 1, 2]);
        for (const { fold, fitted } of folds) {
          const outside = rows.filter((entry) => entry.fold !== fold);
          expect(fitted).toEqual(
            youdenThreshold().fit(
              outside.map(({ scores }) => scores),
              outside.map(({ labels }) => labels),
            ),
          );
          for (const [place, entry] of rows.entries()) {
            if (entry.fold === fold) expect([applied[place]]).toEqual(fitted.apply([entry.scores]));
          }
        }
        expect(final).toEqual(
          youdenThreshold().fit(
            rows.map(({ scores }) => scores),
            rows.map(({ labels }) => labels),
          ),
        );
      }),
    );
  });

  test('flat arrays, weights of the right rows, and methods without labels', () => {
    const scores = [1, 2, 3, 4, 5, 6];
    const { folds } = outOfFold(meanPlusSigmaThreshold({ sigmas: 0 }), scores, undefined, [7, 7, 2, 2, 2, 7], {
      sampleWeight: [1, 3, 0, 1, 1, 4],
    });
    expect(folds.map(({ fold, fitted }) => [fold, fitted.thresholds[0]])).toEqual([
      [2, (1 + 6 + 24) / 8],
      [7, 4.5],
    ]);
  });

  test('bad input', () => {
    const tag = (name: string) => expect.objectContaining({ tag: name });
    const fit = (labels: number[], folds: number[], options?: { sampleWeight: number[] }) => () =>
      outOfFold(youdenThreshold(), [1, 2, 3, 4], labels, folds, options);
    expect(fit([0, 1, 0, 1], [0, 0, 1])).toThrow('folds has 3 rows, expected 4.');
    expect(fit([0, 1, 0], [0, 0, 1, 1])).toThrow(tag('shape-mismatch'));
    expect(fit([0, 1, 0, 1], [0, 0, 1, 1], { sampleWeight: [1] })).toThrow(tag('shape-mismatch'));
    expect(fit([0, 1, 0, 1], [3, 3, 3, 3])).toThrow(tag('invalid-value'));
    expect(fit([0, 1, 0, 1], [0, 0, 1, Number.NaN])).toThrow(tag('invalid-value'));
    expect(fit([0, 0, 1, 1], [0, 0, 1, 1])).toThrow(tag('single-class'));
    expect(() => outOfFold(youdenThreshold(), [], [], [])).toThrow(tag('invalid-value'));
  });

  test('no function here takes both fitting and test data', () => {
    // scores, labels, options; folds beside them; nothing else to pass test labels through.
    expect(youdenThreshold().fit.length).toBeLessThanOrEqual(3);
    expect(outOfFold.length).toBeLessThanOrEqual(5);
    expect(thresholdIntervals.length).toBeLessThanOrEqual(4);
  });
});
