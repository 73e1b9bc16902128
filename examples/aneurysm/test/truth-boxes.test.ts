import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VIEWS } from '@kium/angio-io';
import { type Truth, writeAngiogramStudy } from '@kium/phantom';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { UserError } from '../errors';
import { boxesOf, readTruthBoxes } from '../truth-boxes';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kium-truth-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('the test patients’ boxes by view, in shares of the side', async () => {
  const study = join(folder, 'study');
  await writeAngiogramStudy(study, { patients: 2, testPatients: 12, seed: 4, size: 80 });
  const path = join(study, 'truth.json');
  const truth: Truth = JSON.parse(await readFile(path, 'utf8'));
  const boxes = await readTruthBoxes(path);
  const expected = truth.aneurysms.filter(({ set }) => set === 'test');
  expect(new Set(boxes.keys())).toEqual(new Set(expected.map(({ patient }) => String(patient))));
  expect(boxes.size).toBeGreaterThan(2);
  for (const aneurysm of expected) {
    for (const [at, view] of VIEWS.entries()) {
      const box = aneurysm.boxes[view];
      if (!box) continue;
      const { x, y, width, height } = box;
      expect(boxes.get(String(aneurysm.patient))![at]).toContainEqual({
        x: x / 80,
        y: y / 80,
        width: width / 80,
        height: height / 80,
      });
    }
  }
  const trained = truth.aneurysms.filter(({ set }) => set === 'train').map(({ patient }) => String(patient));
  expect(new Set((await readTruthBoxes(path, 'train')).keys())).toEqual(new Set(trained));
  expect(boxesOf(boxes, 'nobody')).toEqual(VIEWS.map(() => []));
  expect(boxesOf(null, 'nobody')).toBeNull();
  const count = (patient: string) => boxes.get(patient)!.flat().length;
  for (const patient of boxes.keys()) {
    const own = expected.filter((aneurysm) => String(aneurysm.patient) === patient);
    expect(count(patient)).toBe(own.reduce((sum, aneurysm) => sum + Object.keys(aneurysm.boxes).length, 0));
  }
});

test.each(['', '[]', '{"format":"other"}', '{"format":"kium-phantom-truth"}', '{"format":'])(
  '%j is refused',
  async (text) => {
    const path = join(folder, 'wrong.json');
    await writeFile(path, text);
    await expect(readTruthBoxes(path)).rejects.toThrow(UserError);
    await expect(readTruthBoxes(path)).rejects.toThrow(/wrong\.json is not a truth\.json of @kium\/phantom/);
  },
);
