import * as tfl from '@tensorflow/tfjs-layers';

/** One weight of a model. */
export interface ModelWeight {
  /** Name of its layer. */
  readonly layer: string;
  /** What it is in its layer: `kernel`, `depthwise_kernel`, `bias`, `gamma`, … */
  readonly kind: string;
  /** `layer/kind`, as Keras names it. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly variable: tfl.LayerVariable;
}

/** A layer and its weights, in Keras's order: trainable ones first. */
export interface ModelLayer {
  readonly name: string;
  readonly weights: readonly ModelWeight[];
}

/** The layers of a model in Keras's order, with and without weights; those of models within it are listed in their place. */
export function modelLayers(model: tfl.LayersModel): ModelLayer[] {
  const seen = new Set<tfl.layers.Layer>();
  const visit = (layer: tfl.layers.Layer): ModelLayer[] => {
    if (seen.has(layer)) return [];
    seen.add(layer);
    if (layer instanceof tfl.LayersModel) return layer.layers.flatMap(visit);
    return [{ name: layer.name, weights: layer.weights.map((variable) => modelWeight(layer.name, variable)) }];
  };
  return visit(model);
}

/** Only the layers that have weights: what Keras's loading by order goes through. */
export function weightedLayers(model: tfl.LayersModel): ModelLayer[] {
  return modelLayers(model).filter(({ weights }) => weights.length > 0);
}

function modelWeight(layer: string, variable: tfl.LayerVariable): ModelWeight {
  // tfjs adds `_1`, `_2` … to a name that another model took before; `originalName` is as the layer gave it.
  const kind = variable.originalName.split('/').at(-1)!;
  return { layer, kind, name: `${layer}/${kind}`, shape: variable.shape as number[], variable };
}
