export type { LabelledVolumes, TargetOptions } from './batches/labelled-volumes';
export type { TfBatch, TfDataset, TfDatasetOptions } from './batches/tf-dataset';
export { toTfDataset } from './batches/tf-dataset';
export type { TrainingDataOptions, VolumeInputs, VolumeTrainingData } from './batches/training-data';
export { toInputData, toTrainingData } from './batches/training-data';
