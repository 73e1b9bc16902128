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
  ShapeMismatchError,
  SurvivalError,
  type SurvivalErrorTag,
  UnknownColumnError,
  UnobservableTimeError,
} from './errors';
