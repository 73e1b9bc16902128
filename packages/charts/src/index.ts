export type { AtRiskData } from './at-risk-table';
export { type CalibrationChartOptions, type CalibrationCurveData, calibrationChart } from './calibration-chart';
export type { ChartOptions } from './chart-options';
export { type ConfusionChartOptions, type ConfusionCounts, confusionChart } from './confusion-chart';
export { type CumulativeHazardData, cumulativeHazardChart } from './cumulative-hazard-chart';
export {
  ChartsError,
  type ChartsErrorTag,
  EmptyDataError,
  IntervalOrderError,
  InvalidValueError,
  isChartsError,
  LengthMismatchError,
  LogAxisError,
} from './errors';
export type { EventCurveData, EventCurvesOptions } from './event-curves';
export { type ForestPlotOptions, type ForestRow, forestPlot } from './forest-plot';
export { type HazardRatios, hazardRatioPlot } from './hazard-ratio-plot';
export { type LineChartOptions, lineChart } from './line-chart';
export type { LineSeries } from './line-series';
export {
  type PrecisionRecallChartOptions,
  type PrecisionRecallCurveData,
  type PrecisionRecallPoint,
  precisionRecallChart,
} from './precision-recall-chart';
export { type RocChartOptions, type RocCurveData, type RocPoint, rocChart } from './roc-chart';
export type { RuleData } from './rules';
export type { AxisOptions } from './scale';
export type { Step } from './scene';
export { type SchoenfeldChartOptions, type SchoenfeldData, schoenfeldChart } from './schoenfeld-chart';
export {
  type ScoreClass,
  type ScoreDistributionOptions,
  type ScoreThreshold,
  scoreDistribution,
} from './score-distribution';
export type { Dash } from './series-style';
export { type SurvivalCurveData, survivalChart } from './survival-chart';
export type { Theme } from './theme';
export { type TrainingCurvesOptions, type TrainingPanel, trainingCurves } from './training-curves';
export type { BandData, EstimateData, IntervalData, Values, ValuesOrMissing } from './values';
