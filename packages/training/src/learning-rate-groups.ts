import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import type { LayersModel, layers } from '@tensorflow/tfjs-layers';
import { OptionError } from './errors';
import { leafLayers } from './leaf-layers';
import { towards } from './towards';

/** Layers that learn at a rate of their own. */
export interface LearningRateGroup {
  /** Which layers, by name; those of nested models are asked for too. */
  layers: RegExp | ((layerName: string) => boolean);
  /**
   * What the learning rate is multiplied by. 0 freezes the layers for the time of the training, as `layer.trainable =
   * false` does: their weights take no part in clipping and weight decay, and the batch normalisation of
   * `@kium/efficientnet` uses its moving statistics and leaves them alone.
   */
  factor: number;
}

type Layer = layers.Layer;

/**
 * Learning rates that fall from the outputs to the inputs (layer-wise decay, Clark et al., ELECTRA, 2020): the last stage
 * has factor 1, the one before it `decay`, then `decay²` and so on.
 *
 * @param decay - above 0, up to 1
 * @param stageOf - the stage of a layer, by the layer's name; stages are ordered by their first layer. Default: every
 *   layer with weights is a stage of its own. For EfficientNet's stages:
 *   `(name) => name.match(/^(stem|block\d|top)/)?.[0] ?? 'head'`
 * @returns groups for the option `groups` of `fit`
 * @throws {@link OptionError} for a decay outside (0, 1]
 */
export function layerwiseDecay(
  model: LayersModel,
  decay: number,
  stageOf: (layerName: string) => string = (name) => name,
): LearningRateGroup[] {
  if (!(decay > 0 && decay <= 1)) throw new OptionError('layerwiseDecay decay', decay, 'a number above 0, up to 1');
  const stages = new Map<string, Set<string>>();
  for (const { name } of weightedLayers(model)) {
    const stage = stageOf(name);
    stages.set(stage, (stages.get(stage) ?? new Set()).add(name));
  }
  return [...stages.values()].map((names, i) => ({
    layers: (name) => names.has(name),
    factor: decay ** (stages.size - 1 - i),
  }));
}

/** What {@link resolveGroups} found. */
export interface ResolvedGroups {
  /** Layers of the groups with factor 0. */
  frozen: Layer[];
  /** Factors other than 0 and 1, by the name of the weight's variable. */
  factors: Map<string, number>;
  /** All factors in the order of the layers: tells groups apart, whatever they are called. */
  description: string;
}

/**
 * Finds the layers of the groups.
 *
 * @throws {@link OptionError} for a negative factor, a group without layers, or a layer in two groups
 */
export function resolveGroups(model: LayersModel, groups: readonly LearningRateGroup[]): ResolvedGroups {
  groups.forEach(({ factor }, i) => {
    if (factor >= 0 && Number.isFinite(factor)) return;
    throw new OptionError(`groups[${i}].factor`, factor, 'a finite number from 0');
  });
  const layers = weightedLayers(model);
  const groupOf = layers.map(({ name }) => {
    const found = groups.flatMap((group, i) => (matches(group, name) ? [i] : []));
    if (found.length < 2) return found[0];
    throw new OptionError('groups', `a match of layer ${name} in groups ${found.join(' and ')}`, 'one group a layer');
  });
  groups.forEach((group, i) => {
    if (groupOf.includes(i)) return;
    const known = layers.map(({ name }) => name);
    const listed = known.length > 20 ? `${known.slice(0, 20).join(', ')} … (${known.length} in all)` : known.join(', ');
    throw new OptionError(`groups[${i}].layers`, String(group.layers), `a match of a layer with weights: ${listed}`);
  });
  const factorOf = (i: number) => (groupOf[i] === undefined ? 1 : groups[groupOf[i]]!.factor);
  const variables = layers.flatMap((layer, i) =>
    factorOf(i) === 0 || factorOf(i) === 1
      ? []
      : layer.weights.map((weight): [string, number] => [(weight.read() as Variable).name, factorOf(i)]),
  );
  return {
    frozen: layers.filter((_, i) => factorOf(i) === 0),
    factors: new Map(variables),
    description: layers.map((_, i) => factorOf(i)).join(),
  };
}

/** Freezes layers; the returned function gives each its former state back. */
export function freezeLayers(frozen: readonly Layer[]): () => void {
  const before = frozen.map((layer) => ({ layer, trainable: layer.trainable, weights: weightFlags(layer) }));
  for (const layer of frozen) layer.trainable = false;
  return () => {
    for (const { layer, trainable, weights } of before) {
      layer.trainable = trainable;
      // Setting the layer's flag sets its weights' too, which may have had others.
      layer.weights.forEach((weight) => {
        weight.trainable = weights.get(weight.name)!;
      });
    }
  };
}

/**
 * Runs an optimizer's step so that each weight with a factor goes only that part of its way: the same as a learning rate
 * of that many times the common one, for every optimizer whose step is proportional to its rate.
 */
export function stepWithFactors(variables: readonly Variable[], factors: Map<string, number>, step: () => void): void {
  const slowed = variables.filter(({ name }) => factors.has(name));
  const before: Tensor[] = slowed.map((variable) => variable.clone());
  step();
  slowed.forEach((variable, i) => {
    const reached = towards(before[i]!, variable, factors.get(variable.name)!);
    variable.assign(reached);
    reached.dispose();
    before[i]!.dispose();
  });
}

function weightedLayers(model: LayersModel): Layer[] {
  return leafLayers(model).filter(({ weights }) => weights.length > 0);
}

function matches({ layers }: LearningRateGroup, name: string): boolean {
  return typeof layers === 'function' ? layers(name) : name.search(layers) >= 0;
}

function weightFlags(layer: Layer): Map<string, boolean> {
  return new Map(layer.weights.map((weight) => [weight.name, weight.trainable]));
}
