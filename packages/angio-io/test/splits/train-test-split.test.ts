import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type TrainTestOptions, trainTestSplit } from '../../src/index';
import { labelDistribution } from './measures';

const range = (n: number) => Array.from({ length: n }, (_, at) => at);
const isWhole = ({ train, test: tested }: { train: number[]; test: number[] }, n: number) => {
  expect([...train, ...tested].sort((a, b) => a - b)).toEqual(range(n));
  for (const part of [train, tested]) expect(part).toEqual([...part].sort((a, b) => a - b));
};

test('parts of the size asked for: rounded up, or a number', () => {
  // What scikit-learn's train_test_split makes of the same.
  for (const [n, testSize, tested] of [
    [10, undefined, 3],
    [11, 0.3, 4],
    [1127, 0.2, 226],
    [10, 4, 4],
    [2, 0.5, 1],
  ] as const) {
    const split = trainTestSplit(n, { testSize });
    isWhole(split, n);
    expect(split.test).toHaveLength(tested);
  }
});

test('drawn by the seed; without shuffle the last ones', () => {
  const draw = (options: TrainTestOptions) => trainTestSplit(range(40), options);
  expect(draw({ seed: 1 })).toEqual(draw({ seed: 1 }));
  expect(draw({ seed: 1 })).not.toEqual(draw({ seed: 2 }));
  expect(draw({ shuffle: false }).test).toEqual(range(40).slice(30));
  expect(trainTestSplit(12, { seed: 7 }).test).toMatchInlineSnapshot(`
    [
      0,
      9,
      11,
    ]
  `);
});

test('every class has its share, to within one sample', () => {
  const classes = fc.array(fc.constantFrom(0, 1, 2), { minLength: 20, maxLength: 80 });
  fc.assert(
    fc.property(classes, fc.double({ min: 0.2, max: 0.8, noNaN: true }), fc.integer(), (stratify, testSize, seed) => {
      const counts = [0, 1, 2].map((name) => stratify.filter((it) => it === name).length);
      fc.pre(counts.every((count) => count !== 1));
      const n = stratify.length;
      const split = trainTestSplit(n, { stratify, testSize, seed });
      isWhole(split, n);
      expect(split.test).toHaveLength(Math.ceil(testSize * n));
      for (const [name, count] of counts.entries()) {
        const tested = split.test.filter((at) => stratify[at] === name).length;
        expect(Math.abs(tested - (count * split.test.length) / n)).toBeLessThan(1);
      }
    }),
  );
  const stratify = range(30).map((at) => at % 2);
  expect(trainTestSplit(30, { stratify, seed: 1 })).not.toEqual(trainTestSplit(30, { stratify, seed: 2 }));
});

test('several labels: both parts are more alike than by chance', () => {
  const rows = range(200).map((at) => [at % 2, +(at % 9 === 0), +(at % 23 === 0), +(at % 60 === 1)]);
  const distance = (options: TrainTestOptions) => {
    const split = trainTestSplit(200, { testSize: 0.3, ...options });
    isWhole(split, 200);
    return labelDistribution(rows, [split]);
  };
  for (let seed = 0; seed < 10; seed++) {
    const split = trainTestSplit(200, { testSize: 0.3, stratify: rows, seed });
    expect(Math.abs(split.test.length - 60)).toBeLessThan(4);
    expect(distance({ stratify: rows, seed })).toBeLessThan(0.015);
  }
  const random = range(10).map((seed) => distance({ seed }));
  expect(random.reduce((sum, it) => sum + it, 0) / 10).toBeGreaterThan(0.03);
});

describe('groups', () => {
  const groups = range(60).map((at) => `hospital ${(at * 7) % 12}`);
  const stay = (split: { train: number[]; test: number[] }) => {
    isWhole(split, 60);
    const learned = new Set(split.train.map((at) => groups[at]));
    expect(split.test.some((at) => learned.has(groups[at]))).toBe(false);
  };

  test('stay together; the size is that of groups', () => {
    const split = trainTestSplit(60, { groups, testSize: 0.3 });
    stay(split);
    expect(new Set(split.test.map((at) => groups[at])).size).toBe(4);
    expect(split).not.toEqual(trainTestSplit(60, { groups, testSize: 0.3, seed: 1 }));
  });

  test('stay together, with classes or labels alike', () => {
    const stratify = range(60).map((at) => +(((at * 7) % 12) % 3 === 0));
    for (const given of [stratify, stratify.map((it) => [it])]) {
      const split = trainTestSplit(60, { groups, stratify: given, testSize: 0.25 });
      stay(split);
      expect(split.test).toHaveLength(15);
      expect(split.test.filter((at) => stratify[at])).toHaveLength(5);
    }
  });
});

test.each<[string, number, TrainTestOptions]>([
  ['testSize', 10, { testSize: 0 }],
  ['testSize', 10, { testSize: 10 }],
  ['testSize', 10, { testSize: 1.5 }],
  ['testSize', 10, { testSize: Number.NaN }],
  ['testSize', 10, { testSize: 0.95 }],
  ['testSize', 1, {}],
  ['testSize', 0, {}],
  ['testSize', 4, { groups: ['a', 'a', 'a', 'a'] }],
  ['testSize', 6, { stratify: [0, 0, 1, 1, 2, 2], testSize: 2 }],
  ['stratify', 3, { stratify: [0, 0, 1] }],
  ['stratify', 3, { stratify: [0, 0] }],
  ['stratify', 4, { stratify: [[1], [0], [3], [0]] }],
  ['groups', 3, { groups: [0, 0] }],
  ['shuffle', 4, { stratify: [0, 0, 1, 1], shuffle: false }],
  ['seed', 4, { seed: -0.5 }],
])('%s is refused: %i samples, %j', (option, samples, options) => {
  expect(() => trainTestSplit(samples, options)).toThrow(expect.objectContaining({ tag: 'OptionError', option }));
});
