import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { InvalidOptionError, WeightsFormatError, WeightsMismatchError, WeightsValueError } from '../errors';
import { fileKind } from './file-kind';
import { openKeras } from './keras-file';
import { looksLike } from './look-alike';
import { matchWeights, readNormalization } from './match';
import { type ModelLayer, weightedLayers } from './model-weights';
import { placeOf } from './place';
import { type Assignment, type Plan, planLoading } from './plan';
import type { WeightReport } from './report';
import { openSafetensors } from './safetensors-file';
import { readSource, type WeightSource } from './source';
import type { WeightFile } from './weight-file';

/** Options of {@link loadWeights}. */
export interface LoadWeightsOptions {
  /**
   * Whether layers that the file lacks, or has in other shapes, keep what they have: for a classifier of one's own on
   * pretrained features. Otherwise they are an error. Default false.
   */
  skipMismatch?: boolean;
  /**
   * Whether the first convolution is carried to the model's number of channels by timm's rule: for one channel the sum
   * over the colours, otherwise the colours repeated and scaled by 3 / channels. Otherwise another number of channels is
   * a mismatch. Default true.
   */
  adaptStem?: boolean;
  /** Stops a download or the reading; the model then stays as it was. */
  signal?: AbortSignal;
}

/**
 * Puts the weights of a file into a model: a Keras `.h5` of keras.applications or of qubvel's package (with or without
 * top, weights or whole model), or a safetensors file with the names of Keras, torchvision or timm. The format is
 * recognised from the bytes. Keras files need the package h5wasm; files whose layers have other names are loaded by the
 * layers' order, as Keras does.
 *
 * The model may be any that holds layers of {@link efficientNet}: with another head, without one, cut short, inside
 * another model. Weights that only the file has are skipped if they follow the model's last layer. Either everything
 * fits, or nothing is changed.
 *
 * Which numbers the model then expects as input depends on the file; see "Weights in and out" of the README.
 *
 * @returns What was loaded, adapted and skipped, each by name and shape.
 * @throws {@link WeightsSourceError} when the file cannot be had
 * @throws {@link WeightsFormatError} when it is no weight file, damaged, or has no known names
 * @throws {@link WeightsMismatchError} when weights are missing or have other shapes, with the variant the file looks like
 * @throws {@link WeightsValueError} for integers, NaN and infinities, with the layer's name
 * @throws {@link PackageMissingError} for a `.h5` without h5wasm
 */
export async function loadWeights(
  model: tfl.LayersModel,
  source: WeightSource,
  options: LoadWeightsOptions = {},
): Promise<WeightReport> {
  const { skipMismatch = false, adaptStem = true, signal } = options;
  for (const [option, value] of Object.entries({ skipMismatch, adaptStem })) {
    if (typeof value !== 'boolean') throw new InvalidOptionError(option, value, 'a boolean');
  }
  signal?.throwIfAborted();
  const { bytes, label } = await readSource(source, signal);
  const file = fileKind(bytes, label) === 'hdf5' ? await openKeras(bytes, label) : openSafetensors(bytes, label);
  try {
    const layers = weightedLayers(model);
    const match = matchWeights(file, layers) ?? nothingKnown(file, label, model);
    const plan = planLoading(match, layers, adaptStem);
    if (plan.assignments.length === 0 || (plan.differences.length > 0 && !skipMismatch)) {
      throw mismatch(label, model, layers, file, plan);
    }
    for (const assignment of plan.assignments) check(assignment, label);
    const normalization = readNormalization(match);
    signal?.throwIfAborted();
    assign(plan.assignments);
    const { loaded, adapted, skipped } = plan;
    return { format: file.format, naming: match.naming, loaded, adapted, skipped, normalization };
  } finally {
    file.close();
  }
}

/** Reads a weight's values to see that they can be used; they are read once more later, so as not to hold all of them. */
function check({ weight, file }: Assignment, label: string): void {
  const fail = (problem: string, remedy: string): never => {
    throw new WeightsValueError(label, weight.layer, file.name, problem, remedy);
  };
  if (file.unreadable !== undefined) {
    fail(`is of type ${file.unreadable}`, 'Export the weights as floating-point numbers of 32 bits.');
  }
  const values = file.read();
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) {
    fail(`has the value ${values[at]} at ${at} (of ${values.length})`, 'Export weights from before they diverged.');
  }
}

function assign(assignments: readonly Assignment[]): void {
  for (const { weight, read } of assignments) {
    tf.tidy(() => {
      weight.variable.write(tf.tensor(read(), [...weight.shape], 'float32'));
    });
  }
}

function nothingKnown(file: WeightFile, label: string, { name }: tfl.LayersModel): never {
  const names = file.layers.flatMap((layer) => layer.weights.map((weight) => weight.name));
  const groups = file.layers.map((layer) => layer.name);
  const first = (file.format === 'keras' ? groups : names).slice(0, 4).join(', ') || 'nothing';
  throw new WeightsFormatError(
    label,
    `none of its ${names.length} weights has a name that model '${name}' knows (it begins with ${first})`,
    file.format === 'keras'
      ? `Files with other names are loaded by order if model and file have equally many layers with weights; this one has ${groups.length}. Check that it is an EfficientNet.`
      : 'Names of Keras (stem_conv/kernel), torchvision (features.0.0.weight) and timm (conv_stem.weight) are known. Check that it is an EfficientNet.',
  );
}

function mismatch(
  label: string,
  model: tfl.LayersModel,
  layers: readonly ModelLayer[],
  file: WeightFile,
  { differences }: Plan,
): WeightsMismatchError {
  const ofFile = looksLike(file.layers.flatMap(({ name, weights }) => weights.map((w) => withLayer(name, w))));
  const ofModel = looksLike(layers.flatMap(({ weights }) => weights));
  const other = ofFile.length > 0 && !ofFile.some((variant) => ofModel.includes(variant));
  let remedy =
    'Build the model as the one that the file was saved from, or pass { skipMismatch: true } to load the layers that fit.';
  if (other) {
    remedy = `The file looks like ${ofFile.join(' or ')}: build the model as efficientNet('${ofFile[0]}', …).`;
  } else if (differences.every(({ name, model }) => model !== undefined && placeOf(name) === undefined)) {
    const classes = differences.find(({ file }) => file !== undefined)?.file?.at(-1);
    const build = classes === undefined ? '' : `, or build the model with classes: ${classes}`;
    remedy = `Only the classifier differs: pass { skipMismatch: true } to keep the model's own${build}.`;
  }
  return new WeightsMismatchError(label, model.name, differences, remedy, ofFile);
}

/** A Keras file's weight with its layer's name, which its own name may lack. */
function withLayer<T extends { name: string }>(layer: string, weight: T): T {
  return placeOf(weight.name) === undefined && layer !== '' ? { ...weight, name: `${layer}/${weight.name}` } : weight;
}
