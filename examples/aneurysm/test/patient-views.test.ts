import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VIEWS } from '@kium/angio-io';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { UserError } from '../errors';
import { writePatientViews } from '../patient-views';
import { embedImages } from '../report/images';
import { HANGING, viewName } from '../view-names';

const SIDE = 32;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kium-views-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Each view as grey as its place among the eight; heat of 4 in a corner of RI-A, of 2 in one of LV-B, else none. */
const at = (row: number, column: number, view: string) => (row * SIDE + column) * 8 + VIEWS.indexOf(view as 'LI-A');
const volume = Float32Array.from({ length: SIDE * SIDE * 8 }, (_, i) => 0.3 + 0.08 * (i % 8));
const data = new Float32Array(SIDE * SIDE * 8);
for (let row = 0; row < 8; row++) {
  for (let column = 0; column < 8; column++) {
    data[at(row, column, 'RI-A')] = 4;
    data[at(row, SIDE - 1 - column, 'LV-B')] = 2;
  }
}
const box = { x: 0.1, y: 0.2, width: 0.3, height: 0.4 };
const boxes = VIEWS.map((view) => (view === 'LI-B' ? [box] : []));

test('eight views in the order in which they hang, with boxes, heat and the highest point at their places', async () => {
  const out = join(folder, 'views');
  const patient = { set: 'test', index: '8001', volume, heat: { data, shape: [SIDE, SIDE, 8] }, boxes } as const;
  const { views, ...rest } = await writePatientViews(out, 'views', patient);
  expect(rest).toEqual({ set: 'test', index: '8001', highest: 4 });
  expect(views.map(({ view }) => view)).toEqual([...HANGING]);
  expect(viewName('RV-B')).toBe('right vertebral, lateral');
  const of = (name: string) => views.find(({ view }) => view === name)!;
  expect(of('LI-B')).toMatchObject({ boxes: [box], heat: null, peak: null });
  expect(of('RI-A').peak).toEqual({ x: 0.5 / SIDE, y: 0.5 / SIDE });
  expect(of('LV-B')).toMatchObject({ boxes: [], peak: null, grey: 'views/test/8001LV-B.webp' });
  expect(await readdir(join(out, 'test'))).toHaveLength(8 + 2);

  for (const { view, grey } of views) {
    const { data: pixels, info } = await sharp(join(folder, grey)).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([SIDE, SIDE]);
    expect(Math.abs(pixels[0]! - 255 * volume[at(0, 0, view)]!)).toBeLessThan(4);
  }
  const heatAt = async (view: string, row: number, column: number) => {
    const { data: pixels } = await sharp(join(folder, of(view).heat!))
      .raw()
      .toBuffer({ resolveWithObject: true });
    return [...pixels.subarray(4 * (row * SIDE + column), 4 * (row * SIDE + column) + 4)];
  };
  const [red, , blue, cover] = (await heatAt('RI-A', 3, 3)) as [number, number, number, number];
  expect(red).toBeGreaterThan(blue + 100);
  expect(cover / 255).toBeCloseTo(0.7, 1);
  expect((await heatAt('RI-A', 24, 24))[3]).toBeLessThan(8);
  // Half as high has another colour, though it is the highest of its view.
  const [, green] = (await heatAt('LV-B', 3, SIDE - 4)) as [number, number];
  expect(green).toBeLessThan(140);

  const images = await embedImages(folder, [{ ...rest, views }]);
  expect(images.size).toBe(10);
  const uri = images.get('views/test/8001LI-A.webp')!;
  const picture = await readFile(join(out, 'test', '8001LI-A.webp'));
  expect(uri).toBe(`data:image/webp;base64,${picture.toString('base64')}`);
});

test('a picture that someone has removed is named, and what to do', async () => {
  const view = { view: 'LI-A', grey: 'views/test/gone.webp', heat: null, boxes: null, peak: null } as const;
  const patient = { set: 'test', index: '8001', highest: 0, views: [{ ...view }] } as const;
  const failure = await embedImages(folder, [{ ...patient, views: [...patient.views] }]).catch(
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(UserError);
  expect((failure as Error).message).toMatch(/gone\.webp has been removed .* Remove .*views too;/);
});

test('without heat and without known boxes there is nothing to lay over', async () => {
  const empty = { data: new Float32Array(SIDE * SIDE * 8), shape: [SIDE, SIDE, 8] };
  const patient = { set: 'train', index: '1001', volume, heat: empty, boxes: null } as const;
  const { views, highest } = await writePatientViews(join(folder, 'empty'), 'empty', patient);
  expect(highest).toBe(0);
  for (const view of views) expect(view).toMatchObject({ heat: null, boxes: null, peak: null });
});
