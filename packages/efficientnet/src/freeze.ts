import type * as tfl from '@tensorflow/tfjs-layers';
import { InvalidOptionError, NotEfficientNetError } from './errors';
import { BatchNormalization } from './layers/batch-normalization';
import { stageOf } from './stages';

/**
 * A part of the network: its first convolution, one of its stages (1 to 7 in B0–B7 and Lite, 1 to 6 in V2-S), or its
 * last convolution.
 */
export type NetworkPart = 'stem' | number | 'top';

/** Options of {@link freeze}. */
export interface FreezeOptions {
  /** The last part that is frozen; so is all that lies before it. Default `'top'`: all but the classifier. */
  through?: NetworkPart;
}

/** Options of {@link unfreeze}. */
export interface UnfreezeOptions {
  /** The first part that is trained again; so is all that lies behind it. Default `'stem'`: everything. */
  from?: NetworkPart;
  /**
   * Whether the batch norms of those parts are trained again too. With few or small batches they are better left
   * frozen: their statistics then stay those of the data that the weights were trained on. Default true.
   */
  batchNorms?: boolean;
}

/**
 * Keeps the first parts of a network as they are while the rest is trained. Of frozen layers neither gradients are
 * computed nor weights changed, and batch norms use their moving statistics and leave them alone. Stochastic depth goes
 * on, as in Keras: build the model with `dropConnectRate: 0` where that is not wanted.
 *
 * Layers of one's own, the classifier among them, are not touched, nor are parts behind `through` that were frozen
 * before. A compiled model need not be compiled again, and its optimizer keeps its state; it must be the one that is passed,
 * since only its own list of what is trained can follow, not that of other models with the same layers.
 *
 * @param model - A model of this package, or one that was built on the layers of one.
 * @throws {@link NotEfficientNetError}, {@link InvalidOptionError}
 *
 * @example The usual recipe: first the classifier alone, then the last stages with a small learning rate.
 * ```ts
 * freeze(model);
 * await fit(model, data, { epochs: 5, optimizer: tf.train.adam(1e-3), … });
 * unfreeze(model, { from: 6, batchNorms: false });
 * await fit(model, data, { epochs: 20, optimizer: tf.train.adam(1e-5), … });
 * ```
 */
export function freeze(model: tfl.LayersModel, { through = 'top' }: FreezeOptions = {}): void {
  const last = rankOf(model, 'through', through);
  for (const layer of model.layers) {
    if (rank(stageOf(layer.name)) <= last) layer.trainable = false;
  }
  followInCompiled(model);
}

/**
 * Has the last parts of a network trained again; the opposite of {@link freeze}. If the model was frozen as a whole, by
 * `model.trainable = false`, everything but these parts stays frozen.
 *
 * @throws {@link NotEfficientNetError}, {@link InvalidOptionError}
 */
export function unfreeze(model: tfl.LayersModel, { from = 'stem', batchNorms = true }: UnfreezeOptions = {}): void {
  const first = rankOf(model, 'from', from);
  if (typeof batchNorms !== 'boolean') throw new InvalidOptionError('batchNorms', batchNorms, 'a boolean');
  if (!model.trainable) {
    // Of a model that is frozen as a whole, tfjs trains no layer, whatever the layer itself says.
    model.trainable = true;
    for (const layer of model.layers) layer.trainable = false;
  }
  for (const layer of model.layers) {
    const stage = stageOf(layer.name);
    if (stage === undefined || rank(stage) < first) continue;
    if (batchNorms || !(layer instanceof BatchNormalization)) layer.trainable = true;
  }
  followInCompiled(model);
}

/** Where a part lies; what does not belong to the network comes last. */
function rank(part: NetworkPart | undefined): number {
  if (typeof part === 'number') return part;
  return { stem: 0, top: Number.MAX_SAFE_INTEGER, other: Number.POSITIVE_INFINITY }[part ?? 'other'];
}

/** The {@link rank} of a part that the model must have. */
function rankOf(model: tfl.LayersModel, option: string, part: NetworkPart): number {
  const parts = new Set(model.layers.map((layer) => stageOf(layer.name)));
  parts.delete(undefined);
  if (parts.size === 0)
    throw new NotEfficientNetError(
      model.name,
      model.layers.slice(0, 3).map(({ name }) => name),
    );
  if (!parts.has(part)) {
    const names = [...parts].map((name) => (typeof name === 'string' ? `'${name}'` : name));
    throw new InvalidOptionError(option, part, `one of the model's parts: ${names.join(', ')}`);
  }
  return rank(part);
}

/** What tfjs's `compile` writes down, declared private. */
interface Compiled {
  collectedTrainableWeights: tfl.LayerVariable[] | null | undefined;
  checkTrainableWeightsConsistency: () => void;
}

/**
 * `compile` lists the weights that are trained, once. Frozen ones may stay on the list: their variables say that they
 * are frozen, and get no gradient. Others are appended, because optimizers keep their state by the place in it.
 */
function followInCompiled(model: tfl.LayersModel): void {
  const compiled = model as unknown as Compiled;
  const listed = compiled.collectedTrainableWeights;
  if (!listed) return;
  compiled.collectedTrainableWeights = [...new Set([...listed, ...model.trainableWeights])];
  // It prints a warning when the list is longer than what is trained, as it now is meant to be.
  compiled.checkTrainableWeightsConsistency = () => {};
}
