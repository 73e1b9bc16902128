import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UserError } from '../errors';
import type { Run } from '../run';
import { findStudy } from '../steps/1-study';

let data: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'kium-study-'));
  for (const set of ['train_set', 'test_set']) await mkdir(join(data, set));
  await writeFile(join(data, 'train_set', 'train.csv'), 'Index,Aneurysm\n');
});
afterEach(() => rm(data, { recursive: true, force: true }));

const find = () => findStudy({ settings: { data } } as Run);

test('finds the folder’s parts, and no truth.json where there is none', async () => {
  expect(await find()).toMatchObject({ testFolder: join(data, 'test_set'), groundtruth: null, truth: null });
});

test('a truth.json of another origin is told at once, not when the training is over', async () => {
  await writeFile(join(data, 'truth.json'), '{"patients":[]}');
  await expect(find()).rejects.toThrow(UserError);
  await expect(find()).rejects.toThrow(/truth\.json is not a truth\.json of @kium\/phantom\. Remove it/);
});
