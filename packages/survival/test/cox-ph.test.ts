import { describe, expect, test } from 'vitest';
import { coxPH } from '../src/index';
import { expectAllRelative, expectRelative } from './close';
import { cohorts, coxData, numbers } from './cohorts';
import oracle from './fixtures/cox.json';
import { testWhere } from './test-where';

interface OracleCase {
  cohort: string;
  covariates: string[];
  ties: 'efron' | 'breslow';
  strata: string[] | null;
  weights: string | null;
  entry: string | null;
  cluster: string | null;
  theta: number | null;
  coefficients: number[];
  covariance: number[][];
  modelCovariance: number[][];
  nullLogLikelihood: number;
  logLikelihood: number;
  likelihoodRatio: number;
  wald: number;
  score: number;
  aic: number;
  concordance: [c: number, standardError: number];
  hazard: { time: number[]; hazard: number[]; strata: string[] | null };
  means: number[];
  zph: Record<'km' | 'rank' | 'identity' | 'log', number[]>;
  residuals?: {
    martingale: number[];
    deviance: number[];
    score: number[][];
    dfbeta: number[][];
    schoenfeld: number[][];
    scaledSchoenfeld: number[][];
  };
}

const cases = oracle.cases as unknown as OracleCase[];

function fitOf(one: OracleCase) {
  const { cohort, covariates, ties, weights, entry, cluster, theta } = one;
  const data = coxData(cohort, covariates);
  const column = (name: string | null) => (name === null ? undefined : numbers(cohort, name));
  return coxPH(data, {
    ties,
    weights: column(weights),
    entry: column(entry),
    cluster: column(cluster),
    strata: one.strata === null ? undefined : data.time.map((_, row) => labelOf(one, row)),
    penalizer: theta === null ? 0 : theta / data.time.length,
  });
}

describe.each(cases.map((one) => [JSON.stringify({ ...one, coefficients: undefined }).slice(0, 150), one] as const))(
  `equals ${oracle.oracle}: %s`,
  (_, expected) => {
    const fit = fitOf(expected);

    test('coefficients, covariances and likelihoods', () => {
      expectAllRelative(fit.coefficients, expected.coefficients, 1e-6, 'coefficients');
      expectAllRelative(fit.covariance.flat(), expected.covariance.flat(), 1e-5, 'covariance');
      expectAllRelative(fit.modelCovariance.flat(), expected.modelCovariance.flat(), 1e-5, 'model covariance');
      expectRelative(fit.nullLogLikelihood, expected.nullLogLikelihood, 1e-10);
      expect(fit.warnings).toEqual([]);
      // R's ridge reports the likelihood with the penalty in it.
      if (expected.theta === null) expectRelative(fit.logLikelihood, expected.logLikelihood, 1e-10);
    });

    testWhere(expected.theta === null)('concordance', () => {
      const { c, standardError } = fit.concordance!;
      expectRelative(c, expected.concordance[0], 1e-6);
      expectRelative(standardError, expected.concordance[1], 1e-5);
    });

    testWhere(expected.theta === null)('tests, AIC and baseline hazard', () => {
      expectRelative(fit.tests.likelihoodRatio.statistic, expected.likelihoodRatio, 1e-6);
      expectRelative(fit.tests.wald.statistic, expected.wald, 1e-5);
      expectRelative(fit.tests.score.statistic, expected.score, 1e-6);
      expectRelative(fit.aic, expected.aic, 1e-9);
      // R centres at the plain means, ours at the weighted ones.
      const shift = fit.predictPartialHazard(
        Object.fromEntries(expected.covariates.map((name, j) => [name, [expected.means[j]!]])),
      )[0]!;
      for (const [i, time] of expected.hazard.time.entries()) {
        const label = expected.hazard.strata?.[i];
        const curve = fit.baselineHazard().find(({ stratum }) => label === undefined || same(String(stratum), label))!;
        const upTo = curve.time.filter((at) => at <= time).length;
        expectRelative(
          upTo === 0 ? 0 : curve.cumulativeHazard[upTo - 1]! * shift,
          expected.hazard.hazard[i]!,
          1e-6,
          1e-6,
        );
      }
    });

    testWhere(expected.theta === null).each(['km', 'rank', 'identity', 'log'] as const)(
      'the test of proportional hazards by %s',
      (transform) => {
        const found = fit.proportionalHazardsTest({ transform }).map(({ statistic }) => statistic);
        expectAllRelative(found, expected.zph[transform], 1e-5, transform);
      },
    );

    testWhere(expected.residuals !== undefined)('residuals', () => {
      const { martingale, deviance, score, dfbeta, schoenfeld, scaledSchoenfeld } = expected.residuals!;
      expectAllRelative(fit.residuals('martingale'), martingale, 1e-6, 'martingale');
      expectAllRelative(fit.residuals('deviance'), deviance, 1e-6, 'deviance');
      expectAllRelative(fit.residuals('score').flat(), score.flat(), 1e-6, 'score');
      expectAllRelative(fit.residuals('dfbeta').flat(), dfbeta.flat(), 1e-5, 'dfbeta');
      const inOrderOfR = (type: 'schoenfeld' | 'scaled-schoenfeld') => {
        const { row, time, values } = fit.residuals(type);
        const label = (at: number) => (expected.strata === null ? '' : labelOf(expected, row[at]!));
        const order = row
          .map((_, at) => at)
          .sort((a, b) => compare(label(a), label(b)) || time[a]! - time[b]! || row[a]! - row[b]!);
        return order.flatMap((at) => values[at]!);
      };
      expectAllRelative(inOrderOfR('schoenfeld'), schoenfeld.flat(), 1e-6, 'schoenfeld');
      expectAllRelative(inOrderOfR('scaled-schoenfeld'), scaledSchoenfeld.flat(), 1e-5, 'scaled schoenfeld');
    });
  },
);

/** The strata of a row as one name. */
function labelOf({ cohort, strata }: OracleCase, row: number): string {
  return strata!.map((name) => `${name}=${cohorts[cohort]![name]![row]}`).join(', ');
}

const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));

/** R writes the values of several strata as `race=1, paro=0`, those of one as `1`. */
function same(ours: string, label: string): boolean {
  return ours === label || ours === label.replaceAll(/\s*=\s*/g, '=') || ours.replace(/^[^=]*=/, '') === label;
}
