import { io } from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { temporaryName, writeAndFlush } from './atomic-write';
import { FolderInUseError, ModelCorruptError, ModelNotFoundError } from './errors';
import { importNode } from './import-node';

const TOPOLOGY = 'model.json';
const WEIGHTS = 'weights.bin';

/**
 * Saves a model as `model.json` and `weights.bin`, the format of tfjs itself: browsers load it with
 * `tf.loadLayersModel(url)`. Needs Node's file system, not tfjs-node. The folder appears whole or not at all; a model
 * saved there before is replaced.
 *
 * @throws {@link FolderInUseError} when the folder holds files that are not a saved model's
 */
export async function saveModel(model: LayersModel, folder: string): Promise<void> {
  const { mkdir, rename, rm } = await importNode('node:fs/promises');
  const { dirname, join, resolve } = await importNode('node:path');
  const target = resolve(folder);
  const replaces = await holdsModel(target);
  await mkdir(dirname(target), { recursive: true });
  const temporary = temporaryName(target);
  try {
    await mkdir(temporary);
    const { topology, weights } = await encodeModel(model);
    await writeAndFlush(join(temporary, WEIGHTS), [weights]);
    await writeAndFlush(join(temporary, TOPOLOGY), [new TextEncoder().encode(topology)]);
    // A folder cannot be renamed over another that has files: the former model steps aside until the new one is in place.
    const aside = `${temporary}.old`;
    if (replaces) await rename(target, aside);
    await rename(temporary, target);
    if (replaces) await rm(aside, { recursive: true, force: true });
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Loads a model that {@link saveModel} wrote, or any tfjs layers model in a folder with a `model.json`. Packages with
 * layer classes of their own, such as @kium/efficientnet, must have been imported.
 *
 * @throws {@link ModelNotFoundError} when there is no `model.json`
 * @throws {@link ModelCorruptError} when a file is damaged, cut short or missing, or a layer class is not registered
 */
export async function loadModel(folder: string): Promise<LayersModel> {
  const { join, resolve } = await importNode('node:path');
  const path = join(resolve(folder), TOPOLOGY);
  const artifacts = await readArtifacts(resolve(folder), path);
  try {
    return await loadLayersModel({ load: async () => artifacts });
  } catch (cause) {
    throw new ModelCorruptError(
      path,
      `the model cannot be built (${(cause as Error).message})`,
      'If it names an unknown layer, import the package that defines it first, e.g. @kium/efficientnet.',
      { cause },
    );
  }
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

async function encodeModel(model: LayersModel): Promise<{ topology: string; weights: Uint8Array }> {
  let encoded: { topology: string; weights: Uint8Array } | undefined;
  await model.save(
    io.withSaveHandler(async (artifacts) => {
      const { weightSpecs, weightData, ...rest } = artifacts;
      const manifest = [{ paths: [WEIGHTS], weights: weightSpecs }];
      encoded = {
        topology: JSON.stringify({ ...rest, weightsManifest: manifest }),
        weights: new Uint8Array(io.CompositeArrayBuffer.join(weightData)),
      };
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }),
  );
  return encoded!;
}

interface ModelJson {
  modelTopology?: object;
  format?: string;
  generatedBy?: string;
  convertedBy?: string | null;
  trainingConfig?: io.TrainingConfig;
  userDefinedMetadata?: Record<string, string>;
  weightsManifest?: { paths: string[]; weights: io.WeightsManifestEntry[] }[];
}

async function readArtifacts(folder: string, path: string): Promise<io.ModelArtifacts> {
  const { readFile } = await importNode('node:fs/promises');
  const { join } = await importNode('node:path');
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') throw new ModelNotFoundError(path, { cause });
    throw cause;
  });
  const { weightsManifest, ...rest } = parseModelJson(path, text);
  const weightSpecs = weightsManifest.flatMap((group) => group.weights);
  const files = weightsManifest.flatMap((group) => group.paths.map((name) => join(folder, name)));
  const parts = await Promise.all(
    files.map((file) =>
      readFile(file).catch((cause) => {
        const problem = `${file} cannot be read (${(cause as Error).message})`;
        throw new ModelCorruptError(path, problem, 'Copy the whole folder, or save the model again.', { cause });
      }),
    ),
  );
  const weightData = Buffer.concat(parts);
  const expected = byteLength(weightSpecs);
  if (expected !== null && weightData.length !== expected) {
    throw new ModelCorruptError(
      files.join(', '),
      `${weightData.length} bytes found, ${expected} expected from ${path}`,
      'Copy the file again in full, or save the model again.',
    );
  }
  return {
    ...rest,
    convertedBy: rest.convertedBy ?? undefined,
    weightSpecs,
    weightData: weightData.buffer.slice(
      weightData.byteOffset,
      weightData.byteOffset + weightData.length,
    ) as ArrayBuffer,
  };
}

function parseModelJson(
  path: string,
  text: string,
): ModelJson & { weightsManifest: NonNullable<ModelJson['weightsManifest']> } {
  let parsed: ModelJson;
  try {
    parsed = JSON.parse(text) as ModelJson;
  } catch (cause) {
    throw new ModelCorruptError(path, `not valid JSON (${(cause as Error).message})`, 'Save the model again.', {
      cause,
    });
  }
  if (!parsed.modelTopology || !Array.isArray(parsed.weightsManifest)) {
    throw new ModelCorruptError(
      path,
      'it has no modelTopology or weightsManifest, so it is not a tfjs layers model',
      'Give the folder that saveModel wrote, or convert the model with tensorflowjs_converter.',
    );
  }
  return { ...parsed, weightsManifest: parsed.weightsManifest };
}

/** Bytes that the weights take; null where that cannot be told from the specification (strings). */
function byteLength(specs: readonly io.WeightsManifestEntry[]): number | null {
  const bytes: Record<string, number> = {
    float32: 4,
    int32: 4,
    bool: 1,
    complex64: 8,
    uint8: 1,
    uint16: 2,
    float16: 2,
  };
  let sum = 0;
  for (const { dtype, shape, quantization } of specs) {
    const each = bytes[quantization?.dtype ?? dtype];
    if (each === undefined) return null;
    sum += each * shape.reduce((a, b) => a * b, 1);
  }
  return sum;
}
