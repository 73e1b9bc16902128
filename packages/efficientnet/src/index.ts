export { efficientNet } from './efficient-net';
export { endpoints } from './endpoints';
export {
  InputShapeError,
  InvalidOptionError,
  LayerNotFoundError,
  NotEfficientNetError,
  PackageMissingError,
  UnknownVariantError,
  type WeightDifference,
  WeightsFormatError,
  WeightsMismatchError,
  WeightsSourceError,
  WeightsValueError,
} from './errors';
export { features } from './features';
export { type FreezeOptions, freeze, type NetworkPart, type UnfreezeOptions, unfreeze } from './freeze';
export { type GradCam, type GradCamOptions, gradCam, type HeatMap } from './grad-cam';
export type { ClassifierInitializer } from './initializers';
export { BatchNormalization, type BatchNormalizationArgs } from './layers/batch-normalization';
export { Dropout } from './layers/dropout';
export { GatedAttention, type GatedAttentionArgs } from './layers/gated-attention';
export { type LayerArgs, RandomLayer, type RandomLayerArgs } from './layers/random-layer';
export { StochasticDepth } from './layers/stochastic-depth';
export { type Fusion, type MultiViewOptions, multiViewEfficientNet, viewAttention } from './multi-view';
export type { Activation } from './ops/activation';
export type { Padding } from './ops/padding';
export type { EfficientNetConfig, EfficientNetOptions } from './options';
export { RecomputingModel } from './recomputing-model';
export type { Stage } from './stages';
export { TORCHVISION, type TorchvisionOptions } from './torchvision';
export { type BVariant, VARIANTS, type Variant, type VariantSpec } from './variants';
export type { StemRule } from './weights/adapt-stem';
export { type LoadWeightsOptions, loadWeights } from './weights/load-weights';
export type { WeightNaming } from './weights/match';
export type { AdaptedWeight, LoadedWeight, SkippedWeight, WeightReport } from './weights/report';
export { type SaveWeightsOptions, saveWeights } from './weights/save-weights';
export type { WeightSource } from './weights/source';
export type { TorchNaming } from './weights/torch-names';
