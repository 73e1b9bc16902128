import { expect, test } from 'vitest';
import { type Pointed, scoreBoxHits } from '../box-hits';
import type { Box } from '../truth-boxes';

const FULL = Array(8).fill(1);
const box = (x: number, y: number, side: number): Box => ({ x, y, width: side, height: side });

/** A patient with boxes in some views, and a peak of the given height at (x, y) in some; elsewhere the map is 0. */
function patient(
  index: string,
  boxes: Record<number, Box[]>,
  peaks: Record<number, [x: number, y: number, value: number]>,
): Pointed {
  return {
    index,
    boxes: Array.from({ length: 8 }, (_, view) => boxes[view] ?? []),
    peaks: Array.from({ length: 8 }, (_, view) => {
      const [x, y, value] = peaks[view] ?? [0.5, 0.5, 0];
      return { view, x, y, value };
    }),
    fields: FULL,
  };
}

test('the highest point of all views counts for the patient, each view’s own for the view', () => {
  const found = patient(
    'a',
    { 0: [box(0.25, 0.25, 0.25)], 1: [box(0, 0, 0.5)] },
    { 0: [0.3, 0.3, 2], 1: [0.9, 0.9, 1] },
  );
  const inAnotherView = patient('b', { 0: [box(0.25, 0.25, 0.25)] }, { 0: [0.3, 0.3, 1], 5: [0.3, 0.3, 2] });
  const missed = patient('c', { 2: [box(0.5, 0.5, 0.25)] }, { 2: [0.4, 0.6, 1] });
  const { patients, views } = scoreBoxHits([found, inAnotherView, missed], 1)!;
  expect(patients).toMatchObject({ hits: 1, trials: 3 });
  expect(patients.rate.estimate).toBeCloseTo(1 / 3, 12);
  // Wilson's interval of 1 of 3.
  expect(patients.rate.lower).toBeCloseTo(0.0615, 4);
  expect(patients.rate.upper).toBeCloseTo(0.7923, 4);
  expect(views).toMatchObject({ hits: 2, trials: 4 });
  expect(views.rate.estimate).toBe(0.5);
  expect(views.rate.lower).toBeLessThan(0.5);
  expect(views.rate.upper).toBeGreaterThan(0.5);
});

test('chance by area: the boxes’ share of what the pictures show, overlap counted once', () => {
  const one = patient('a', { 0: [box(0, 0, 0.5)] }, {});
  expect(scoreBoxHits([one], 1)!.patients.chance.area).toBeCloseTo(0.25 / 8, 12);
  expect(scoreBoxHits([one], 1)!.views.chance.area).toBeCloseTo(0.25, 12);
  const overlapping = patient('b', { 0: [box(0, 0, 0.5), box(0.25, 0, 0.5)] }, {});
  expect(scoreBoxHits([overlapping], 1)!.views.chance.area).toBeCloseTo(0.375, 12);
  const masked = { ...one, fields: [0.5, ...Array(7).fill(0.75)] };
  expect(scoreBoxHits([masked], 1)!.views.chance.area).toBeCloseTo(0.5, 12);
  expect(scoreBoxHits([masked], 1)!.patients.chance.area).toBeCloseTo(0.25 / (0.5 + 7 * 0.75), 12);
  expect(scoreBoxHits([one, overlapping], 1)!.views.chance.area).toBeCloseTo((0.25 + 0.375) / 2, 12);
});

test('chance by other patients: their peaks in one’s own boxes', () => {
  const middle = { 3: [box(0.4, 0.4, 0.2)] };
  const a = patient('a', middle, { 3: [0.5, 0.5, 1] });
  const b = patient('b', middle, { 3: [0.45, 0.5, 1] });
  const c = patient('c', { 3: [box(0, 0, 0.1)] }, { 3: [0.9, 0.9, 1] });
  const { patients, views } = scoreBoxHits([a, b, c], 1)!;
  // Six pairs: b's peak lies in a's box, and a's in b's.
  expect(patients.chance.otherPatients).toBeCloseTo(2 / 6, 12);
  expect(views.chance.otherPatients).toBeCloseTo(2 / 6, 12);
  expect(scoreBoxHits([a], 1)!.patients.chance.otherPatients).toBeNull();
});

test('a map that is 0 everywhere hits nothing, a box’s edge belongs to it on one side', () => {
  const hit = (x: number, value: number) =>
    scoreBoxHits([patient('a', { 0: [box(0.25, 0.25, 0.5)] }, { 0: [x, 0.5, value] })], 1)!.patients.hits;
  expect([hit(0.25, 1), hit(0.749, 1), hit(0.75, 1), hit(0.5, 0)]).toEqual([1, 1, 0, 0]);
  const empty = patient('a', { 0: [box(0, 0, 1)], 1: [box(0, 0, 1)] }, {});
  const half = patient('b', { 0: [box(0, 0, 1)], 1: [box(0, 0, 1)] }, { 0: [0.5, 0.5, 1] });
  const { patients, views } = scoreBoxHits([empty, half], 1)!;
  expect([patients.hits, patients.empty, views.hits, views.empty]).toEqual([1, 1, 1, 3]);
});

test('patients without a box are left out; without any there is nothing to score', () => {
  const none = patient('a', {}, { 0: [0.5, 0.5, 1] });
  expect(scoreBoxHits([none], 1)).toBeNull();
  const shown = patient('b', { 0: [box(0, 0, 1)] }, { 0: [0.5, 0.5, 1] });
  expect(scoreBoxHits([none, shown], 1)!.patients).toMatchObject({ hits: 1, trials: 1 });
});

test('where all or none are hit the views’ interval has the width that so few patients leave', () => {
  const shown = patient('b', { 0: [box(0, 0, 1)], 1: [box(0, 0, 1)] }, { 0: [0.5, 0.5, 1], 1: [0.5, 0.5, 1] });
  const { rate } = scoreBoxHits([shown, shown, shown], 1)!.views;
  expect([rate.estimate, rate.lower, rate.upper]).toEqual([1, expect.closeTo(0.4385, 4), 1]);
  const missed = patient('b', { 0: [box(0, 0, 0.1)] }, { 0: [0.5, 0.5, 1] });
  expect(scoreBoxHits([missed, missed, missed], 1)!.views.rate.upper).toBeCloseTo(0.5615, 4);
});

test('the seed decides the bootstrap', () => {
  const cases = Array.from({ length: 31 }, (_, i) => {
    const views = Array.from({ length: 1 + ((7 * i) % 5) }, (_, view) => view);
    const boxes = Object.fromEntries(views.map((view) => [view, [box(0, 0, 0.5)]]));
    const peaks = views.map((view) => [view, [((i * (view + 3)) % 11) / 11, 0.2, 1]]);
    return patient(`${i}`, boxes, Object.fromEntries(peaks));
  });
  expect(scoreBoxHits(cases, 1)).toEqual(scoreBoxHits(cases, 1));
  expect(scoreBoxHits(cases, 1)!.views.rate).not.toEqual(scoreBoxHits(cases, 2)!.views.rate);
});
