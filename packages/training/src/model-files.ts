import type { io } from '@tensorflow/tfjs-core';
import { ModelCorruptError } from './errors';
import { byteLength, checkModelJson, parseModelJson, startsAsPage, WEB_PAGE } from './model-json';

/** A `model.json` and the files it names, wherever they lie. */
export interface ModelFiles {
  /** Where `model.json` is, as messages name it. */
  readonly path: string;
  /** @throws {@link ModelNotFoundError} */
  readJson(): Promise<string>;
  /**
   * @param name - as `model.json` gives it, relative to itself
   * @returns the bytes, and where they were
   * @throws {@link ModelCorruptError}
   */
  readWeights(name: string): Promise<WeightsFile>;
}

/** Bytes of weights, and where they were. */
export interface WeightsFile {
  path: string;
  bytes: Uint8Array;
}

/**
 * Reads a model's parts and checks them before anything is built of them.
 *
 * @throws {@link ModelNotFoundError}, {@link ModelCorruptError}
 */
export async function readModelFiles(files: ModelFiles): Promise<io.ModelArtifacts> {
  const json = parseModelJson(files.path, await files.readJson());
  checkModelJson(files.path, json);
  const { weightsManifest, ...rest } = json;
  const weightSpecs = weightsManifest.flatMap((group) => group.weights);
  const names = weightsManifest.flatMap((group) => group.paths);
  const parts = await Promise.all(names.map((name) => files.readWeights(name)));
  checkLength(files.path, parts, byteLength(weightSpecs));
  return {
    ...rest,
    convertedBy: rest.convertedBy ?? undefined,
    weightSpecs,
    weightData: parts.map(({ bytes }) => bufferOf(bytes)),
  };
}

function checkLength(json: string, parts: readonly WeightsFile[], expected: number | null): void {
  const found = parts.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (expected === null || found === expected) return;
  const page = parts.find(({ bytes }) => startsAsPage(new TextDecoder().decode(bytes.subarray(0, 64))));
  if (page) throw new ModelCorruptError(page.path, WEB_PAGE.problem('weights'), WEB_PAGE.remedy);
  throw new ModelCorruptError(
    parts.map(({ path }) => path).join(', ') || json,
    `${found} bytes found, ${expected} expected from ${json}`,
    'Copy the file again in full, or save the model again.',
  );
}

/** The bytes as a buffer of their own; copied only if they are part of a larger one. */
function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): ArrayBuffer {
  if (byteOffset === 0 && byteLength === buffer.byteLength) return buffer as ArrayBuffer;
  return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
}
