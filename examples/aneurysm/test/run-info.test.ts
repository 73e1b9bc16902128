import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BackendInfo } from '@kium/training';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readArguments } from '../arguments';
import type { Run } from '../run';
import { describeRun, noteCircumstances } from '../run-info';
import { State } from '../state';
import { recorder } from './recorder';

let out: string;
beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), 'kium-info-'));
});
afterEach(() => rm(out, { recursive: true }));

const backend: BackendInfo = {
  ...{ name: 'simd', backend: 'simd', tried: [] },
  reason: `simd, the fastest available: ${homedir()}/node_modules/other fails`,
};
const began = new Date('2026-01-02T03:04:05Z');

async function runOf(...args: string[]): Promise<Run> {
  const settings = readArguments(['--out', out, ...args])!;
  return { settings, state: await State.open(out), screen: recorder(), signal: new AbortController().signal };
}
const note = (run: Run, started = began) => noteCircumstances(run, { fingerprint: 'a' }, backend, started);

test('what was run: data, seed, and what differs from the preset', async () => {
  const run = await runOf('--seed', '7', '--epochs', '2,1', '--patients', '16', '--location-threshold', 'max-f1');
  const info = describeRun(run, await note(run));
  expect(info).toMatchObject({ data: { kind: 'generated', study: { patients: 16 } }, preset: 'demo', seed: 7 });
  expect(info.changed.map(({ setting }) => setting).sort()).toEqual(['epochs', 'locationThreshold', 'seed', 'study']);
  expect(info.changed).toContainEqual({
    ...{ setting: 'epochs', preset: { presence: 4, location: 1 }, used: { presence: 2, location: 1 } },
  });
  const folder = await runOf('--data', join(homedir(), 'secret', 'kium'), '--preset', 'paper');
  expect(describeRun(folder, await note(folder))).toMatchObject({
    data: { kind: 'folder', name: 'kium' },
    changed: [],
  });
});

test('versions, machine and commit, and nothing that names a person or a place on their disk', async () => {
  const run = await runOf('--data', join(homedir(), 'secret', 'kium'));
  const info = describeRun(run, await note(run));
  const { versions, machine, commit, started } = info.circumstances;
  expect(versions).toMatchObject({
    node: process.versions.node,
    '@kium/metrics': expect.stringMatching(/^\d+\.\d+/),
    '@tensorflow/tfjs-core': expect.stringMatching(/^4\./),
  });
  expect(machine.cores).toBeGreaterThan(0);
  expect(machine.memoryGiB).toBeGreaterThan(0);
  if (commit !== null) expect(commit.hash).toMatch(/^[0-9a-f]{40}/);
  expect(started).toBe('2026-01-02T03:04:05.000Z');
  const text = JSON.stringify(info);
  for (const secret of [homedir(), out, process.cwd(), 'secret']) expect(text).not.toContain(secret);
  expect(Object.values(machine)).not.toContain(hostname());
});

test('a later call with trained models reports the circumstances and times of the training', async () => {
  const first = await runOf();
  const noted = await note(first);
  await first.state.step('presence', 1, [], async () => ({}));
  const info = describeRun(first, noted);
  expect(info.steps.map(({ name }) => name)).toEqual(['presence']);
  const later = await runOf();
  const again = await note(later, new Date());
  await later.state.step('presence', 1, [], async () => ({}));
  expect(describeRun(later, again)).toEqual(info);
  const rules = await runOf('--location-threshold', 'youden');
  expect(await note(rules, new Date())).toEqual(noted);
  for (const [day, other] of [
    [2, ['--epochs', '9']],
    [3, ['--seed', '9']],
    [4, ['--variant', 'b1']],
    [5, ['--split', 'stratified']],
  ] as const) {
    const began = new Date(Date.UTC(2026, 1, day));
    expect((await note(await runOf(...other), began)).started).toBe(began.toISOString());
  }
});
