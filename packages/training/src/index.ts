export { type BackendInfo, type SelectBackendOptions, selectBackend, type TriedBackend } from './backend';
export type { BackendName } from './backend-candidates';
export type { CheckpointOptions } from './checkpoint';
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
export {
  BackendUnavailableError,
  CheckpointCorruptError,
  CheckpointMismatchError,
  FolderInUseError,
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
} from './errors';
export { fit } from './fit';
export type { FitOptions, FitProgress, ValidationMetric } from './fit-options';
export type { EpochRecord, History } from './history';
export { binaryCrossentropyLoss, type LossFunction } from './loss';
export { loadModel, saveModel } from './model-folder';
export { type PredictOptions, type PredictProgress, predict } from './predict';
export { type InputReader, type SampleReader, sampleData } from './sample-data';
export { lastSplit, type Split } from './split';
export { type StratifiedSplitOptions, stratifiedSplit } from './stratified-split';
