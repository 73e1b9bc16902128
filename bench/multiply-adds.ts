import type * as tfl from '@tensorflow/tfjs-layers';

/** Multiply-adds of one image's forward pass, of convolutions and dense layers: everything else is small beside them. */
export function multiplyAdds(model: tfl.LayersModel): number {
  return model.layers.reduce((sum, layer) => sum + ofLayer(layer), 0);
}

/** Each number of a kernel is used once for each output pixel. */
function ofLayer(layer: tfl.layers.Layer): number {
  const kernel = layer.weights.find((weight) => /\/(depthwise_)?kernel$/.test(weight.originalName));
  if (kernel === undefined) return 0;
  const [height = 1, width = 1] = (layer.outputShape as number[]).slice(1, -1);
  return kernel.shape.reduce<number>((product, length) => product * (length ?? 1), height * width);
}
