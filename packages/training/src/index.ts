export { AdamW, type AdamWOptions, adamW } from './adamw';
export { type BackendInfo, type SelectBackendOptions, selectBackend, type TriedBackend } from './backend';
export type { BackendName } from './backend-candidates';
export type { Callback, CallbackContext, CallbackState } from './callback';
export type { CheckpointOptions } from './checkpoint';
export type { ClipOptions } from './clip';
export { csvLog } from './csv-log';
export {
  type ArrayDataOptions,
  arrayData,
  arrayInputs,
  type InputBatch,
  type InputData,
  type NestedNumbers,
  type Samples,
  subset,
  type TrainingBatch,
  type TrainingData,
} from './data';
export { type EarlyStoppingOptions, earlyStopping } from './early-stopping';
export {
  BackendUnavailableError,
  CheckpointCorruptError,
  CheckpointMismatchError,
  DownloadError,
  FolderInUseError,
  GradientNotFiniteError,
  isTrainingError,
  LossNotFiniteError,
  ModelCorruptError,
  ModelNotFoundError,
  OptimizerStateError,
  OptionError,
  ShapeError,
  StoppedError,
  TrainingError,
  type TrainingErrorTag,
  UnknownLayerError,
  WeightsIgnoredError,
} from './errors';
export { type ArraySamples, fit } from './fit';
export type { FitOptions, FitProgress, ValidationMetric } from './fit-options';
export type { EpochRecord, HeldOutFigures, History } from './history';
export { type LearningRateGroup, layerwiseDecay } from './learning-rate-groups';
export { type LoadModelOptions, loadModel, type ModelSource } from './load-model';
export { binaryCrossentropyFromLogitsLoss, binaryCrossentropyLoss, type LossFunction } from './loss';
export type { MonitorOptions } from './monitor';
export type { SavedTensor } from './optimizer-state';
export { type PredictOptions, type PredictProgress, predict } from './predict';
export type { RecalibrateOptions } from './recalibrate';
export { type InputReader, type SampleReader, sampleData } from './sample-data';
export { saveBest } from './save-best';
export { type ModelTarget, saveModel } from './save-model';
export {
  type CosineScheduleOptions,
  constantSchedule,
  cosineSchedule,
  type Schedule,
  type ScheduleLength,
  type StepScheduleOptions,
  stepSchedule,
  type TrainingLength,
} from './schedule';
export { lastSplit, type Split } from './split';
export { type StratifiedSplitOptions, stratifiedSplit } from './stratified-split';
export type { EmaOptions } from './weight-average';
