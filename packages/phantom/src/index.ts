export type { Acquisition, AcquisitionRanges } from './acquisition';
export type { Ellipsoid, HeadShapes, Segment } from './anatomy';
export {
  type Aneurysm,
  type Ball,
  DIAMETER_MM,
  DIAMETER_RANGE_MM,
  type DiameterDistribution,
} from './aneurysm';
export type { Pose } from './camera';
export { FolderNotEmptyError, InvalidOptionError, StudyWriteError } from './errors';
export { type Filling, fillingOf } from './filling';
export {
  drawLabels,
  type Injection,
  KIUM_COUNTS,
  LOCATION_COUNTS,
  LOCATIONS,
  type Location,
  type PatientLabels,
  type Side,
  VIEWS,
  type View,
} from './labels';
export { generatePatient, type PatientOptions, type PhantomPatient } from './patient';
export type { Box } from './raster';
export { type Angiogram, type RenderOptions, renderView } from './render';
export {
  type AngiogramStudy,
  type AngiogramStudyOptions,
  FIRST_TEST_INDEX,
  FIRST_TRAIN_INDEX,
  type StudyProgress,
  writeAngiogramStudy,
} from './study';
export type { ArterialTree } from './tree';
export type { Truth, TruthAneurysm, TruthBox } from './truth';
export { GENERATOR_VERSION } from './truth';
export type { SideVariants, Variants } from './variants';
export type { Vessel } from './vessel';
