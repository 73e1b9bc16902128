import { expect, test } from 'vitest';
import { type Aneurysm, DIAMETER_MM, drawDiameter, placeAneurysms } from '../src/aneurysm';
import { LOCATIONS, type Location } from '../src/labels';
import { randomStream } from '../src/random';
import { type ArterialTree, buildTree } from '../src/tree';
import { nearestSample } from '../src/vessel';

const trees = [1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008].map((index) => ({ index, tree: buildTree(4, index) }));
const at = (index: number, tree: ArterialTree, location: Location) =>
  placeAneurysms(4, index, tree, { aneurysm: 1, locations: [location] })[0]!;

/** The stretches of vessel that a location's name stands for. */
const NAMED: Record<string, readonly string[]> = {
  ICA: ['ICA'],
  PCOM: ['PCOM'],
  AntChor: ['AntChor'],
  ACA: ['A1', 'A2'],
  ACOM: ['ACOM'],
  MCA: ['MCA'],
  VA: ['V4', 'V4d'],
  PICA: ['PICA'],
  SCA: ['SCA'],
  BA: ['BA'],
  PCA: ['P1', 'P2'],
};

test.each(LOCATIONS)('%s: the neck lies on the artery that the label names, on its side', (location) => {
  const name = location.replace(/^[LR]_/, '');
  const side = location === 'BA' ? null : location[0];
  for (const { index, tree } of trees) {
    const aneurysm = at(index, tree, location);
    const named = tree.vessels.filter(
      (v) => v.order === 0 && NAMED[name]!.includes(v.segment) && (v.side === side || v.side === null),
    );
    const distance = Math.min(...named.map((v) => nearestSample(v.points, aneurysm.origin).distance));
    expect(distance).toBeLessThan(1);
    expect(aneurysm.location).toBe(location);
    expect(aneurysm.artery).toBe(name);
    if (side === 'L') expect(aneurysm.origin[0]).toBeGreaterThan(-2.5);
    if (side === 'R') expect(aneurysm.origin[0]).toBeLessThan(2.5);
  }
});

test('dome and neck: the dome touches its enclosing sphere, the neck reaches the parent’s wall', () => {
  for (const { index, tree } of trees) {
    for (const location of LOCATIONS) {
      const a = at(index, tree, location);
      const gap = (p: readonly number[], q: readonly number[]) =>
        Math.hypot(p[0]! - q[0]!, p[1]! - q[1]!, p[2]! - q[2]!);
      const reach = a.dome.map((b) => gap(b.centre, a.centre) + b.radius);
      expect(Math.max(...reach)).toBeLessThan(a.radius * 1.001);
      expect(Math.max(...reach)).toBeGreaterThan(a.radius * 0.999);
      const parent = tree.vessels.filter(
        (v) => v.segment === a.parent.segment && v.side === a.parent.side && v.order === 0,
      );
      const lumen = Math.max(...parent.map((v) => Math.max(...v.points.filter((_, i) => i % 4 === 3))));
      const toNeck = Math.min(...a.neck.map((b) => gap(b.centre, a.origin) - b.radius));
      expect(toNeck).toBeLessThan(lumen);
      expect(gap(a.centre, a.origin)).toBeGreaterThan(0.8 * a.radius);
    }
  }
});

test('diameters: log-normal about the cited moments, within 2–25 mm', () => {
  const random = randomStream(1, 'diameters');
  const draws = Array.from({ length: 8000 }, () => drawDiameter(random)).sort((a, b) => a - b);
  expect(draws[0]).toBeGreaterThanOrEqual(2);
  expect(draws.at(-1)).toBeLessThanOrEqual(25);
  const variance = Math.log(1 + (DIAMETER_MM.sd / DIAMETER_MM.mean) ** 2);
  // Truncation takes 4 % from below and 0.6 % from above, so the median moves up from 5.5 to 5.6 mm.
  expect(draws[4000]! / (DIAMETER_MM.mean * Math.exp(-variance / 2))).toBeCloseTo(1.03, 1);
  const mean = draws.reduce((s, v) => s + v, 0) / draws.length;
  expect(mean).toBeGreaterThan(6.2);
  expect(mean).toBeLessThan(7);
});

test('a positive without a location has an aneurysm outside the 21', () => {
  for (const { index, tree } of trees) {
    const [a, ...rest] = placeAneurysms(4, index, tree, { aneurysm: 1, locations: [] });
    expect(rest).toEqual([]);
    expect(a!.location).toBeNull();
    expect(['AICA', 'OPH']).toContain(a!.artery);
  }
});

test('an aneurysm does not depend on which others the patient has', () => {
  const { index, tree } = trees[0]!;
  const alone = at(index, tree, 'L_MCA');
  const together = placeAneurysms(4, index, tree, { aneurysm: 1, locations: ['L_ICA', 'L_MCA', 'BA'] });
  expect(together.find((a: Aneurysm) => a.location === 'L_MCA')).toEqual(alone);
});
