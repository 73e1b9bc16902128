import sharp from 'sharp';
import { expect, test } from 'vitest';
import { drawOverlay } from '../overlay';
import type { ViewBoxes } from '../truth-boxes';

const SIDE = 40;
const volume = new Float32Array(SIDE * SIDE * 8).fill(0.8);
/** A map with squares of four pixels of the given height. */
const heat = (places: [view: number, top: number, left: number, value: number][]) => {
  const data = new Float32Array(SIDE * SIDE * 8);
  for (const [view, top, left, value] of places) {
    for (let row = top; row < top + 4; row++) {
      for (let column = left; column < left + 4; column++) data[(row * SIDE + column) * 8 + view] = value;
    }
  }
  return { data, shape: [SIDE, SIDE, 8] };
};
const NOTHING = heat([]);

async function draw(overlay: Partial<Parameters<typeof drawOverlay>[0]> = {}) {
  const png = await drawOverlay({ title: 'Patient <1> & co', subtitle: '', volume, heat: NOTHING, ...overlay });
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  return {
    data,
    info,
    at: (x: number, y: number) => [...data.subarray(3 * (y * info.width + x), 3 * (y * info.width + x) + 3)],
  };
}

/** Middles of the first cells of both rows: LI-A, and below it LI-B. */
const LI_A = { x: 8, y: 102 };
const LI_B = { x: 8, y: 456 };
const CELL = 320;

test('two rows of four views in grey; special characters are harmless', async () => {
  const { info, at } = await draw();
  expect([info.width, info.height, info.channels]).toEqual([1320, 784, 3]);
  for (const x of [100, 500, 800, 1200]) {
    for (const y of [200, 600]) expect(at(x, y)).toEqual([204, 204, 204]);
  }
});

test('heat lies over its view, at its place, as strong as it is of the highest of all views', async () => {
  const { at } = await draw({
    heat: heat([
      [0, 10, 10, 4],
      [1, 10, 10, 0.4],
      [7, 36, 0, 4],
    ]),
  });
  // The third pixel of the square each way: beyond the cross, which marks its first one.
  const place = (cell: { x: number; y: number }) => at(cell.x + (12.5 / SIDE) * CELL, cell.y + (12.5 / SIDE) * CELL);
  const [r, g, b] = place(LI_A) as [number, number, number];
  expect(r - b).toBeGreaterThan(30);
  expect(g - b).toBeGreaterThan(30);
  // A tenth of the highest is a breath of blue.
  const weak = place(LI_B) as [number, number, number];
  expect(weak[2] - weak[1]).toBeGreaterThan(5);
  expect(weak[2] - weak[1]).toBeLessThan(80);
  // RV-B is the last cell.
  expect(at(1320 - 8 - CELL + 4, 456 + CELL - 4)).not.toEqual([204, 204, 204]);
  expect(at(LI_A.x + 20, LI_A.y + CELL - 20)).toEqual([204, 204, 204]);
});

test('true boxes are framed, and the highest point of all is crossed out', async () => {
  const boxes: ViewBoxes = Array.from({ length: 8 }, (_, view) =>
    view === 1 ? [{ x: 0.5, y: 0.5, width: 0.25, height: 0.25 }] : [],
  );
  const plain = await draw();
  expect((await draw({ boxes })).at(LI_B.x + 160 - 2, LI_B.y + 200)).toEqual([0, 229, 255]);
  expect(plain.at(LI_B.x + 160 - 2, LI_B.y + 200)).toEqual([204, 204, 204]);
  const crossed = await draw({
    heat: heat([
      [0, 20, 20, 1],
      [1, 20, 20, 0.9],
    ]),
  });
  const [x, y] = [LI_A.x + (20.5 / SIDE) * CELL, LI_A.y + (20.5 / SIDE) * CELL];
  expect(Math.min(...crossed.at(x + 9, y))).toBeGreaterThan(200);
  expect(crossed.at(x + 9, y + 354)).not.toEqual(crossed.at(x + 9, y));
});
