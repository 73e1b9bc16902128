import { cp, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openVolumes } from '@kium/angio-io';
import { writeAngiogramStudy } from '@kium/phantom';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { readArguments } from '../arguments';
import { UserError } from '../errors';
import type { Run } from '../run';
import { State } from '../state';
import { findStudy } from '../steps/1-study';
import { stackVolumes } from '../steps/2-volumes';
import { type Recorder, recorder } from './recorder';

let pristine: string;
let data: string;
let out: string;
beforeAll(async () => {
  pristine = join(await mkdtemp(join(tmpdir(), 'kium-pristine-')), 'study');
  await writeAngiogramStudy(pristine, { patients: 5, testPatients: 2, size: 64, seed: 1 });
  return () => rm(join(pristine, '..'), { recursive: true });
});
beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), 'kium-volumes-'));
  data = join(out, 'data');
  await cp(pristine, data, { recursive: true });
});
afterEach(() => rm(out, { recursive: true }));

async function stack(...args: string[]) {
  const screen = recorder();
  const settings = readArguments(['--data', data, '--out', out, '--size', '32', ...args])!;
  const run: Run = { settings, state: await State.open(out), screen, signal: new AbortController().signal };
  const volumes = stackVolumes(run, await findStudy(run));
  return { screen, volumes };
}

/** What is wrong must be shown, written down, and stop the run. */
async function expectStopped(screen: Recorder, volumes: Promise<unknown>, ...problems: RegExp[]) {
  await expect(volumes).rejects.toThrow(UserError);
  await expect(volumes).rejects.toThrow(/--skip-incomplete/);
  const listed = await readFile(join(out, 'problems.txt'), 'utf8');
  for (const problem of problems) {
    expect(listed).toMatch(problem);
    expect(screen.lines.join('\n')).toMatch(problem);
  }
}

test('a complete study becomes two volume files', async () => {
  const { volumes } = await stack();
  expect(await volumes).toMatchObject({
    ...{ train: { patients: 5, skipped: [] }, test: { patients: 2, skipped: [] }, problems: [] },
  });
  const file = await openVolumes(join(out, 'train.h5'));
  expect(file.shape).toEqual([5, 32, 32, 8]);
  expect(file.labels!.length).toBe(5);
  file.close();
});

test('is not repeated for the same files, and is repeated when one changes', async () => {
  await (await stack()).volumes;
  const again = await stack();
  await again.volumes;
  expect(again.screen.begun).toEqual([]);
  const image = join(data, 'train_set', '1001LI-A.jpg');
  await writeFile(image, await readFile(join(data, 'train_set', '1002LI-A.jpg')));
  const changed = await stack();
  await changed.volumes;
  expect(changed.screen.begun).toHaveLength(2);
});

test('a missing view stops the run; --skip-incomplete leaves the patient out and says so', async () => {
  await rm(join(data, 'train_set', '1003RV-B.jpg'));
  const stopped = await stack();
  await expectStopped(stopped.screen, stopped.volumes, /1003 has no image for view RV-B/);
  const skipped = await stack('--skip-incomplete');
  expect(await skipped.volumes).toMatchObject({
    train: { patients: 4, skipped: ['1003'] },
    problems: [{ kind: 'missing-view', count: 1, patients: ['1003'] }],
  });
  expect(skipped.screen.lines.join('\n')).toMatch(/left out as incomplete: 1003/);
});

test('an image that is cut short stops the run by name; --skip-incomplete goes on', async () => {
  const path = join(data, 'test_set', '8002LV-A.jpg');
  await truncate(path, 700);
  await expect((await stack()).volumes).rejects.toThrow(/8002LV-A\.jpg/);
  const skipped = await stack('--skip-incomplete');
  expect(await skipped.volumes).toMatchObject({
    test: { patients: 1, skipped: ['8002'] },
    problems: [{ kind: 'unreadable-image', count: 1, patients: ['8002'] }],
  });
  expect(await readFile(join(out, 'problems.txt'), 'utf8')).toMatch(/8002LV-A\.jpg/);
});

test('images without a label and labels without images are told apart', async () => {
  const path = join(data, 'train_set', 'train.csv');
  const table = await readFile(path, 'utf8');
  await writeFile(path, table.replace(/^1002,/m, '1999,'));
  const stopped = await stack();
  await expectStopped(
    stopped.screen,
    stopped.volumes,
    /1002 has images, but no row/,
    /1999 has a row .* but no images/,
  );
  const skipped = await stack('--skip-incomplete');
  expect(await skipped.volumes).toMatchObject({ train: { patients: 4, skipped: ['1002', '1999'] } });
});

test('a stray file is listed and harms nobody', async () => {
  await writeFile(join(data, 'train_set', 'notes.txt'), 'x');
  const { screen, volumes } = await stack();
  expect(await volumes).toMatchObject({ train: { patients: 5 } });
  expect(screen.lines.join('\n')).toMatch(/notes\.txt/);
});

test('a label that is neither 0 nor 1 is an error with its line', async () => {
  const path = join(data, 'train_set', 'train.csv');
  const table = await readFile(path, 'utf8');
  await writeFile(path, table.replace(/^1002,./m, '1002,2'));
  await expect((await stack()).volumes).rejects.toThrow(/train\.csv.*(line )?3.*Aneurysm/s);
});

test('a folder of another layout is an error that tells the right one', async () => {
  await rm(join(data, 'train_set'), { recursive: true });
  await expect(stack()).rejects.toThrow(/train_set does not exist\. A K-ium folder has train_set/);
});
