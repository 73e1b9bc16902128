import { basename } from 'node:path';
import type { Analysis } from './analysis';
import type { Settings } from './arguments';

/** Every figure of the report, for programs; what is not defined is null. */
export function resultsOf(analysis: Analysis, { data, time, event, group, covariates }: Settings) {
  const { fit, curves, dropped, followUp, logRank, proportionalHazards, concordance } = analysis;
  return {
    columns: { file: basename(data), time, event, group, covariates },
    patients: fit.rows,
    dropped,
    events: fit.events,
    medianFollowUp: followUp,
    groups: curves.map(({ group, rows, median, level, ...columns }) => {
      const { time, atRisk, events, censored, survival, lower, upper } = columns;
      return {
        group,
        patients: rows,
        median,
        level,
        curve: { time, atRisk, events, censored, survival, lower, upper },
      };
    }),
    logRank: { statistic: logRank.statistic, degreesOfFreedom: logRank.degreesOfFreedom, pValue: logRank.pValue },
    hazardRatios: fit.summary().rows,
    tests: fit.tests,
    logLikelihood: fit.logLikelihood,
    aic: fit.aic,
    proportionalHazards,
    concordance: concordance ?? null,
    warnings: fit.warnings,
  };
}
