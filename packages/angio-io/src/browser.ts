export type { AugmentOptions, AugmentRange, SwapPairs } from './batches/augment-options';
export { augmentLabels, augmentVolume } from './batches/augment-volume';
export type { BatchOptions } from './batches/batch-options';
export type { Batch } from './batches/batches';
export type { Augmentation, AugmentNames, ViewAugmentation } from './batches/draw-augmentation';
export { drawAugmentation } from './batches/draw-augmentation';
export { groupKFold } from './batches/splits/group-k-fold';
export { kFold } from './batches/splits/k-fold';
export type { MultilabelFoldOptions } from './batches/splits/multilabel-stratified-k-fold';
export { multilabelStratifiedKFold } from './batches/splits/multilabel-stratified-k-fold';
export type { FoldOptions, Split } from './batches/splits/split';
export { stratifiedGroupKFold } from './batches/splits/stratified-group-k-fold';
export { stratifiedKFold } from './batches/splits/stratified-k-fold';
export type { TrainTestOptions } from './batches/splits/train-test-split';
export { trainTestSplit } from './batches/splits/train-test-split';
export type { AsyncVolumeFile } from './browser/async-volume-file';
export type { BrowserOpenOptions, BrowserSource } from './browser/open-volumes';
export { openVolumes } from './browser/open-volumes';
export type { RequestOptions } from './browser/url-source';
export type { AngioIoErrorTag } from './errors';
export {
  AngioIoError,
  ClosedFileError,
  CorruptVolumeError,
  DatasetValueError,
  Hdf5CrashedError,
  HttpError,
  isAngioIoError,
  NetworkError,
  NotHdf5Error,
  NotVolumesError,
  OptionError,
  RangesUnsupportedError,
  RepeatedPatientError,
  ShardMismatchError,
  SourceChangedError,
  TruncatedFileError,
  UnsupportedFilterError,
  WorkerError,
} from './errors';
export type { OpenVolumesOptions } from './hdf5/open-options';
export type { StoredDtype, VolumeArray } from './hdf5/stored-dtype';
export type { VolumeDtype } from './hdf5/volume-format';
export { FORMAT_NAME, FORMAT_VERSION } from './hdf5/volume-format';
export type { WorkerOptions } from './start-browser-worker';
export type { ImageName } from './study/image-name';
export { parseImageName } from './study/image-name';
export type { Label, Location, View } from './study/names';
export { LABELS, LOCATIONS, VIEWS } from './study/names';
export type { LabelMatch, LabelRows } from './tables/labels';
export { Labels, matchLabels } from './tables/labels';
