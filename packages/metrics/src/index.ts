export { type BinaryAccuracyOptions, binaryAccuracy } from './binary-accuracy';
export { type BinaryCrossentropyOptions, binaryCrossentropy } from './binary-crossentropy';
export { type BootstrapIntervalOptions, bootstrapInterval } from './bootstrap-interval';
export { type Confusion, type ConfusionOptions, confusion } from './confusion';
export {
  EmptyInputError,
  InvalidValueError,
  isMetricsError,
  MetricsError,
  type MetricsErrorTag,
  RaggedRowsError,
  ShapeMismatchError,
  SingleClassError,
} from './errors';
export type { BootstrapOptions, Interval } from './interval';
export type { MeanOptions } from './mean';
export {
  allNegativeAccuracy,
  type LabelAccuracy,
  type PerLabelAccuracyOptions,
  perLabelAccuracy,
} from './per-label-accuracy';
export { type RocAucOptions, rocAuc } from './roc-auc';
export { type RocAucIntervalOptions, rocAucInterval } from './roc-auc-interval';
export { type RocCurve, type RocCurveOptions, rocCurve } from './roc-curve';
export type { Column, Rows, Table } from './table';
export { type ShareInterval, type WilsonIntervalOptions, wilsonInterval } from './wilson-interval';
