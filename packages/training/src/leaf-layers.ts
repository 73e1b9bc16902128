import type { LayersModel, layers } from '@tensorflow/tfjs-layers';

type Layer = layers.Layer;

/** The layers of a model in its own order; those of nested models and inside wrappers instead of these. */
export function leafLayers(model: LayersModel): Layer[] {
  const leaves = (layer: Layer): Layer[] => {
    const { layers: inner, layer: wrapped } = layer as { layers?: Layer[]; layer?: Layer };
    if (Array.isArray(inner)) return inner.flatMap(leaves);
    return wrapped ? leaves(wrapped) : [layer];
  };
  return model.layers.flatMap(leaves);
}
