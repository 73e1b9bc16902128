import type { io } from '@tensorflow/tfjs-core';
import { temporaryName, writeAndFlush } from './atomic-write';
import { FolderInUseError, ModelCorruptError, ModelNotFoundError } from './errors';
import { importNode } from './import-node';
import type { ModelFiles } from './model-files';
import { encodeModelJson } from './model-json';

const TOPOLOGY = 'model.json';
const WEIGHTS = 'weights.bin';

/** Writes a model's parts into a folder of Node's file system: whole or not at all, replacing a former model. */
export async function writeModelFolder(target: string, artifacts: io.ModelArtifacts): Promise<void> {
  const { mkdir, rename, rm } = await importNode('node:fs/promises');
  const { dirname, join } = await importNode('node:path');
  const replaces = await holdsModel(target);
  await mkdir(dirname(target), { recursive: true });
  const temporary = temporaryName(target);
  try {
    await mkdir(temporary);
    const { json, weights } = encodeModelJson(artifacts, WEIGHTS);
    await writeAndFlush(join(temporary, WEIGHTS), weights);
    await writeAndFlush(join(temporary, TOPOLOGY), [new TextEncoder().encode(json)]);
    // A folder cannot be renamed over another that has files: the former model steps aside until the new one is in place.
    const aside = `${temporary}.old`;
    if (replaces) await rename(target, aside);
    try {
      await rename(temporary, target);
    } catch (error) {
      if (replaces) await rename(aside, target);
      throw error;
    }
    if (replaces) await rm(aside, { recursive: true, force: true });
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

/** The files of a model in a folder of Node's file system. */
export async function modelFolder(folder: string, signal: AbortSignal | undefined): Promise<ModelFiles> {
  const { readFile } = await importNode('node:fs/promises');
  const { join } = await importNode('node:path');
  const path = join(folder, TOPOLOGY);
  return {
    path,
    readJson: () =>
      readFile(path, { encoding: 'utf8', signal }).catch((cause: NodeJS.ErrnoException) => {
        if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') throw new ModelNotFoundError(path, { cause });
        throw cause;
      }),
    async readWeights(name) {
      const file = join(folder, name);
      const bytes = await readFile(file, { signal }).catch((cause) => {
        const problem = `${file} cannot be read (${(cause as Error).message})`;
        throw new ModelCorruptError(path, problem, 'Copy the whole folder, or save the model again.', { cause });
      });
      return { path: file, bytes };
    },
  };
}

/** Whether a former model is in the folder; false for a missing or empty one. */
async function holdsModel(folder: string): Promise<boolean> {
  const { readdir } = await importNode('node:fs/promises');
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const foreign = names.filter((name) => name !== TOPOLOGY && name !== WEIGHTS);
  if (foreign.length > 0) throw new FolderInUseError(folder, foreign);
  return names.length > 0;
}
