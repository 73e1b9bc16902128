import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ready, setBackend } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { loadModel, saveModel } from '../src';
import { flatWeights, smallModel } from './models';

/** What the disk refuses; asked at every call. */
const disk = vi.hoisted(() => ({ refuses: (_operation: string, ..._paths: string[]): boolean => false }));
vi.mock('../src/import-node', async (importOriginal) => {
  const { importNode } = await importOriginal<typeof import('../src/import-node')>();
  return {
    importNode: async (name: Parameters<typeof importNode>[0]) => {
      const module = await importNode(name);
      if (name !== 'node:fs/promises') return module;
      const { open, rename, ...rest } = module as typeof import('node:fs/promises');
      const guarded =
        <A extends unknown[], R>(operation: string, run: (...given: A) => R) =>
        (...given: A): R => {
          if (disk.refuses(operation, ...given.map(String))) throw new Error(`no ${operation} today`);
          return run(...given);
        };
      return { ...rest, open: guarded('open', open), rename: guarded('rename', rename) };
    },
  };
});

let parent: string;
let folder: string;
beforeEach(async () => {
  await setBackend('cpu');
  await ready();
  parent = await mkdtemp(join(tmpdir(), 'kium-interrupted-'));
  folder = join(parent, 'model');
});
afterEach(() => rm(parent, { recursive: true, force: true }));

test.each<[string, typeof disk.refuses]>([
  ['the weights cannot be written', (operation, path) => operation === 'open' && path!.endsWith('weights.bin')],
  ['the topology cannot be written', (operation, path) => operation === 'open' && path!.endsWith('model.json')],
  ['the former one cannot step aside', (operation, from) => operation === 'rename' && from === folder],
  ['the new one cannot take its place', (_, from, to) => to === folder && from!.endsWith('.tmp')],
])('the former model stays, and nothing else, when %s', async (_, refuses) => {
  const former = smallModel(4);
  disk.refuses = () => false;
  await saveModel(former, folder);
  disk.refuses = refuses;
  await expect(saveModel(smallModel(6), folder)).rejects.toThrow(/today/);
  disk.refuses = () => false;
  expect(await readdir(parent)).toEqual(['model']);
  expect(flatWeights(await loadModel(folder))).toEqual(flatWeights(former));
});
