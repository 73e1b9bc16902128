import { layOutSafetensors } from '@kium/safetensors';
import type * as tfl from '@tensorflow/tfjs-layers';
import { InvalidOptionError } from '../errors';
import { importNode, runsInNode } from './import-node';
import { encodeKeras } from './keras-writer';
import { inTorchLayout, namesIn } from './match';
import { type ModelLayer, type ModelWeight, modelLayers } from './model-weights';
import type { TorchNaming } from './torch-names';
import { writeFileWhole } from './write-file';

/** Options of {@link saveWeights}. */
export interface SaveWeightsOptions {
  /** `'keras'`: an `.h5` as Keras 2 writes it, which needs the package h5wasm; `'safetensors'` needs nothing. */
  format: 'keras' | 'safetensors';
  /**
   * Names and layout in a safetensors file: `'keras'`, `'torchvision'` or `'timm'`; the last two for PyTorch. Default
   * `'keras'`, the only one in an `.h5`.
   */
  naming?: 'keras' | TorchNaming;
}

/**
 * Writes a model's weights to a file, whole or not at all; folders on the way are made. Needs Node's file system.
 *
 * @param target - Path, or a URL that starts with `file:`.
 * @throws {@link InvalidOptionError} for a naming that the format does not have, or that has no name for a layer, and for a
 * target that is no file
 * @throws {@link PackageMissingError} for `'keras'` without h5wasm
 */
export async function saveWeights(
  model: tfl.LayersModel,
  target: string | URL,
  options: SaveWeightsOptions,
): Promise<void>;
/**
 * Gives a model's weights as the bytes of a file, in Node and browsers.
 *
 * @throws {@link InvalidOptionError}, {@link PackageMissingError}
 */
export async function saveWeights(
  model: tfl.LayersModel,
  target: undefined,
  options: SaveWeightsOptions,
): Promise<Uint8Array<ArrayBuffer>>;
export async function saveWeights(
  model: tfl.LayersModel,
  target: string | URL | undefined,
  options: SaveWeightsOptions,
): Promise<unknown> {
  const { format, naming = 'keras' } = options ?? {};
  checkOptions(format, naming);
  const path = target === undefined ? undefined : await pathOf(target);
  const layers = uniqueLayers(model);
  if (format === 'keras') {
    const bytes = await encodeKeras(layers, readWeight);
    return path === undefined ? bytes.slice() : writeFileWhole(path, [bytes]);
  }
  const { parts, byteLength } = safetensorsParts(layers, naming);
  return path === undefined ? join(parts, byteLength) : writeFileWhole(path, parts);
}

/** A file as its parts in order, made one at a time, so that a large model is not held twice. */
interface Parts {
  readonly parts: AsyncIterable<Uint8Array>;
  readonly byteLength: number;
}

function safetensorsParts(layers: readonly ModelLayer[], naming: 'keras' | TorchNaming): Parts {
  const names = namesIn(naming, layers);
  const tensors = layers.flatMap(({ weights }) =>
    weights.map((weight) => {
      const name = names.get(weight);
      if (name === undefined) {
        throw new InvalidOptionError('naming', naming, `'keras', because ${naming} has no name for ${weight.name}`);
      }
      const { shape, convert } =
        naming === 'keras' ? { shape: weight.shape, convert: undefined } : inTorchLayout(weight);
      return { name, dtype: 'F32' as const, shape, weight, convert };
    }),
  );
  // Readers of Hugging Face's libraries look for the framework.
  const layout = layOutSafetensors(tensors, { format: naming === 'keras' ? 'tf' : 'pt' });
  const parts = async function* () {
    yield layout.header;
    for (const { weight, convert } of layout.tensors) {
      const values = await readWeight(weight);
      const converted = convert === undefined ? values : convert(values);
      yield new Uint8Array(converted.buffer, converted.byteOffset, converted.byteLength);
    }
  };
  return { parts: parts(), byteLength: layout.byteLength };
}

async function readWeight({ variable }: ModelWeight): Promise<Float32Array> {
  return (await variable.read().data()) as Float32Array;
}

async function join(parts: AsyncIterable<Uint8Array>, byteLength: number): Promise<Uint8Array<ArrayBuffer>> {
  const whole = new Uint8Array(byteLength);
  let at = 0;
  for await (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

async function pathOf(target: string | URL): Promise<string> {
  const isText = typeof target === 'string' && target !== '';
  if (!(isText || target instanceof URL) || /^(?!file:)[a-z][a-z\d+.-]+:\/\//i.test(String(target))) {
    const expected = 'a path or a file: URL; undefined gives the bytes, to be sent elsewhere';
    throw new InvalidOptionError('target', target, expected);
  }
  if (!runsInNode()) {
    throw new InvalidOptionError('target', target, 'undefined in a page, which has no files: take the bytes');
  }
  const { resolve } = await importNode('node:path');
  if (!/^file:/i.test(String(target))) return resolve(String(target));
  const { fileURLToPath } = await importNode('node:url');
  return fileURLToPath(target);
}

function checkOptions(format: string, naming: string): void {
  if (format !== 'keras' && format !== 'safetensors') {
    throw new InvalidOptionError('format', format, "'keras' or 'safetensors'");
  }
  const namings = format === 'keras' ? ['keras'] : ['keras', 'torchvision', 'timm'];
  if (namings.includes(naming)) return;
  throw new InvalidOptionError(
    'naming',
    naming,
    `one of ${namings.map((name) => `'${name}'`).join(', ')} in the format '${format}'`,
  );
}

/** The model's layers; their names become the file's, so no two may be alike. Of those that hold nothing one will do. */
function uniqueLayers(model: tfl.LayersModel): ModelLayer[] {
  const layers = modelLayers(model).filter(
    ({ name, weights }, i, all) => weights.length > 0 || all.findIndex((layer) => layer.name === name) === i,
  );
  const names = layers.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return layers;
  throw new InvalidOptionError('model', model.name, `one whose layers have different names; '${twice}' occurs twice`);
}
