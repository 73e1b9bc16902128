import { expect, test } from 'vitest';
import { cameraOf, type Pose, project } from '../src/camera';
import { addBalls, addTube, blurPlane } from '../src/raster';

const pose: Pose = { yaw: 0, pitch: 0, roll: 0, centre: [0, 0, 0], field: 50, focus: 1e9 };
const size = 200;
const camera = cameraOf(pose, size);
const px = size / pose.field;

function tube(points: number[], opacity = 1): Float32Array {
  const plane = new Float32Array(size * size);
  addTube(plane, camera, Float32Array.from(points), opacity);
  return plane;
}
const sum = (plane: Float32Array) => plane.reduce((s, v) => s + v, 0);

test('frontal: the patient’s left is on the right, up is up; lateral: the face is to the left', () => {
  const out = new Float64Array(4);
  project(camera, [10, 0, 5], 0, out);
  expect([out[0], out[1]]).toEqual([100 + 10 * px, 100 - 5 * px]);
  project(cameraOf({ ...pose, yaw: 90 }, size), [0, -10, 0], 0, out);
  expect(out[0]).toBeCloseTo(100 - 10 * px, 6);
});

test('perspective: what lies nearer to the focus is larger', () => {
  const near = new Float64Array(4);
  const far = new Float64Array(4);
  const perspective = cameraOf({ ...pose, focus: 750 }, size);
  project(perspective, [0, 50, 0], 0, near);
  project(perspective, [0, -50, 0], 0, far);
  expect(near[2]! / far[2]!).toBeCloseTo(800 / 700, 6);
});

test('a straight tube has the chord profile of a cylinder', () => {
  const r = 3;
  const plane = tube([-30, 0, 0, r, 0, 0, 0, r, 30, 0, 0, r]);
  for (const offset of [0, 0.5, 1, 1.5, 2]) {
    const row = Math.round(size / 2 - offset * px);
    const d = (row + 0.5 - size / 2) / px;
    for (const column of [60, 100, 131]) {
      expect(Math.abs(plane[row * size + column]! - 2 * Math.sqrt(r * r - d * d))).toBeLessThan(0.15);
    }
  }
  expect(plane[Math.round(size / 2 + 1.4 * r * px) * size + 100]).toBe(0);
});

test('contrast is conserved at any angle to the ray, and for vessels thinner than a pixel', () => {
  for (const r of [0.05, 0.12, 0.4, 1.5]) {
    for (const angle of [0, 0.5, 1, 1.4]) {
      const x = 10 * Math.cos(angle);
      const y = 10 * Math.sin(angle);
      const plane = tube([-x, -y, 0, r, 0, 0, 0, r, x, y, 0, r]);
      const volume = sum(plane) / px ** 2;
      expect(volume / (Math.PI * r * r * 20)).toBeGreaterThan(0.9);
      expect(volume / (Math.PI * r * r * 20)).toBeLessThan(1.1);
    }
  }
});

test('overlapping vessels add up, and opacity scales', () => {
  const one = tube([-30, 0, 0, 2, 30, 0, 0, 2]);
  const plane = one.slice();
  addTube(plane, camera, Float32Array.from([-30, 5, 0, 2, 30, 5, 0, 2]), 0.5);
  const centre = 100 * size + 100;
  expect(plane[centre]! / one[centre]!).toBeCloseTo(1.5, 1);
});

test('balls: the chord of a sphere, overlap counted once, and the pixel box', () => {
  const plane = new Float32Array(size * size);
  const ball = { centre: [0, 0, 0] as const, radius: 5 };
  const box = addBalls(plane, camera, [ball, ball, { centre: [0, 1, 0], radius: 4 }], 1)!;
  expect(plane[100 * size + 100]).toBeCloseTo(10, 1);
  expect(sum(plane) / px ** 2 / ((4 / 3) * Math.PI * 125)).toBeCloseTo(1, 2);
  expect(box).toEqual({ x: 80, y: 80, width: 40, height: 40 });
  expect(addBalls(plane, camera, [{ centre: [500, 0, 0], radius: 5 }], 1)).toBeUndefined();
});

test('blur keeps the sum and spreads evenly', () => {
  const plane = new Float32Array(size * size);
  plane[100 * size + 100] = 1;
  blurPlane(plane, new Float32Array(size * size), size, 1.3);
  expect(sum(plane)).toBeCloseTo(1, 5);
  expect(plane[100 * size + 102]).toBeCloseTo(plane[98 * size + 100]!, 6);
  expect(plane[100 * size + 100]! / plane[100 * size + 102]!).toBeCloseTo(Math.exp(4 / (2 * 1.3 ** 2)), 3);
});
