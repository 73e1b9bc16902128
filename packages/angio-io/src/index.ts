export type { Batch, BatchOptions } from './batches';
export type { FailOn } from './decode-angiogram';
export type { AngioIoErrorTag } from './errors';
export {
  AngioIoError,
  ClosedFileError,
  CorruptVolumeError,
  CsvHeaderError,
  CsvRowError,
  DuplicateIndexError,
  FileAccessError,
  isAngioIoError,
  MissingLabelError,
  MissingViewError,
  NoPatientsError,
  NoSpaceError,
  NotHdf5Error,
  NotVolumesError,
  OptionError,
  PredictionError,
  SortError,
  TruncatedFileError,
  UnreadableImageError,
  WriteError,
} from './errors';
export type { ImageName } from './image-name';
export { parseImageName } from './image-name';
export type { LabelMatch, LabelRows } from './labels';
export { Labels, matchLabels, parseLabels, readLabels } from './labels';
export type { Label, Location, View } from './names';
export { LABELS, LOCATIONS, VIEWS } from './names';
export { openVolumes } from './open-volumes';
export type { Prediction } from './predictions';
export { readPredictions, writePredictions } from './predictions';
export type { ScanOptions } from './scan-study';
export { scanStudy } from './scan-study';
export type { SortOptions, SortReport } from './sort-by-patient';
export { sortByPatient } from './sort-by-patient';
export type { IncompletePatient, Patient, Problem, ProblemKind, Progress, Study } from './study';
export type { VolumeFile } from './volume-file';
export type { VolumeDtype } from './volume-format';
export { FORMAT_NAME, FORMAT_VERSION } from './volume-format';
export type { ResizeKernel, WriteReport, WriteVolumesOptions } from './write-volumes';
export { writeVolumes } from './write-volumes';
