import { coxPH, kaplanMeier, logRank } from '@kium/survival';
import type { Prepared } from './prepare';

/** Every figure that the report needs. */
export type Analysis = ReturnType<typeof analyse>;

/** Kaplan–Meier and log-rank by group, and a Cox model of all covariates with what speaks for and against it. */
export function analyse({ data, groups, dropped, coding }: Prepared) {
  const { time, event } = data;
  const fit = coxPH(data);
  const { reference } = coding[0]!;
  const curves = kaplanMeier({ time, event }, { groups });
  return {
    fit,
    coding,
    dropped: dropped.length,
    // The group that the others are compared with comes first.
    curves: [
      ...curves.filter(({ group }) => group === reference),
      ...curves.filter(({ group }) => group !== reference),
    ],
    // Follow-up is what ends by censoring: a death hides how long the patient would have been followed.
    followUp: kaplanMeier({ time, event: Array.from(event, (seen) => 1 - Number(seen)) }).median.time,
    logRank: logRank({ time, event }, { groups }),
    proportionalHazards: fit.proportionalHazardsTest(),
    concordance: fit.concordance,
  };
}
