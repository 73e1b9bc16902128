import * as tfl from '@tensorflow/tfjs-layers';
import { endpoints } from './endpoints';
import { InvalidOptionError } from './errors';
import { RecomputingModel } from './recomputing-model';

/**
 * A model that gives feature maps instead of scores. Its layers and weights are those of `model`, not copies: what is
 * trained or loaded in one is so in the other.
 *
 * @param model - What {@link endpoints} accepts.
 * @param names - Which endpoints, in the order of the outputs. Default: all, `reduction_1` … `reduction_5` and `top`.
 * @returns For inputs [n, height, width, channels], one output [n, height, width, channels] an endpoint; as always in
 *   tfjs, `predict` gives a list of tensors for several, and a tensor for one.
 * @throws {@link NotEfficientNetError}, {@link InvalidOptionError}
 *
 * @example
 * ```ts
 * const maps = features(efficientNet('b0')).predict(images) as tf.Tensor4D[];
 * ```
 */
export function features(model: tfl.LayersModel, names?: readonly string[]): tfl.LayersModel {
  const found = endpoints(model);
  const wanted = names ?? Object.keys(found);
  const fits = wanted.length > 0 && new Set(wanted).size === wanted.length;
  if (!fits || !wanted.every((name) => Object.hasOwn(found, name))) {
    const all = Object.keys(found).join(', ');
    throw new InvalidOptionError(
      'names',
      wanted,
      `a list, without repetition, of some of the model's endpoints: ${all}`,
    );
  }
  const Model = model instanceof RecomputingModel ? RecomputingModel : tfl.LayersModel;
  const outputs = wanted.map((name) => found[name]!);
  return new Model({ inputs: model.inputs, outputs, name: `${model.name}_features` });
}
