export type { CohortOptions, FollowUp } from './cohort';
export { type ConcordanceComparison, compareConcordance } from './concordance/compare-concordance';
export {
  type Concordance,
  type ConcordanceOptions,
  type ConcordanceWarning,
  concordance,
} from './concordance/concordance';
export type { Covariates } from './covariates';
export type { BaselineHazard } from './cox/baseline';
export type { CoxFit } from './cox/cox-fit';
export { type CoxData, type CoxOptions, coxPH } from './cox/cox-ph';
export { type CoxPathOptions, coxPath } from './cox/path/cox-path';
export { type CoxPathCV, type CoxPathCVOptions, coxPathCV } from './cox/path/cox-path-cv';
export type { CoxPathFit } from './cox/path/cox-path-fit';
export type { Ties } from './cox/problem';
export type { ProportionalHazardsTest, TimeTransform } from './cox/proportional-hazards';
export type { EventResidual, EventResiduals, MatrixResidual, RowResidual } from './cox/residuals';
export type { ChiSquareTest, CoxTests } from './cox/significance';
export type { CoxWarning } from './cox/state';
export type { CoxSummary, SummaryOptions, SummaryRow } from './cox/summary';
export {
  BeyondFollowUpError,
  EmptyInputError,
  InvalidValueError,
  isSurvivalError,
  NoComparablePairsError,
  NoEventsError,
  ReplicateFailedError,
  ShapeMismatchError,
  StoppedError,
  SurvivalError,
  type SurvivalErrorTag,
  UnknownColumnError,
  UnobservableTimeError,
  WorkerFailedError,
} from './errors';
export type { HazardConfidence, SurvivalConfidence } from './nonparametric/confidence';
export type { GroupFollowUp } from './nonparametric/group-list';
export { type KaplanMeierOptions, kaplanMeier } from './nonparametric/kaplan-meier';
export type {
  AtRiskTable,
  KaplanMeierCurve,
  QuantileEstimate,
  SurvivalEstimate,
} from './nonparametric/kaplan-meier-curve';
export {
  type LogRankColumns,
  type LogRankGroup,
  type LogRankOptions,
  type LogRankTest,
  logRank,
} from './nonparametric/log-rank';
export type { LogRankWeighting } from './nonparametric/log-rank-weights';
export { type NelsonAalenCurve, type NelsonAalenOptions, nelsonAalen } from './nonparametric/nelson-aalen';
export {
  type RestrictedMean,
  type RestrictedMeanDifference,
  type RestrictedMeanOptions,
  restrictedMean,
  restrictedMeanDifference,
} from './nonparametric/restricted-mean';
export { type SurvivalDifference, survivalDifference } from './nonparametric/survival-difference';
export {
  type BrierScore,
  brierScore,
  type IntegratedBrierScore,
  integratedBrierScore,
} from './prediction/brier-score';
export { type CumulativeDynamicAuc, cumulativeDynamicAuc } from './prediction/cumulative-dynamic-auc';
export type { EvaluationOptions } from './prediction/evaluation';
export {
  type CalibrationGroup,
  type CalibrationSlope,
  type SurvivalCalibration,
  type SurvivalCalibrationOptions,
  survivalCalibration,
} from './prediction/survival-calibration';
export type { CategoryOptions, ColumnCoding } from './rows/coding';
export { type DroppedRow, type FromRowsOptions, fromRows, type RowsData } from './rows/from-rows';
export type { CellOptions } from './rows/read-cell';
export { bootstrapOptimism } from './validation/bootstrap-optimism';
export type { CorrectedFigure } from './validation/corrected-figure';
export type { FitContext, FitModule, FitRisk, RiskOf } from './validation/fit-risk';
export type {
  BootstrapOptimismOptions,
  FinishedReplicate,
  Optimism,
  OptimismProgress,
  ReplicateFailure,
  RiskMetric,
} from './validation/optimism';
export { bootstrapRows, type Resample, type ResampleOptions } from './validation/resample';
