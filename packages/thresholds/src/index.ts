export { applyThresholds } from './apply-thresholds';
export {
  EmptyScoresError,
  InvalidValueError,
  isThresholdsError,
  RaggedRowsError,
  ShapeMismatchError,
  ThresholdsError,
  type ThresholdsErrorTag,
  TooFewRowsError,
} from './errors';
export { type MeanPlusSigmaOptions, meanPlusSigma } from './mean-plus-sigma';
export type { Scores } from './scores';
