import type { LayersModel } from '@tensorflow/tfjs-layers';
import { leafLayers } from './leaf-layers';

/**
 * A layer that draws random masks while training and counts its training calls, so that its next mask can be told from
 * the count: dropout and stochastic depth of @kium/efficientnet.
 */
interface RandomLayer {
  randomStep: number;
}

/** The counters of all layers with random masks, in the order of the layers; nested models included. */
export function readRandomSteps(model: LayersModel): number[] {
  return randomLayers(model).map((layer) => layer.randomStep);
}

/** Sets the counters as {@link readRandomSteps} returned them. */
export function writeRandomSteps(model: LayersModel, steps: readonly number[]): void {
  randomLayers(model).forEach((layer, i) => {
    layer.randomStep = steps[i]!;
  });
}

function randomLayers(model: LayersModel): RandomLayer[] {
  return leafLayers(model).flatMap((layer) => {
    return 'randomStep' in layer && typeof layer.randomStep === 'number' ? [layer as unknown as RandomLayer] : [];
  });
}
