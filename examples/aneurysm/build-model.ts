import { efficientNet, multiViewEfficientNet } from '@kium/efficientnet';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Preset } from './presets';

/**
 * How the eight views reach the network. `early`: stacked as the channels of one image, as the report does; the first
 * convolution mixes them. `multiview`: one encoder looks at each view on its own, and each label weighs the views by attention.
 */
export type ModelKind = 'early' | 'multiview';
export const MODEL_KINDS: readonly ModelKind[] = ['early', 'multiview'];

/** What is told of a model in a sentence. */
export const MODEL_NAMES: Record<ModelKind, string> = {
  early: 'views stacked as channels',
  multiview: 'one encoder for each view, gated attention over the views',
};

/**
 * Images of this size and larger, 64 a step, do not fit into the simd backend's 4 GiB: 635 MiB for 8 of 256×256, as measured.
 * The encoder's blocks are then computed twice, which takes a quarter more time.
 */
const RECOMPUTE_FROM = 192;

/** The network for volumes size × size × 8, with sigmoid outputs. */
export function buildModel(
  settings: Pick<Preset, 'model' | 'size' | 'variant' | 'batchNormMomentum' | 'classifierInitializer'>,
  head: { classes: number; seed: number; name: string },
): LayersModel {
  const { model, size, variant, batchNormMomentum, classifierInitializer } = settings;
  const options = {
    inputShape: [size, size, 8] as const,
    classifierActivation: 'sigmoid' as const,
    batchNormMomentum,
    classifierInitializer,
    ...head,
  };
  if (model === 'early') return efficientNet(variant, options);
  return multiViewEfficientNet(variant, { ...options, fusion: 'attention', recompute: size >= RECOMPUTE_FROM });
}
