import { expect, test } from 'vitest';
import { drawLabels, KIUM_COUNTS, LOCATION_COUNTS, LOCATIONS, MULTIPLICITY } from '../src/labels';

test('the tables are the data set’s', () => {
  expect(LOCATIONS).toHaveLength(21);
  expect(Object.values(LOCATION_COUNTS).reduce((s, v) => s + v, 0)).toBe(681);
  expect(Object.keys(LOCATION_COUNTS)).toEqual([...LOCATIONS]);
  expect(MULTIPLICITY.reduce((s: number, v) => s + v, 0)).toBe(KIUM_COUNTS.positive);
  expect(MULTIPLICITY.reduce((s: number, v, k) => s + k * v, 0)).toBe(681);
});

test.each([1001, 8001])('13 of every 28 patients from %i are positive', (first) => {
  for (const seed of [0, 1, 99]) {
    for (let block = 0; block < 10; block++) {
      let positive = 0;
      for (let k = 0; k < 28; k++) positive += drawLabels(seed, first + 28 * block + k).aneurysm;
      expect(positive).toBe(13);
    }
  }
});

test('a study of the data set’s size has its prevalence', () => {
  for (const seed of [2, 3, 4]) {
    let positive = 0;
    for (let k = 0; k < KIUM_COUNTS.patients; k++) positive += drawLabels(seed, 1001 + k).aneurysm;
    // 40 whole blocks hold 520; the last 7 patients hold the rest.
    expect(positive).toBeGreaterThanOrEqual(520);
    expect(positive).toBeLessThanOrEqual(527);
  }
});

test('locations occur as often as in the data set, with its co-occurrence', () => {
  const counts = new Map<string, number>(LOCATIONS.map((l) => [l, 0]));
  const multiplicity = [0, 0, 0, 0, 0];
  let positive = 0;
  for (let seed = 0; seed < 12; seed++) {
    for (let index = 1001; index < 1001 + 1120; index++) {
      const { aneurysm, locations } = drawLabels(seed, index);
      positive += aneurysm;
      if (aneurysm === 0) expect(locations).toEqual([]);
      else multiplicity[locations.length]!++;
      for (const location of locations) counts.set(location, counts.get(location)! + 1);
    }
  }
  for (const location of LOCATIONS) {
    const p = LOCATION_COUNTS[location] / KIUM_COUNTS.positive;
    expect(Math.abs(counts.get(location)! - positive * p)).toBeLessThan(4 * Math.sqrt(positive * p * (1 - p)) + 1);
  }
  MULTIPLICITY.forEach((n, k) => {
    const p = n / KIUM_COUNTS.positive;
    expect(Math.abs(multiplicity[k]! - positive * p)).toBeLessThan(4 * Math.sqrt(positive * p * (1 - p)) + 1);
  });
});

test('labels of a patient depend on seed and index alone', () => {
  expect(drawLabels(5, 1234)).toEqual(drawLabels(5, 1234));
  const rows = (seed: number) => JSON.stringify(Array.from({ length: 56 }, (_, k) => drawLabels(seed, 1001 + k)));
  expect(rows(1)).not.toBe(rows(2));
});
