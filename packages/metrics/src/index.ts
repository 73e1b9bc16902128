export type { AccumulatorJSON } from './accumulator';
export { type AccuracyOptions, accuracy } from './accuracy';
export type { Average } from './average';
export { type AveragePrecisionOptions, averagePrecision } from './average-precision';
export { type AveragePrecisionIntervalOptions, averagePrecisionInterval } from './average-precision-interval';
export { type BalancedAccuracyOptions, balancedAccuracy } from './balanced-accuracy';
export type { BandOptions } from './band';
export { type BinaryAccuracyOptions, binaryAccuracy } from './binary-accuracy';
export { type BinaryCrossentropyOptions, binaryCrossentropy } from './binary-crossentropy';
export { type BootstrapIntervalOptions, bootstrapInterval } from './bootstrap-interval';
export { brier } from './brier';
export { CalibrationAccumulator, type CalibrationAccumulatorOptions } from './calibration-accumulator';
export {
  type CalibrationCurve,
  type CalibrationOptions,
  calibrationCurve,
  expectedCalibrationError,
} from './calibration-curve';
export { cohenKappa } from './cohen-kappa';
export { type Confusion, type ConfusionOptions, confusion } from './confusion';
export { ConfusionAccumulator, type ConfusionAccumulatorOptions } from './confusion-accumulator';
export type { Averaged, ConfusionSummary, SummaryOptions } from './confusion-summary';
export type { DecisionOptions } from './decision-average';
export { type DelongInterval, type DelongOptions, type DelongTest, delongInterval, delongTest } from './delong';
export {
  EmptyInputError,
  InvalidValueError,
  isMetricsError,
  MetricsError,
  type MetricsErrorTag,
  RaggedRowsError,
  ShapeMismatchError,
  SingleClassError,
  UndefinedMetricError,
  UnlikeAccumulatorsError,
} from './errors';
export { type FbetaOptions, f1, fbeta } from './fbeta';
export { hammingLoss } from './hamming-loss';
export type { BootstrapOptions, Interval } from './interval';
export { jaccard } from './jaccard';
export {
  coverageError,
  type LabelRankingOptions,
  labelRankingAveragePrecision,
  labelRankingLoss,
} from './label-ranking';
export { LabelRankingAccumulator, type LabelRankings } from './label-ranking-accumulator';
export { logLoss } from './log-loss';
export { matthewsCorrcoef } from './matthews-corrcoef';
export type { MeanOptions } from './mean';
export { MeanAccumulator, type MeanAccumulatorOptions } from './mean-accumulator';
export {
  allNegativeAccuracy,
  type LabelAccuracy,
  type PerLabelAccuracyOptions,
  perLabelAccuracy,
} from './per-label-accuracy';
export { precision } from './precision';
export { type PrecisionRecallBand, precisionRecallBand } from './precision-recall-band';
export {
  type PrecisionRecallCurve,
  type PrecisionRecallCurveOptions,
  precisionRecallCurve,
} from './precision-recall-curve';
export { RankingAccumulator, type RankingAccumulatorOptions } from './ranking-accumulator';
export type { Bounds } from './ranking-bounds';
export type { AveragedBounds, RankingAverage, RankingSummary, RankingSummaryOptions } from './ranking-summary';
export { recall } from './recall';
export { type RocAucOptions, rocAuc } from './roc-auc';
export { type RocAucIntervalOptions, rocAucInterval } from './roc-auc-interval';
export { type RocBand, rocBand } from './roc-band';
export { type RocCurve, type RocCurveOptions, rocCurve } from './roc-curve';
export type { RankingOptions } from './score-average';
export { specificity } from './specificity';
export type { Column, Rows, Table } from './table';
export { presenceWeights, type WeightedRocAucOptions, weightedRocAuc } from './weighted-roc-auc';
export { type ShareInterval, type WilsonIntervalOptions, wilsonInterval } from './wilson-interval';
