export { type CalibrationChartOptions, type CalibrationCurveData, calibrationChart } from './calibration-chart';
export type { ChartOptions } from './chart-options';
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
export { type ForestPlotOptions, type ForestRow, forestPlot } from './forest-plot';
export {
  type PrecisionRecallChartOptions,
  type PrecisionRecallCurveData,
  type PrecisionRecallPoint,
  precisionRecallChart,
} from './precision-recall-chart';
export { type RocChartOptions, type RocCurveData, type RocPoint, rocChart } from './roc-chart';
export type { AxisOptions } from './scale';
export type { Theme } from './theme';
export type { BandData, EstimateData, IntervalData, Values, ValuesOrMissing } from './values';
