import { expect, test } from 'vitest';
import { randomStream } from '../src/random';
import { buildTree } from '../src/tree';
import { drawVariants } from '../src/variants';
import { nearestSample, type Vessel } from '../src/vessel';

const trunk = (vessels: readonly Vessel[], segment: string, side: string | null, which = 0) =>
  vessels.filter((v) => v.segment === segment && v.side === side && v.order === 0)[which]!;
const start = (v: Vessel) => v.points.slice(0, 3);
const end = (v: Vessel) => v.points.slice(-4, -1);
const gap = (a: ArrayLike<number>, b: ArrayLike<number>) => Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!, a[2]! - b[2]!);

const trees = [1001, 1002, 1003, 1004, 1005, 1006].map((index) => buildTree(11, index));

test('the same seed and index give the same tree; another index another', () => {
  expect(buildTree(11, 1001)).toEqual(trees[0]);
  expect(trees[1]!.vessels[0]!.points).not.toEqual(trees[0]!.vessels[0]!.points);
});

test('every named artery is there, on its side', () => {
  for (const { vessels } of trees) {
    for (const segment of [
      'ICA',
      'OPH',
      'PCOM',
      'AntChor',
      'A1',
      'A2',
      'MCA',
      'VA',
      'V4',
      'V4d',
      'PICA',
      'AICA',
      'SCA',
    ]) {
      for (const side of ['L', 'R']) expect(trunk(vessels, segment, side), `${side} ${segment}`).toBeDefined();
    }
    for (const segment of ['BA', 'ACOM']) expect(trunk(vessels, segment, null)).toBeDefined();
    const lateral = (v: Vessel) => end(v)[0]!;
    expect(lateral(trunk(vessels, 'MCA', 'L'))).toBeGreaterThan(25);
    expect(lateral(trunk(vessels, 'MCA', 'R'))).toBeLessThan(-25);
  }
});

test('the circle of Willis is joined', () => {
  for (const { vessels } of trees) {
    const basilar = trunk(vessels, 'BA', null);
    for (const side of ['L', 'R']) {
      const ica = trunk(vessels, 'ICA', side);
      expect(gap(end(ica), start(trunk(vessels, 'A1', side)))).toBeLessThan(0.01);
      expect(gap(end(ica), start(trunk(vessels, 'MCA', side)))).toBeLessThan(0.01);
      expect(gap(end(trunk(vessels, 'A1', side)), start(trunk(vessels, 'A2', side)))).toBeLessThan(0.01);
      expect(gap(end(trunk(vessels, 'PCOM', side)), start(trunk(vessels, 'P2', side)))).toBeLessThan(0.01);
      expect(gap(end(trunk(vessels, 'P1', side)), start(trunk(vessels, 'P2', side)))).toBeLessThan(0.01);
      expect(gap(end(trunk(vessels, 'V4d', side)), start(basilar))).toBeLessThan(0.01);
      expect(gap(start(trunk(vessels, 'P1', side)), end(basilar))).toBeLessThan(0.01);
      for (const branch of ['OPH', 'PCOM', 'AntChor']) {
        expect(nearestSample(ica.points, start(trunk(vessels, branch, side))).distance).toBeLessThan(0.01);
      }
      expect(nearestSample(basilar.points, start(trunk(vessels, 'SCA', side))).distance).toBeLessThan(2.5);
    }
  }
});

test('calibres are those of the literature, and distal branches are finer', () => {
  const mean = (segment: string, side: string | null) => {
    const radii = trees.flatMap(({ vessels }) => {
      const { points } = trunk(vessels, segment, side);
      return Array.from({ length: points.length / 4 }, (_, i) => points[4 * i + 3]!);
    });
    return (2 * radii.reduce((s, r) => s + r, 0)) / radii.length;
  };
  expect(mean('ICA', 'L')).toBeGreaterThan(4);
  expect(mean('ICA', 'L')).toBeLessThan(5.4);
  expect(mean('MCA', 'R')).toBeGreaterThan(2.4);
  expect(mean('MCA', 'R')).toBeLessThan(3.4);
  expect(mean('BA', null)).toBeGreaterThan(2.7);
  expect(mean('BA', null)).toBeLessThan(4);
  for (const { vessels } of trees) {
    for (const { order, points } of vessels) {
      if (order < 2) continue;
      expect(Math.max(...points.filter((_, i) => i % 4 === 3))).toBeLessThan(1.2);
    }
  }
});

test('cortical branches lie inside the skull', () => {
  for (const { vessels, head } of trees) {
    const { centre, semi } = head.skullInner;
    let furthest = 0;
    for (const { points, order } of vessels) {
      if (order < 2) continue;
      for (let i = 0; i < points.length; i += 4) {
        // Below, the ellipsoid is not the skull: the posterior fossa reaches further down.
        if (points[i + 2]! < -10) continue;
        const f = Math.hypot(...[0, 1, 2].map((c) => (points[i + c]! - centre[c]!) / semi[c]!));
        furthest = Math.max(furthest, f);
      }
    }
    expect(furthest).toBeLessThan(1.05);
  }
});

test('blood comes from the heart: way lengths grow along the tree', () => {
  for (const { vessels } of trees) {
    const ica = trunk(vessels, 'ICA', 'L');
    const m1 = trunk(vessels, 'MCA', 'L');
    expect(m1.distance).toBeCloseTo(ica.distance + ica.arc.at(-1)!, 3);
    for (const v of vessels) if (v.order >= 2) expect(v.distance).toBeGreaterThan(100);
  }
});

test('variants occur in some patients and never on both A1 or both VA', () => {
  const variants = Array.from({ length: 400 }, (_, k) => drawVariants(randomStream(3, 'variants', k)));
  const share = (f: (v: (typeof variants)[number]) => boolean) => variants.filter(f).length / variants.length;
  expect(share((v) => v.L.pcom === 'fetal' || v.R.pcom === 'fetal')).toBeGreaterThan(0.08);
  expect(share((v) => v.L.a1 !== 'normal' || v.R.a1 !== 'normal')).toBeGreaterThan(0.03);
  expect(share((v) => v.L.a1 !== 'normal' && v.R.a1 !== 'normal')).toBe(0);
  expect(share((v) => v.L.va !== 'normal' && v.R.va !== 'normal')).toBe(0);
});
