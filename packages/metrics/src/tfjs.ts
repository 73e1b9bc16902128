export {
  EmptyInputError,
  InvalidValueError,
  isMetricsError,
  MetricsError,
  type MetricsErrorTag,
  ShapeMismatchError,
  SingleClassError,
} from './errors';
export { type AsymmetricLossOptions, asymmetricLoss } from './losses/asymmetric-loss';
export { type BinaryCrossentropyLossOptions, binaryCrossentropyLoss } from './losses/binary-crossentropy-loss';
export { type FocalLossOptions, focalLoss } from './losses/focal-loss';
export type { EntryLoss, Loss, LossOptions } from './losses/loss';
export { type PositiveWeightsOptions, positiveWeightsOf } from './losses/positive-weights';
export type { Column, Rows, Table } from './table';
