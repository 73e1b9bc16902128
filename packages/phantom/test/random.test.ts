import { expect, test } from 'vitest';
import { randomStream } from '../src/random';

const draw = (seed: number, purpose: string, index: number) => {
  const random = randomStream(seed, purpose, index);
  return Array.from({ length: 8 }, () => random.next());
};

test('a stream is fixed by seed, purpose and index, and by each of them', () => {
  const base = draw(7, 'anatomy', 1001);
  expect(draw(7, 'anatomy', 1001)).toEqual(base);
  expect(draw(8, 'anatomy', 1001)).not.toEqual(base);
  expect(draw(7 + 2 ** 32, 'anatomy', 1001)).not.toEqual(base);
  expect(draw(7, 'anatomz', 1001)).not.toEqual(base);
  expect(draw(7, 'anatomy', 1002)).not.toEqual(base);
});

test('uniform and normal draws have their moments', () => {
  const random = randomStream(3, 'moments');
  const n = 20000;
  const uniform = Array.from({ length: n }, () => random.next());
  const normal = Array.from({ length: n }, () => random.normal(2, 3));
  const mean = (x: number[]) => x.reduce((s, v) => s + v, 0) / x.length;
  const sd = (x: number[]) => {
    const centre = mean(x);
    return Math.sqrt(mean(x.map((v) => (v - centre) ** 2)));
  };
  expect(mean(uniform)).toBeCloseTo(0.5, 1);
  expect(sd(uniform)).toBeCloseTo(Math.sqrt(1 / 12), 2);
  expect(Math.abs(mean(normal) - 2)).toBeLessThan(0.1);
  expect(Math.abs(sd(normal) - 3)).toBeLessThan(0.1);
  expect(uniform.every((v) => v >= 0 && v < 1)).toBe(true);
});

test('streams of neighbouring patients are uncorrelated', () => {
  const first = Array.from({ length: 5000 }, (_, i) => randomStream(1, 'x', i).next() - 0.5);
  const lagged = first.slice(1).reduce((s, v, i) => s + v * first[i]!, 0) / (first.length - 1);
  // Standard error of the product mean is (1/12)/√5000 = 0.0012.
  expect(Math.abs(lagged)).toBeLessThan(0.005);
});

test('weighted, truncated and shuffled draws', () => {
  const random = randomStream(5, 'kinds');
  const counts = [0, 0, 0];
  for (let i = 0; i < 6000; i++) counts[random.weighted([1, 0, 3])]!++;
  expect(counts[1]).toBe(0);
  expect(counts[2]! / 6000).toBeCloseTo(0.75, 1);
  for (let i = 0; i < 500; i++) {
    const v = random.truncatedNormal(0, 1, -0.5, 0.2);
    expect(v >= -0.5 && v <= 0.2).toBe(true);
  }
  const items = [1, 2, 3, 4, 5];
  expect(random.shuffle(items).sort()).toEqual(items);
  expect(items).toEqual([1, 2, 3, 4, 5]);
});
