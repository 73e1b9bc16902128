import { expect, test } from 'vitest';
import { Random } from '../src/random';

test('draws are even: chi-squared over ten classes stays below its 99.9 % point', () => {
  const random = new Random(42);
  const counts = new Array<number>(10).fill(0);
  for (let i = 0; i < 100_000; i++) counts[random.below(10)]!++;
  // 27.88: chi-squared, 9 degrees of freedom, p = 0.001.
  expect(counts.reduce((sum, n) => sum + (n - 10_000) ** 2 / 10_000, 0)).toBeLessThan(27.88);
});

test('neighbouring keys give unrelated streams', () => {
  const streams = [new Random(0), new Random(1), new Random(0, 1), new Random(1, 0), new Random(2 ** 32)];
  const firsts = streams.map((random) => random.uint32());
  expect(new Set(firsts).size).toBe(firsts.length);
});

test('a shuffle is a permutation, and every position is reached', () => {
  const reached = new Set<number>();
  for (let seed = 0; seed < 200; seed++) {
    const shuffled = new Random(seed).shuffle([0, 1, 2, 3, 4]);
    expect([...shuffled].sort()).toEqual([0, 1, 2, 3, 4]);
    reached.add(shuffled.indexOf(0));
  }
  expect(reached.size).toBe(5);
});
