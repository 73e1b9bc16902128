import type { io } from '@tensorflow/tfjs-core';
import { ModelCorruptError } from './errors';

/** What tfjs writes into `model.json`. */
export interface ModelJson {
  modelTopology: object;
  format?: string;
  generatedBy?: string;
  convertedBy?: string | null;
  trainingConfig?: io.TrainingConfig;
  userDefinedMetadata?: Record<string, string>;
  weightsManifest: { paths: string[]; weights: io.WeightsManifestEntry[] }[];
}

/** What to say of a server that answers every address with its start page. */
export const WEB_PAGE = {
  problem: (instead: string) => `a web page was found instead of ${instead}`,
  remedy: 'Check the address: servers may answer one that does not exist with a page.',
};

/** Bytes of a value; a string's cannot be told from the shape. */
const BYTES: Record<string, number> = {
  float32: 4,
  int32: 4,
  bool: 1,
  complex64: 8,
  uint8: 1,
  uint16: 2,
  float16: 2,
};

/** A model's parts as the text of `model.json` and the bytes of the one file of weights that it names. */
export function encodeModelJson(
  artifacts: io.ModelArtifacts,
  weightsName: string,
): { json: string; weights: Uint8Array[] } {
  const { weightSpecs = [], weightData = [], ...rest } = artifacts;
  const weightsManifest = [{ paths: [weightsName], weights: weightSpecs }];
  const buffers = Array.isArray(weightData) ? weightData : [weightData];
  return { json: JSON.stringify({ ...rest, weightsManifest }), weights: buffers.map((part) => new Uint8Array(part)) };
}

/** @throws {@link ModelCorruptError} where the text is not JSON */
export function parseModelJson(path: string, text: string): unknown {
  if (startsAsPage(text)) throw new ModelCorruptError(path, WEB_PAGE.problem('JSON'), WEB_PAGE.remedy);
  try {
    return JSON.parse(text);
  } catch (cause) {
    const problem = `not valid JSON (${(cause as Error).message})`;
    throw new ModelCorruptError(path, problem, 'Copy the file again in full, or save the model again.', { cause });
  }
}

/** @throws {@link ModelCorruptError} where it is not what tfjs writes for a layers model */
export function checkModelJson(path: string, found: unknown): asserts found is ModelJson {
  const fail = (
    problem: string,
    remedy = 'Give what saveModel wrote, or convert the model with tensorflowjs_converter.',
  ) => {
    throw new ModelCorruptError(path, problem, remedy);
  };
  const json = (isObject(found) ? found : {}) as Partial<ModelJson>;
  if (json.format === 'graph-model') {
    fail('it is a graph model, which has no layers', 'Load it with loadGraphModel of @tensorflow/tfjs-converter.');
  }
  if (!isObject(json.modelTopology) || !Array.isArray(json.weightsManifest)) {
    fail('it has no modelTopology or weightsManifest, so it is not a tfjs layers model');
  }
  for (const [i, group] of (json.weightsManifest as unknown[]).entries()) {
    const { paths, weights } = (isObject(group) ? group : {}) as Record<string, unknown>;
    if (!Array.isArray(paths) || !paths.every((name) => typeof name === 'string') || !Array.isArray(weights)) {
      fail(`weightsManifest[${i}] has no list of paths and of weights`);
    }
    checkWeightSpecs(path, weights as unknown[], `weightsManifest[${i}].weights`);
  }
}

/** @throws {@link ModelCorruptError} for a weight without name, shape or a type that tfjs knows */
export function checkWeightSpecs(path: string, specs: readonly unknown[], where: string): void {
  for (const [i, spec] of specs.entries()) {
    const { name, shape, dtype } = (isObject(spec) ? spec : {}) as Record<string, unknown>;
    const isShape = Array.isArray(shape) && shape.every((size) => Number.isSafeInteger(size) && size >= 0);
    if (typeof name === 'string' && isShape && typeof dtype === 'string' && (dtype in BYTES || dtype === 'string')) {
      continue;
    }
    throw new ModelCorruptError(
      path,
      `${where}[${i}] is ${JSON.stringify(spec)}, not a name, shape and dtype`,
      'Save the model again.',
    );
  }
}

/** Bytes that the weights take; null where that cannot be told from the specification (strings). */
export function byteLength(specs: readonly io.WeightsManifestEntry[]): number | null {
  let sum = 0;
  for (const { dtype, shape, quantization } of specs) {
    const each = BYTES[quantization?.dtype ?? dtype];
    if (each === undefined) return null;
    sum += each * shape.reduce((a, b) => a * b, 1);
  }
  return sum;
}

/** Whether a text is HTML or XML rather than JSON or numbers. */
export function startsAsPage(text: string): boolean {
  return /^\uFEFF?\s*<[!?a-z]/i.test(text);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
