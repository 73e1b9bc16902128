import { inverse, permute, permuteShape, torchAxes } from './layout';
import type { ModelLayer, ModelWeight } from './model-weights';
import { placeOf } from './place';
import { oneDepthwiseName, type TorchNaming, torchNames } from './torch-names';
import type { FileLayer, FileWeight, WeightFile } from './weight-file';

/** How a file's weights were recognised: by the names of a scheme, or, as Keras does, by their order. */
export type WeightNaming = 'keras' | TorchNaming | 'order';

/** A weight of the model and the array of the file that belongs to it. */
export interface Pair {
  readonly weight: ModelWeight;
  readonly file: FileWeight;
}

/** Which array belongs to which weight. Arrays of paired weights are in Keras's layout. */
export interface Match {
  readonly naming: WeightNaming;
  readonly pairs: readonly Pair[];
  /** Arrays that no weight of the model takes. */
  readonly fileOnly: readonly FileWeight[];
}

/** Finds each weight's array by name or, in Keras files whose names are others, by order; undefined if neither works. */
export function matchWeights(file: WeightFile, layers: readonly ModelLayer[]): Match | undefined {
  if (file.format === 'safetensors') return matchTensors(file.layers[0]!.weights, layers);
  const byName = matchKerasNames(file.layers, layers);
  // A classifier's name alone says nothing of the layers below it.
  if (byName.pairs.some(({ weight }) => placeOf(weight.layer) !== undefined)) return byName;
  return matchOrder(file.layers, layers) ?? (byName.pairs.length > 0 ? byName : undefined);
}

// --- Safetensors ------------------------------------------------------------------------------------------------------

function matchTensors(tensors: readonly FileWeight[], layers: readonly ModelLayer[]): Match | undefined {
  const candidates = (['keras', 'torchvision', 'timm'] as const).map((naming) => {
    const names = namesIn(naming, layers);
    return matchNames(naming, stripPrefix(tensors, [...names.values()]), names);
  });
  const best = candidates.reduce((a, b) => (b.pairs.length > a.pairs.length ? b : a));
  return best.pairs.length > 0 ? best : undefined;
}

/** The name that each weight of a model has in a scheme. */
export function namesIn(naming: 'keras' | TorchNaming, layers: readonly ModelLayer[]): Map<ModelWeight, string> {
  if (naming !== 'keras') return torchNames(layers, naming);
  return new Map(layers.flatMap(({ weights }) => weights.map((weight) => [weight, weight.name])));
}

function matchNames(
  naming: 'keras' | TorchNaming,
  tensors: ReadonlyMap<string, FileWeight>,
  names: ReadonlyMap<ModelWeight, string>,
): Match {
  const rest = new Map(tensors);
  const pairs: Pair[] = [];
  for (const [weight, name] of names) {
    const file = rest.get(name);
    if (file === undefined) continue;
    rest.delete(name);
    pairs.push({ weight, file: naming === 'keras' ? file : inKerasLayout(file, weight) });
  }
  return { naming, pairs, fileOnly: [...rest.values()] };
}

/**
 * Tensors by name. State dicts of a wrapped model have a prefix (`module.`, `model.`, `state_dict.`), which is taken off
 * if that makes known names of them.
 */
function stripPrefix(tensors: readonly FileWeight[], known: readonly string[]): Map<string, FileWeight> {
  const plain = new Map(tensors.map((tensor) => [tensor.name.replace(/:0$/, ''), tensor]));
  if (known.some((name) => plain.has(name))) return plain;
  const wrapped = tensors.find(({ name }) => known.some((end) => name.endsWith(`.${end}`)));
  if (wrapped === undefined) return plain;
  const end = known.filter((end) => wrapped.name.endsWith(`.${end}`)).reduce((a, b) => (b.length > a.length ? b : a));
  const prefix = wrapped.name.slice(0, -end.length);
  return new Map(
    tensors.map((tensor) => [tensor.name.startsWith(prefix) ? tensor.name.slice(prefix.length) : tensor.name, tensor]),
  );
}

/** The same array in Keras's order of axes; as it is if its rank is not the weight's. */
function inKerasLayout(file: FileWeight, weight: ModelWeight): FileWeight {
  const axes = torchAxes(weight);
  if (axes === undefined || axes.length !== file.shape.length) return file;
  const { shape } = file;
  return { ...file, shape: permuteShape(shape, axes), read: () => permute(file.read(), shape, axes) };
}

/** A weight's values and shape in PyTorch's order of axes. */
export function inTorchLayout(weight: ModelWeight): {
  shape: number[];
  convert: (values: Float32Array) => Float32Array;
} {
  const axes = torchAxes(weight);
  if (axes === undefined) return { shape: [...weight.shape], convert: (values) => values };
  const back = inverse(axes);
  return { shape: permuteShape(weight.shape, back), convert: (values) => permute(values, weight.shape, back) };
}

// --- Keras ------------------------------------------------------------------------------------------------------------

/** Names under which the same layer goes: qubvel's classifier, and depthwise layers, `dwconv2` in keras.applications' V2. */
function canonical(layer: string): string {
  return layer === 'probs' ? 'predictions' : oneDepthwiseName(layer);
}

function matchKerasNames(groups: readonly FileLayer[], layers: readonly ModelLayer[]): Match {
  const byName = new Map(layers.map((layer) => [canonical(layer.name), layer]));
  const pairs: Pair[] = [];
  const fileOnly: FileWeight[] = [];
  for (const group of groups) {
    const layer = byName.get(canonical(group.name));
    const inLayer = layer === undefined ? undefined : matchLayer(group.weights, layer);
    for (const [i, file] of group.weights.entries()) {
      const weight = inLayer?.[i] ?? (layer === undefined ? byPath(file.name, byName) : undefined);
      if (weight !== undefined) pairs.push({ weight, file });
      else fileOnly.push(file);
    }
  }
  return { naming: 'keras', pairs, fileOnly };
}

/** The model's weight for each array of a layer: by name, or by order if the names are others and the number is alike. */
function matchLayer(files: readonly FileWeight[], layer: ModelLayer): (ModelWeight | undefined)[] {
  const byKind = files.map(({ name }) => layer.weights.find(({ kind }) => kind === kindOf(name)));
  const sameCount = files.length === layer.weights.length;
  return sameCount && byKind.includes(undefined) ? [...layer.weights] : byKind;
}

/** A model saved as a layer of another keeps its layers' names in its weights' paths, `…/stem_conv/kernel:0`. */
function byPath(path: string, layers: ReadonlyMap<string, ModelLayer>): ModelWeight | undefined {
  const layer = layers.get(canonical(path.split('/').at(-2) ?? ''));
  const kind = kindOf(path);
  // Keras 3 calls the depthwise kernel `kernel`.
  return layer?.weights.find((weight) => weight.kind === kind || weight.kind === `depthwise_${kind}`);
}

function kindOf(path: string): string {
  return path.split('/').at(-1)!.replace(/:\d+$/, '');
}

/** Keras's topological loading: the k-th layer with weights of the file goes to the k-th of the model. */
function matchOrder(groups: readonly FileLayer[], layers: readonly ModelLayer[]): Match | undefined {
  const normalization = groups.filter(isNormalization);
  const rest = groups.filter((group) => !isNormalization(group));
  const alike =
    rest.length === layers.length && rest.every(({ weights }, i) => weights.length === layers[i]!.weights.length);
  if (!alike) return undefined;
  const pairs = layers.flatMap(({ weights }, i) =>
    weights.map((weight, j) => ({ weight, file: rest[i]!.weights[j]! })),
  );
  return { naming: 'order', pairs, fileOnly: normalization.flatMap(({ weights }) => weights) };
}

/** keras.applications begins with a layer that normalises the image: its mean, its variance and a counter. */
function isNormalization({ name, weights }: FileLayer): boolean {
  return weights.every((weight) => isNormalizationWeight(`${name}/${weight.name}`));
}

/** Whether a weight's path is one of such a layer. */
export function isNormalizationWeight(path: string, kind = '(mean|variance|count)'): boolean {
  return new RegExp(`(^|/)normalization(_\\d+)?/.*\\b${kind}(:0)?$`).test(path);
}

/** The mean and variance of such a layer, if the file has both. */
export function readNormalization({ fileOnly }: Match): { mean: number[]; variance: number[] } | undefined {
  const [mean, variance] = ['mean', 'variance'].map((kind) => {
    const weight = fileOnly.find(({ name, unreadable }) => !unreadable && isNormalizationWeight(name, kind));
    return weight && Array.from(weight.read());
  });
  return mean && variance && { mean, variance };
}
