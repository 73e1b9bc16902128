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
export type { DicomFrame, PixelValues } from './dicom/decode-frame';
export type { DicomImageOptions } from './dicom/dicom-options';
export type { DicomGrey, DicomGreyOptions } from './dicom/dicom-to-grey';
export { dicomToGrey } from './dicom/dicom-to-grey';
export type { DicomSubtraction } from './dicom/grey-frames';
export type { DicomIdentity, DicomIdentityOptions } from './dicom/identity';
export { dicomIdentity } from './dicom/identity';
export { isDicom } from './dicom/is-dicom';
export type { PhotometricInterpretation, PixelFormat } from './dicom/pixel-format';
export type { Dicom } from './dicom/read-dicom';
export { openDicom, readDicom } from './dicom/read-dicom';
export type { FrameProgress, FrameReduction } from './dicom/reduce-frames';
export type { DicomTags } from './dicom/tags';
export type { DicomVoi, DicomWindow, WindowFunction } from './dicom/voi';
export type { AngioIoErrorTag } from './errors';
export {
  AngioIoError,
  ClosedFileError,
  CorruptDicomError,
  CorruptVolumeError,
  CsvHeaderError,
  CsvRowError,
  DatasetValueError,
  DuplicateIndexError,
  DuplicatePatientError,
  FileAccessError,
  FileLockedError,
  Hdf5CrashedError,
  isAngioIoError,
  MissingLabelError,
  MissingViewError,
  NoPatientsError,
  NoSpaceError,
  NotDicomError,
  NotHdf5Error,
  NotVolumesError,
  OptionError,
  PredictionError,
  RepeatedPatientError,
  ShardMismatchError,
  SortError,
  SourceChangedError,
  TruncatedFileError,
  UnreadableImageError,
  UnsupportedDicomError,
  UnsupportedFilterError,
  UnsupportedTransferSyntaxError,
  VolumesMismatchError,
  WorkerError,
  WriteError,
} from './errors';
export type { ConvertReport, ConvertVolumesOptions } from './hdf5/convert-volumes';
export { convertVolumes } from './hdf5/convert-volumes';
export type { OpenVolumesOptions } from './hdf5/open-options';
export type { VolumeSourcePath } from './hdf5/open-volumes';
export { openVolumes, verifyVolumes } from './hdf5/open-volumes';
export type { StoredDtype, VolumeArray } from './hdf5/stored-dtype';
export type { DamagedPatient, VerifyReport, VerifyVolumesOptions } from './hdf5/verify-volumes';
export type { VolumeFile } from './hdf5/volume-file';
export type { VolumeDtype } from './hdf5/volume-format';
export { FORMAT_NAME, FORMAT_VERSION } from './hdf5/volume-format';
export type { ResizeKernel, WriteReport, WriteVolumesOptions } from './hdf5/write-volumes';
export { writeVolumes } from './hdf5/write-volumes';
export type { FailOn, ValueRange } from './images/decode-angiogram';
export type { ImageOptions } from './images/image-options';
export type { ImageName } from './study/image-name';
export { parseImageName } from './study/image-name';
export type { Label, Location, View } from './study/names';
export { LABELS, LOCATIONS, VIEWS } from './study/names';
export type { ParsedName, ParseName } from './study/parse-name';
export type { ScanManifestOptions } from './study/scan-manifest';
export { scanManifest } from './study/scan-manifest';
export type { ScanOptions } from './study/scan-study';
export { scanStudy } from './study/scan-study';
export type { SortOptions, SortReport } from './study/sort-by-patient';
export { sortByPatient } from './study/sort-by-patient';
export type { IncompletePatient, Patient, Problem, ProblemKind, Progress, Study } from './study/study';
export type { VerifyOptions } from './study/verify-images';
export type { TableOptions } from './tables/csv-table';
export type { LabelMatch, LabelRows } from './tables/labels';
export { Labels, matchLabels } from './tables/labels';
export type { Manifest, ManifestOptions, ManifestRow } from './tables/manifest';
export { readManifest } from './tables/manifest';
export type { Prediction, PredictionOptions } from './tables/predictions';
export { readPredictions, writePredictions } from './tables/predictions';
export type { ReadLabelsOptions } from './tables/read-labels';
export { parseLabels, readLabels } from './tables/read-labels';
