import type { Analysis } from './analysis';
import type { Settings } from './arguments';
import { listed } from './words';

/** Fewer events for each coefficient, and estimates are unreliable (Peduzzi et al. 1995). */
const EVENTS_PER_COEFFICIENT = 10;
/** An interval whose ends differ by more says little about the size of an effect. */
const WIDE = 3;
/** So few at risk: the curve hangs on single patients. */
const FEW_AT_RISK = 10;

/** What the figures can't bear. */
export function cautions({ fit, curves }: Analysis, settings: Settings): string[] {
  const { group: column, covariates, isSimulated, time } = settings;
  const perCoefficient = fit.events / fit.names.length;
  const wide = fit
    .summary()
    .rows.filter(
      ({ hazardRatioLower, hazardRatioUpper }) => hazardRatioUpper / hazardRatioLower > WIDE && hazardRatioUpper < 1e9,
    );
  const ends = curves.map(({ group, time: times, atRisk }) => {
    const last = times.filter((_, i) => atRisk[i]! >= FEW_AT_RISK).at(-1);
    return last === undefined ? `${column} ${group} at all times` : `${column} ${group} after ${time} = ${last}`;
  });
  return [
    ...(isSimulated ? ['These patients are simulated; nothing here is about a real treatment.'] : []),
    ...fit.warnings.map(({ message }) => message),
    ...(perCoefficient < EVENTS_PER_COEFFICIENT
      ? [
          `Few events: ${fit.events} for ${fit.names.length} coefficient${fit.names.length === 1 ? '' : 's'}. Fewer than ${EVENTS_PER_COEFFICIENT} each make ` +
            'estimates unreliable and intervals too short.',
        ]
      : []),
    ...(wide.length > 0
      ? [
          `Wide intervals, whose ends differ more than ${WIDE}-fold: ${listed(wide.map(({ covariate }) => covariate))}. ` +
            'Their size is hardly known.',
        ]
      : []),
    covariates.length === 0
      ? `Nothing is adjusted for: the groups may differ in other things than ${column}.`
      : `The model is adjusted for ${listed(covariates)} only. Unless ${column} was given by lot, the groups may differ in ` +
        'other things that matter.',
    `The right ends of the curves hang on few patients: fewer than ${FEW_AT_RISK} at risk in ${listed(ends)}.`,
    'Intervals tell of chance alone, not of errors in the table or in the choice of patients.',
  ];
}
