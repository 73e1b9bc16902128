import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fingerprintOf, State } from '../state';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kium-state-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs a step in a newly opened state, as a new program run would. */
async function runStep(inputs: unknown, options?: { restart: boolean }) {
  const state = await State.open(folder, options);
  return state.step('write', inputs, ['made.txt'], async () => {
    await writeFile(join(folder, 'made.txt'), 'made');
    return { figure: 1.5 };
  });
}

test('a finished step is not repeated, and gives the same result', async () => {
  const first = await runStep({ a: 1, b: [2] });
  expect(first).toMatchObject({ result: { figure: 1.5 }, wasFinished: false });
  expect(await runStep({ b: [2], a: 1 })).toMatchObject({ ...first, wasFinished: true });
});

test('tells the steps that a run asked for with their time, whoever carried them out', async () => {
  const first = await State.open(folder);
  await first.step('one', 1, [], async () => ({}));
  await first.step('two', 1, [], async () => ({}));
  const second = await State.open(folder);
  expect(second.work()).toEqual([]);
  await second.step('two', 1, [], async () => ({}));
  expect(second.work()).toEqual(first.work().filter(({ name }) => name === 'two'));
});

test('other inputs, a missing or changed file, and a restart repeat it', async () => {
  await runStep({ a: 1 });
  expect((await runStep({ a: 2 })).wasFinished).toBe(false);
  expect((await runStep({ a: 2 })).wasFinished).toBe(true);
  await writeFile(join(folder, 'made.txt'), 'cut');
  expect((await runStep({ a: 2 })).wasFinished).toBe(false);
  await rm(join(folder, 'made.txt'));
  expect((await runStep({ a: 2 })).wasFinished).toBe(false);
  expect((await runStep({ a: 2 }, { restart: true })).wasFinished).toBe(false);
});

test('a step that fails is not finished', async () => {
  const state = await State.open(folder);
  const failed = state.step('write', 1, [], async () => {
    throw new Error('interrupted');
  });
  await expect(failed).rejects.toThrow('interrupted');
  expect((await runStep(1)).wasFinished).toBe(false);
});

test('a damaged state file costs time only', async () => {
  await runStep(1);
  const path = join(folder, 'state.json');
  for (const text of [(await readFile(path, 'utf8')).slice(0, 20), '', '[]', '{"version":0,"steps":{}}']) {
    await writeFile(path, text);
    expect((await runStep(1)).wasFinished).toBe(false);
  }
});

test('fingerprints tell values apart, not the order of keys', () => {
  expect(fingerprintOf({ a: 1, b: { c: 2, d: 3 } })).toBe(fingerprintOf({ b: { d: 3, c: 2 }, a: 1 }));
  expect(fingerprintOf([1, 2])).not.toBe(fingerprintOf([2, 1]));
  expect(fingerprintOf({ a: 1 })).not.toBe(fingerprintOf({ a: '1' }));
});
