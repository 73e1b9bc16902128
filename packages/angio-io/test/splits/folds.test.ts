import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type FoldOptions,
  groupKFold,
  kFold,
  multilabelStratifiedKFold,
  type Split,
  stratifiedGroupKFold,
  stratifiedKFold,
} from '../../src/index';

const range = (n: number) => Array.from({ length: n }, (_, at) => at);
const options = fc.record({ folds: fc.integer({ min: 2, max: 6 }), shuffle: fc.boolean(), seed: fc.integer() });
const refused = (call: () => unknown, option: string) =>
  expect(call).toThrow(expect.objectContaining({ tag: 'OptionError', option }));

/** Every sample is tested on once and learned from otherwise; positions ascend; no fold is empty. */
function expectFolds(splits: Split[], n: number, folds: number): void {
  expect(splits).toHaveLength(folds);
  expect(splits.flatMap(({ test }) => test).sort((a, b) => a - b)).toEqual(range(n));
  for (const { train, test } of splits) {
    expect(test.length).toBeGreaterThan(0);
    const tested = new Set(test);
    expect(test).toEqual([...test].sort((a, b) => a - b));
    expect(train).toEqual(range(n).filter((at) => !tested.has(at)));
  }
}

const sizes = (splits: Split[]) => splits.map(({ test }) => test.length);
const spread = (values: number[]) => Math.max(...values) - Math.min(...values);

test('kFold: parts of all samples, equal in size', () => {
  fc.assert(
    fc.property(fc.integer({ min: 6, max: 60 }), options, (n, how) => {
      const splits = kFold(n, how);
      expectFolds(splits, n, how.folds);
      expect(spread(sizes(splits))).toBeLessThan(2);
      expect(kFold(range(n), how)).toEqual(splits);
    }),
  );
});

test('stratifiedKFold: every class alike, and the folds equal in size', () => {
  const labels = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 24, maxLength: 60 });
  fc.assert(
    fc.property(labels, options, (classes, how) => {
      const splits = stratifiedKFold(classes, how);
      expectFolds(splits, classes.length, how.folds);
      expect(spread(sizes(splits))).toBeLessThan(2);
      for (const name of ['a', 'b', 'c']) {
        expect(spread(splits.map(({ test }) => test.filter((at) => classes[at] === name).length))).toBeLessThan(2);
      }
    }),
  );
});

test('groups stay together', () => {
  const samples = fc.array(
    fc.record({ group: fc.integer({ min: 0, max: 14 }), label: fc.integer({ min: 0, max: 1 }) }),
    {
      minLength: 20,
      maxLength: 60,
    },
  );
  fc.assert(
    fc.property(samples, options, (given, how) => {
      const groups = given.map(({ group }) => group);
      const labels = given.map(({ label }) => label);
      fc.pre(new Set(groups).size >= how.folds);
      const all = [
        groupKFold(groups, how),
        multilabelStratifiedKFold(
          labels.map((label) => [label, 1]),
          { ...how, groups },
        ),
        ...(labels.filter(Boolean).length >= how.folds ? [stratifiedGroupKFold(labels, groups, how)] : []),
      ];
      for (const splits of all) {
        expectFolds(splits, groups.length, how.folds);
        const foldsOfGroup = new Map<number, Set<number>>();
        for (const [fold, { test }] of splits.entries()) {
          for (const at of test) foldsOfGroup.set(groups[at]!, (foldsOfGroup.get(groups[at]!) ?? new Set()).add(fold));
        }
        expect([...foldsOfGroup.values()].every((folds) => folds.size === 1)).toBe(true);
      }
    }),
  );
});

test('multilabelStratifiedKFold: folds of all samples; each label in as many as it has positives', () => {
  const rows = fc.array(fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 3, maxLength: 3 }), {
    minLength: 12,
    maxLength: 50,
  });
  fc.assert(
    fc.property(rows, options, (labels, how) => {
      const splits = multilabelStratifiedKFold(labels, how);
      expectFolds(splits, labels.length, how.folds);
      const counts = [0, 1, 2].map((label) => labels.filter((row) => row[label]).length);
      const fewest = Math.min(...counts.filter(Boolean));
      const rarest = [0, 1, 2].filter((label) => counts[label] === fewest);
      if (rarest.length === 0) return;
      // The label that is dealt out first is spread as evenly as it can be. Which of equally rare ones is decided by the seed.
      const spreads = rarest.map((label) =>
        spread(splits.map(({ test }) => test.filter((at) => labels[at]![label]).length)),
      );
      expect(Math.min(...spreads)).toBeLessThan(2);
    }),
  );
});

test('rare labels reach as many folds as they have positives; those without any are no hindrance', () => {
  const rows = range(40).map((at) => [+(at % 2 === 0), +(at < 3), 0]);
  const splits = multilabelStratifiedKFold(rows, { folds: 5, shuffle: true, seed: 4 });
  expect(splits.filter(({ test }) => test.some((at) => rows[at]![1])).length).toBe(3);
  const single = stratifiedKFold(
    rows.map((row) => row[1]!),
    { folds: 5 },
  );
  expect(single.filter(({ test }) => test.some((at) => rows[at]![1])).length).toBe(3);
});

describe.each<[string, (how: FoldOptions) => Split[]]>([
  ['kFold', (how) => kFold(30, how)],
  [
    'stratifiedKFold',
    (how) =>
      stratifiedKFold(
        range(30).map((at) => at % 3),
        how,
      ),
  ],
  [
    'multilabelStratifiedKFold',
    (how) =>
      multilabelStratifiedKFold(
        range(30).map((at) => [at % 2, +(at % 7 === 0)]),
        how,
      ),
  ],
  [
    'stratifiedGroupKFold',
    (how) =>
      stratifiedGroupKFold(
        range(60).map((at) => at % 2),
        range(60).map((at) => at >> 1),
        how,
      ),
  ],
])('%s', (_, make) => {
  test('deals out as the seed says, and as the order says without shuffle', () => {
    const drawn = make({ shuffle: true, seed: 1 });
    expect(drawn).toEqual(make({ shuffle: true, seed: 1 }));
    expect(drawn).not.toEqual(make({ shuffle: true, seed: 2 }));
    expect(drawn).not.toEqual(make({}));
    expect(make({ seed: 1 })).toEqual(make({ seed: 2 }));
    expect(make({})).toHaveLength(5);
  });

  test('refuses folds and seeds that cannot be', () => {
    refused(() => make({ folds: 1 }), 'folds');
    refused(() => make({ folds: 2.5 }), 'folds');
    refused(() => make({ folds: 61 }), 'folds');
    refused(() => make({ seed: 0.5 }), 'seed');
  });
});

test('the order is pinned, so that runs on other machines agree', () => {
  const tests = (splits: Split[]) => splits.map(({ test }) => test.join(' '));
  expect({
    kFold: tests(kFold(12, { folds: 3, shuffle: true, seed: 7 })),
    stratified: tests(stratifiedKFold([0, 1, 0, 1, 0, 0, 1, 0, 0, 0], { folds: 2, shuffle: true, seed: 7 })),
    multilabel: tests(
      multilabelStratifiedKFold(
        range(12).map((at) => [at % 2, +(at % 5 === 0)]),
        { folds: 3, shuffle: true, seed: 7 },
      ),
    ),
    stratifiedGroup: tests(
      stratifiedGroupKFold(
        range(12).map((at) => at % 2),
        range(12).map((at) => at >> 1),
        { folds: 3, shuffle: true, seed: 7 },
      ),
    ),
  }).toMatchInlineSnapshot(`
    {
      "kFold": [
        "3 5 7 10",
        "1 2 4 8",
        "0 6 9 11",
      ],
      "multilabel": [
        "0 3 6 11",
        "2 7 9 10",
        "1 4 5 8",
      ],
      "stratified": [
        "2 3 7 8 9",
        "0 1 4 5 6",
      ],
      "stratifiedGroup": [
        "6 7 8 9",
        "2 3 10 11",
        "0 1 4 5",
      ],
    }
  `);
});

test('what cannot be dealt out is refused', () => {
  refused(() => kFold(0), 'folds');
  refused(() => kFold([]), 'folds');
  refused(() => kFold(3), 'folds');
  refused(() => kFold(2.5), 'samples');
  refused(() => kFold(-1), 'samples');
  refused(() => stratifiedKFold([]), 'folds');
  refused(() => stratifiedKFold([0, 0, 0, 1, 1, 1]), 'folds');
  refused(() => stratifiedKFold([0, 1, Number.NaN, 0, 0], { folds: 2 }), 'labels');
  refused(() => stratifiedKFold([0, 1, undefined as unknown as number, 0], { folds: 2 }), 'labels');
  refused(() => groupKFold(['a', 'a', 'b']), 'folds');
  refused(() => groupKFold([]), 'folds');
  refused(() => stratifiedGroupKFold([0, 1, 0], [1, 2]), 'groups');
  refused(() => stratifiedGroupKFold([0, 1, 0, 1], [1, 1, 1, 1], { folds: 2 }), 'folds');
  refused(() => stratifiedGroupKFold([0, 1, 2, 3], [1, 2, 3, 4], { folds: 2 }), 'folds');
  refused(() => multilabelStratifiedKFold([]), 'folds');
  refused(() => multilabelStratifiedKFold([[1, 0], [1]], { folds: 2 }), 'rows');
  refused(
    () =>
      multilabelStratifiedKFold(
        [
          [1, 0],
          [1, 2],
        ],
        { folds: 2 },
      ),
    'rows',
  );
  refused(() => multilabelStratifiedKFold([1, 0] as unknown as number[][], { folds: 2 }), 'rows');
  refused(() => multilabelStratifiedKFold([[1], [0]], { folds: 2, groups: ['a'] }), 'groups');
});
