import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  applyThresholds,
  costThreshold,
  FittedThresholds,
  fixedThreshold,
  isThresholdsError,
  maxFbetaThreshold,
  meanPlusSigma,
  meanPlusSigmaThreshold,
  prevalenceThreshold,
  sensitivityThreshold,
  shrunkenThreshold,
  specificityThreshold,
  type ThresholdMethod,
  youdenThreshold,
} from '../src/index';
import oracle from './fixtures/thresholds.json';

/** The method that a fixture's key, e.g. `cost 1:20`, stands for. */
function methodOf(key: string): ThresholdMethod {
  const [name, settings] = key.split(' ');
  const [a, b] = (settings ?? '').split(':').map(Number) as [number, number];
  switch (name) {
    case 'maxFbeta':
      return maxFbetaThreshold({ beta: a });
    case 'youden':
      return youdenThreshold();
    case 'sensitivity':
      return sensitivityThreshold(a);
    case 'specificity':
      return specificityThreshold(a);
    case 'prevalence':
      return prevalenceThreshold(settings === undefined ? {} : { prevalence: a });
    case 'cost':
      return costThreshold({ falsePositive: a, falseNegative: b });
    case 'meanPlusSigma':
      return meanPlusSigmaThreshold({ sigmas: a, ddof: b });
  }
  throw new Error(`no method ${name}`);
}

const cases = oracle.sets.flatMap(({ name, s, y, w, thresholds }) =>
  Object.entries(thresholds).map(([key, threshold]) => ({ name, key, s, y, w: w ?? undefined, threshold })),
);

describe(`thresholds equal an exhaustive search by ${oracle.oracle}`, () => {
  test.each(cases)('$name: $key', ({ key, s, y, w, threshold }) => {
    const { thresholds } = methodOf(key).fit(s, y, { sampleWeight: w });
    expect(thresholds).toHaveLength(1);
    expect(Math.abs(thresholds[0]! - threshold)).toBeLessThanOrEqual(1e-12);
    // To the decision as well: the extreme cuts differ from a score by one rounding.
    expect(applyThresholds(s, thresholds)).toEqual(applyThresholds(s, threshold));
  });
});

const METHODS = [
  'maxFbeta 1',
  'maxFbeta 2',
  'youden',
  'sensitivity 0.9',
  'specificity 0.9',
  'prevalence',
  'prevalence 0.2',
  'cost 1:7',
  'meanPlusSigma 1:0',
];
const rows = fc
  .array(
    fc.record({ s: fc.integer({ min: -8, max: 8 }), y: fc.constantFrom(0, 1), w: fc.integer({ min: 0, max: 3 }) }),
    {
      minLength: 1,
      maxLength: 25,
    },
  )
  // Both classes have weight.
  .map((some) => [{ s: 1, y: 1, w: 1 }, { s: 0, y: 0, w: 1 }, ...some]);
const column = (table: readonly { s: number; y: number; w: number }[]) => ({
  s: table.map(({ s }) => s / 8),
  y: table.map(({ y }) => y),
  w: table.map(({ w }) => w),
});

describe.each(METHODS)('%s', (key) => {
  const method = methodOf(key);

  test('the order of the rows does not matter', () => {
    fc.assert(
      fc.property(rows, (table) => {
        const a = column(table);
        const b = column([...table].reverse());
        const [left, right] = [method.fit(a.s, a.y).thresholds, method.fit(b.s, b.y).thresholds];
        expect(left[0]).toBeCloseTo(right[0]!, 12);
      }),
    );
  });

  test('an integer weight is that many rows; weight 0 is none', () => {
    fc.assert(
      fc.property(rows, (table) => {
        const weighted = column(table);
        const repeated = column(table.flatMap((row) => Array<typeof row>(row.w).fill(row)));
        const found = method.fit(weighted.s, weighted.y, { sampleWeight: weighted.w }).thresholds[0]!;
        expect(found).toBeCloseTo(method.fit(repeated.s, repeated.y).thresholds[0]!, 12);
      }),
    );
  });

  test('columns do not see each other', () => {
    fc.assert(
      fc.property(rows, (table) => {
        const { s, y } = column(table);
        const both = method.fit(
          s.map((score) => [score, -score]),
          y.map((label) => [label, label]),
        ).thresholds;
        expect(both).toEqual([
          ...method.fit(s, y).thresholds,
          ...method.fit(
            s.map((score) => -score),
            y,
          ).thresholds,
        ]);
      }),
    );
  });

  test('survives JSON, and the fitted object can be neither changed nor reached through its data', () => {
    fc.assert(
      fc.property(rows, (table) => {
        const { s, y } = column(table);
        const fitted = method.fit(s, y);
        const before = fitted.apply(s);
        const read = FittedThresholds.fromJSON(JSON.parse(JSON.stringify(fitted)));
        expect(read).toEqual(fitted);
        expect(read.apply(s)).toEqual(before);
        const kept = [...s];
        s.fill(99);
        y.fill(0);
        expect(fitted.apply(kept)).toEqual(before);
        expect(() => {
          (fitted.thresholds as number[])[0] = 0;
        }).toThrow(TypeError);
      }),
    );
  });
});

describe('decisions do not change under an increasing transform of the scores', () => {
  test.each(METHODS.filter((key) => !key.startsWith('mean')))('%s', (key) => {
    const method = methodOf(key);
    fc.assert(
      fc.property(rows, (table) => {
        const { s, y } = column(table);
        const stretched = s.map((score) => Math.exp(3 * score));
        expect(method.fit(stretched, y).apply(stretched)).toEqual(method.fit(s, y).apply(s));
      }),
    );
  });
});

describe('what each method promises', () => {
  test('sensitivity and specificity are reached, decimal targets to the letter', () => {
    for (const target of [0.07, 0.28, 0.29, 0.56, 0.57, 0.58, 0.7, 0.9]) {
      const scores = Array.from({ length: 200 }, (_, row) => row);
      const labels = scores.map((row) => row % 2);
      const called = (wanted: number, method: ThresholdMethod) =>
        method
          .fit(scores, labels)
          .apply(scores)
          .filter(([d], row) => labels[row] === wanted && d === wanted).length;
      expect(called(1, sensitivityThreshold(target))).toBe(Math.round(100 * target));
      expect(called(0, specificityThreshold(target))).toBe(Math.round(100 * target));
    }
  });

  test('mean + σ through the interface is meanPlusSigma, with or without labels', () => {
    const scores = [
      [0.1, 3],
      [0.7, 4],
      [0.2, 9],
    ];
    const labels = [
      [0, 0],
      [1, 0],
      [0, 1],
    ];
    const options = { sigmas: 2, ddof: 1 };
    expect(meanPlusSigmaThreshold(options).fit(scores).thresholds).toEqual(meanPlusSigma(scores, options));
    expect(meanPlusSigmaThreshold(options).fit(scores, labels).thresholds).toEqual(meanPlusSigma(scores, options));
  });

  test('fixed: one for all or one a label', () => {
    expect(fixedThreshold().fit([[0.1, 0.2]]).thresholds).toEqual([0.5, 0.5]);
    expect(
      fixedThreshold([0.3, Number.POSITIVE_INFINITY])
        .fit([[0.4, 0.9]])
        .apply([[0.4, 0.9]]),
    ).toEqual([[1, 0]]);
  });

  test('prevalence a label, without labels', () => {
    const scores = [
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 4],
    ];
    expect(prevalenceThreshold({ prevalence: [0.25, 0.5] }).fit(scores).thresholds).toEqual([3.5, 2.5]);
  });

  test('neighbouring doubles are parted', () => {
    const low = 0.1;
    const high = low + 2 ** -56;
    const fitted = youdenThreshold().fit([low, high], [0, 1]);
    expect(fitted.apply([low, high])).toEqual([[0], [1]]);
    for (const lowest of [0, -0, 5e-324, -5e-324, -0.3, 1e300, -1e300]) {
      expect(sensitivityThreshold(1).fit([lowest], [1]).apply([lowest])).toEqual([[1]]);
    }
  });
});

describe('labels of a single class', () => {
  const scores = [
    [0.1, 0.3],
    [0.6, 0.4],
    [0.9, 0.5],
  ];
  const none = scores.map((_, row) => [row === 2 ? 1 : 0, 0]);
  const every = scores.map((_, row) => [row === 2 ? 1 : 0, 1]);

  test.each([
    ['maxFbeta 1', 'throws', 'fits'],
    ['youden', 'throws', 'throws'],
    ['sensitivity 0.9', 'throws', 'fits'],
    ['specificity 0.9', 'fits', 'throws'],
    ['prevalence', 'fits', 'fits'],
    ['cost 1:7', 'fits', 'fits'],
  ])('%s: no positive %s, no negative %s', (key, noPositive, noNegative) => {
    for (const [labels, expected, found] of [
      [none, noPositive, 0],
      [every, noNegative, 1],
    ] as const) {
      const run = () => methodOf(key).fit(scores, labels);
      if (expected === 'fits') expect(run().labels[1]!.origin).toBe('fitted');
      else {
        expect(run).toThrow(expect.objectContaining({ tag: 'single-class', column: 1, found }));
        const fitted = methodOf(key).fit(scores, labels, { singleClass: Number.POSITIVE_INFINITY });
        expect(fitted.thresholds[1]).toBe(Number.POSITIVE_INFINITY);
        expect(fitted.labels.map(({ origin }) => origin)).toEqual(['fitted', 'fallback']);
        expect(FittedThresholds.fromJSON(JSON.parse(JSON.stringify(fitted)))).toEqual(fitted);
      }
    }
  });

  test('prevalence and cost call no fitting row of a label without positives', () => {
    for (const key of ['prevalence', 'cost 1:7']) {
      expect(
        methodOf(key)
          .fit(scores, none)
          .apply(scores)
          .map(([, d]) => d),
      ).toEqual([0, 0, 0]);
    }
  });

  test('a class that has weight 0 only is missing', () => {
    const run = () => youdenThreshold().fit([0.1, 0.2, 0.3], [0, 1, 0], { sampleWeight: [1, 0, 1] });
    expect(run).toThrow('labels, column 0: every label is 0, so youden is not defined.');
  });
});

describe('shrunkenThreshold', () => {
  const scores = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6].map((score) => [score, 1 - score, score]);
  const labels = [0, 0, 1, 0, 1, 1].map((label, row) => [label, row === 0 ? 1 : 0, 0]);

  test('the formula, by hand', () => {
    const method = maxFbetaThreshold();
    const global = method.fit(scores.flat(), labels.flat()).thresholds[0]!;
    const own = scores[0]!.map((_, label) =>
      label === 2
        ? 0
        : method.fit(
            scores.map((row) => row[label]!),
            labels.map((row) => row[label]!),
          ).thresholds[0]!,
    );
    const fitted = shrunkenThreshold(method, { strength: 5 }).fit(scores, labels);
    expect(fitted.thresholds[0]).toBeCloseTo((3 / 8) * own[0]! + (5 / 8) * global, 14);
    expect(fitted.thresholds[1]).toBeCloseTo((1 / 6) * own[1]! + (5 / 6) * global, 14);
    expect(fitted.thresholds[2]).toBe(global);
    expect(fitted.labels.map(({ origin }) => origin)).toEqual(['shrunken', 'shrunken', 'global']);
    expect(fitted.labels[1]).toEqual({ origin: 'shrunken', positives: 1, negatives: 5, own: own[1], share: 1 / 6 });
    expect(FittedThresholds.fromJSON(JSON.parse(JSON.stringify(fitted)))).toEqual(fitted);
  });

  test('strength 0 keeps what a label has; a large one leaves the global threshold that was given', () => {
    const two = (table: number[][]) => table.map((row) => row.slice(0, 2));
    const plain = youdenThreshold().fit(two(scores), two(labels)).thresholds;
    const kept = shrunkenThreshold(youdenThreshold(), { strength: 0 }).fit(two(scores), two(labels)).thresholds;
    for (const [label, threshold] of plain.entries()) expect(kept[label]).toBeCloseTo(threshold, 14);
    const drawn = shrunkenThreshold(youdenThreshold(), { strength: 1e12, global: 0.42 }).fit(scores, labels);
    for (const threshold of drawn.thresholds) expect(threshold).toBeCloseTo(0.42, 10);
  });

  test('lies between its own and the global threshold; integer weights are rows', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 0, max: 30 }), (table, strength) => {
        const { s, y, w } = column(table);
        const method = shrunkenThreshold(maxFbetaThreshold(), { strength, global: 0.25 });
        const { thresholds, labels: fits } = method.fit(s, y, { sampleWeight: w });
        const own = fits[0]!.own!;
        expect(thresholds[0]!).toBeGreaterThanOrEqual(Math.min(own, 0.25) - 1e-12);
        expect(thresholds[0]!).toBeLessThanOrEqual(Math.max(own, 0.25) + 1e-12);
        const repeated = column(table.flatMap((row) => Array<typeof row>(row.w).fill(row)));
        expect(method.fit(repeated.s, repeated.y).thresholds[0]).toBeCloseTo(thresholds[0]!, 12);
      }),
    );
  });

  test('no positive anywhere', () => {
    const empty = labels.map((row) => row.map(() => 0));
    expect(() => shrunkenThreshold(maxFbetaThreshold()).fit(scores, empty)).toThrow(
      expect.objectContaining({ tag: 'single-class' }),
    );
    const given = shrunkenThreshold(maxFbetaThreshold(), { global: 0.5 }).fit(scores, empty);
    expect(given.thresholds).toEqual([0.5, 0.5, 0.5]);
  });
});

describe('bad input', () => {
  const nan = Number.NaN;
  const fit = youdenThreshold().fit;
  test.each<[string, () => unknown, string]>([
    ['labels missing', () => fit([0.1, 0.2]), 'labels-required'],
    ['labels missing, prevalence', () => prevalenceThreshold().fit([0.1]), 'labels-required'],
    ['labels missing, shrunken', () => shrunkenThreshold(meanPlusSigmaThreshold()).fit([0.1]), 'labels-required'],
    ['no rows', () => fit([], []), 'empty'],
    ['labels too short', () => fit([0.1, 0.2], [0]), 'shape-mismatch'],
    ['labels too narrow', () => fit([[0.1, 0.2]], [[0]]), 'shape-mismatch'],
    [
      'labels ragged',
      () =>
        fit(
          [
            [1, 2],
            [1, 2],
          ],
          [[0, 1], [0]],
        ),
      'ragged-rows',
    ],
    ['label 2', () => fit([0.1, 0.2], [0, 2]), 'invalid-value'],
    ['label NaN', () => fit([0.1, 0.2], [0, nan]), 'invalid-value'],
    ['score NaN', () => fit([0.1, nan], [0, 1]), 'invalid-value'],
    ['weight negative', () => fit([0.1, 0.2], [0, 1], { sampleWeight: [1, -1] }), 'invalid-value'],
    ['weights too few', () => fit([0.1, 0.2], [0, 1], { sampleWeight: [1] }), 'shape-mismatch'],
    ['weights all 0', () => fit([0.1, 0.2], [0, 1], { sampleWeight: [0, 0] }), 'empty'],
    ['weights all 0, mean + σ', () => meanPlusSigma([0.1], { sampleWeight: [0] }), 'empty'],
    ['weight within ddof', () => meanPlusSigma([0.1, 0.2], { sampleWeight: [1, 0], ddof: 1 }), 'too-few-rows'],
    ['singleClass NaN', () => fit([0.1, 0.2], [0, 1], { singleClass: nan }), 'invalid-value'],
    ['fixed NaN', () => fixedThreshold(nan), 'invalid-value'],
    ['fixed, one too many', () => fixedThreshold([0.1, 0.2]).fit([0.5]), 'shape-mismatch'],
    ['β 0', () => maxFbetaThreshold({ beta: 0 }), 'invalid-value'],
    ['sensitivity 1.1', () => sensitivityThreshold(1.1), 'invalid-value'],
    ['specificity NaN', () => specificityThreshold(nan), 'invalid-value'],
    ['prevalence -0.1', () => prevalenceThreshold({ prevalence: -0.1 }), 'invalid-value'],
    ['prevalences, one too few', () => prevalenceThreshold({ prevalence: [0.1] }).fit([[1, 2]]), 'shape-mismatch'],
    ['costs 0', () => costThreshold({ falsePositive: 0, falseNegative: 0 }), 'invalid-value'],
    ['cost NaN', () => costThreshold({ falsePositive: nan, falseNegative: 1 }), 'invalid-value'],
    ['strength -1', () => shrunkenThreshold(youdenThreshold(), { strength: -1 }), 'invalid-value'],
    ['global ∞', () => shrunkenThreshold(youdenThreshold(), { global: Infinity }), 'invalid-value'],
    ['shrunken twice', () => shrunkenThreshold(shrunkenThreshold(youdenThreshold())), 'invalid-value'],
    ['JSON of something else', () => FittedThresholds.fromJSON({ thresholds: [1] }), 'invalid-json'],
    ['JSON null', () => FittedThresholds.fromJSON(null), 'invalid-json'],
    ['JSON as text', () => FittedThresholds.fromJSON(JSON.stringify(fixedThreshold().fit([1]))), 'invalid-json'],
    [
      'JSON with null for a number',
      () => FittedThresholds.fromJSON({ ...fixedThreshold().fit([1]).toJSON(), thresholds: [null] }),
      'invalid-json',
    ],
    [
      'JSON with an unknown origin',
      () => FittedThresholds.fromJSON({ ...fixedThreshold().fit([1]).toJSON(), labels: [{ origin: 'guessed' }] }),
      'invalid-json',
    ],
  ])('%s', (_, run, tag) => {
    try {
      run();
    } catch (error) {
      expect(isThresholdsError(error) ? error.tag : error).toBe(tag);
      return;
    }
    expect.unreachable();
  });
});
