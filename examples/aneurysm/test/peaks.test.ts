import { generatePatient, renderView } from '@kium/phantom';
import { expect, test } from 'vitest';
import { fieldShares, peaksOf } from '../peaks';

test('the highest point of each view, in shares of the side', () => {
  // Two rows, four columns, two views.
  const data = new Float32Array(16);
  data[2 * 5] = 3;
  data[2 * 6] = 3;
  data[2 * 3 + 1] = 0.5;
  expect(peaksOf({ data, shape: [2, 4, 2] })).toEqual([
    { view: 0, x: 0.375, y: 0.75, value: 3 },
    { view: 1, x: 0.875, y: 0.25, value: 0.5 },
  ]);
  expect(peaksOf({ data: new Float32Array(8), shape: [2, 4, 1] })[0]!.value).toBe(0);
});

test('a picture without surround shows something everywhere but in its margins', () => {
  const volume = new Float32Array(100 * 100).fill(0.8);
  expect(fieldShares(volume, [100, 100, 1])).toEqual([expect.closeTo(0.92 * 0.92, 12)]);
});

test('a circle is told from its black surround, dark vessels and bright marks notwithstanding', () => {
  const side = 200;
  const volume = new Float32Array(side * side * 2).fill(0.8);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const isVessel = Math.abs(row - column) < 3;
      const isOutside = Math.hypot(row + 0.5 - side / 2, column + 0.5 - side / 2) > 90;
      const isMark = row === 2 || column === side - 3;
      volume[2 * (row * side + column)] = isMark ? 1 : isOutside ? 0.04 : isVessel ? 0.01 : 0.8;
    }
  }
  const [circle, full] = fieldShares(volume, [side, side, 2]);
  expect(circle).toBeCloseTo((Math.PI * 90 ** 2) / side ** 2, 2);
  expect(full).toBeCloseTo(0.92 ** 2, 12);
});

test('the phantom’s black surround does not count', () => {
  const shares = new Map<string, number>();
  for (let index = 1001; index < 1040; index++) {
    const patient = generatePatient(1, index);
    const { shape } = patient.acquisitions['LI-A'].surround;
    if (shares.has(shape)) continue;
    const { data, size } = renderView(patient, 'LI-A', { size: 128 });
    shares.set(
      shape,
      fieldShares(
        Float32Array.from(data, (grey) => grey / 255),
        [size, size, 1],
      )[0]!,
    );
  }
  // Without a surround everything but the margins of five pixels.
  expect(shares.get('none')).toBe((118 / 128) ** 2);
  for (const shape of ['circle', 'octagon']) {
    expect(shares.get(shape), shape).toBeGreaterThan(0.68);
    expect(shares.get(shape), shape).toBeLessThan((118 / 128) ** 2);
  }
});
