export { applyThresholds } from './apply-thresholds';
export {
  Calibration,
  type CalibrationFitOptions,
  type CalibrationJson,
  type CalibrationMethod,
  type IsotonicParameters,
  type PlattParameters,
  type TemperatureParameters,
} from './calibration';
export { type CostOptions, costThreshold } from './cost-threshold';
export {
  EmptyScoresError,
  InvalidJsonError,
  InvalidValueError,
  isThresholdsError,
  LabelsRequiredError,
  NoOptimumError,
  RaggedRowsError,
  ShapeMismatchError,
  SingleClassError,
  ThresholdsError,
  type ThresholdsErrorTag,
  TooFewRowsError,
} from './errors';
export type { Labels } from './fit-data';
export { FittedThresholds, type LabelFit, type MethodRecord, type ThresholdsJson } from './fitted-thresholds';
export { fixedThreshold } from './fixed-threshold';
export { isotonicCalibration } from './isotonic-calibration';
export { type MaxFbetaOptions, maxFbetaThreshold } from './max-fbeta-threshold';
export { type MeanPlusSigmaOptions, meanPlusSigma } from './mean-plus-sigma';
export { meanPlusSigmaThreshold } from './mean-plus-sigma-threshold';
export { type Fitted, type Fitter, type OutOfFold, outOfFold } from './out-of-fold';
export { plattCalibration } from './platt-calibration';
export { type PrevalenceOptions, prevalenceThreshold } from './prevalence-threshold';
export type { Scores } from './scores';
export { sensitivityThreshold } from './sensitivity-threshold';
export { type ShrunkenOptions, shrunkenThreshold } from './shrunken-threshold';
export { specificityThreshold } from './specificity-threshold';
export { type TemperatureOptions, temperatureCalibration } from './temperature-calibration';
export { type ThresholdInterval, type ThresholdIntervalOptions, thresholdIntervals } from './threshold-intervals';
export type { FitOptions, ThresholdMethod } from './threshold-method';
export { youdenThreshold } from './youden-threshold';
