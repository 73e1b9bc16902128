import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { brierScore, concordance, coxPH, cumulativeDynamicAuc, integratedBrierScore } from '../src/index';
import { expectAllRelative, expectRelative } from './close';
import { coxData, numbers } from './cohorts';
import riskRegression from './fixtures/discrimination.json';
import scikitSurvival from './fixtures/scikit-survival.json';

test.each(riskRegression.cases.map((one) => [one.cohort, one] as const))(
  `AUC and Brier scores equal ${riskRegression.riskRegression}: %s`,
  (_, { cohort, covariates, times, auc, brier, kaplanMeier }) => {
    const data = coxData(cohort, covariates);
    const fit = coxPH(data);
    const curves = fit.predictSurvival(data.covariates, times);
    const { time, event } = data;
    const risk = fit.predictLogPartialHazard(data.covariates);
    expectAllRelative(cumulativeDynamicAuc(time, event, risk, times).auc, auc, 1e-8, 'AUC');
    const found = brierScore(time, event, curves, times);
    expectAllRelative(found.scores, brier, 1e-5, 'Brier');
    expectAllRelative(found.kaplanMeier, kaplanMeier, 1e-8, 'Kaplan–Meier');
  },
);

test.each(scikitSurvival.cases.map((one) => [one.cohort, one] as const))(
  `equals ${scikitSurvival.oracle}, with the censoring of a training cohort: %s`,
  (_, { cohort, risk, scale, times, tau, ...expected }) => {
    const time = numbers(cohort, 'time').map((value, row) => value + row / 10000);
    const event = numbers(cohort, 'event');
    const last = Math.max(...time);
    const pick = (isPicked: (row: number) => boolean) => ({
      time: time.filter((_, row) => isPicked(row)),
      event: event.filter((_, row) => isPicked(row)),
    });
    const train = pick((row) => row % 2 === 0 || time[row] === last);
    const judged = pick((row) => row % 2 === 1);
    const scores = numbers(cohort, risk)
      .filter((_, row) => row % 2 === 1)
      .map((value) => value / scale);
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const centre = mean(scores);
    const curves = scores.map((score) => times.map((at) => Math.exp(-Math.exp(score - centre) * (at / mean(time)))));
    const options = { censoring: train };
    const uno = concordance(judged.time, judged.event, scores, { ...options, timeWeight: 'uno', tau });
    expectRelative(uno.c, expected.uno, 1e-9);
    const auc = cumulativeDynamicAuc(judged.time, judged.event, scores, times, options);
    expectAllRelative(auc.auc, expected.auc, 1e-9);
    expectRelative(auc.mean, expected.meanAuc, 1e-9);
    const own = cumulativeDynamicAuc(judged.time, judged.event, scores, times);
    expectAllRelative(own.auc, expected.ownAuc, 1e-9);
    expectRelative(own.mean, expected.ownMeanAuc, 1e-9);
    expectAllRelative(brierScore(judged.time, judged.event, curves, times, options).scores, expected.brier, 1e-9);
    const integrated = integratedBrierScore(judged.time, judged.event, curves, times, options);
    expectRelative(integrated.score, expected.integratedBrier, 1e-9);
  },
);

const rows = fc.array(
  fc.record({
    time: fc.integer({ min: 1, max: 9 }),
    event: fc.integer({ min: 0, max: 1 }),
    risk: fc.integer({ min: 0, max: 4 }),
    weight: fc.integer({ min: 0, max: 3 }),
  }),
  { minLength: 5, maxLength: 30 },
);

describe('in any cohort', () => {
  const times = [3, 6];

  test('−risk has 1 − AUC, and whole weights are copies', () => {
    fc.assert(
      fc.property(rows, (cohort) => {
        const copies = cohort.flatMap((row) => Array<typeof row>(row.weight).fill(row));
        const last = Math.max(...copies.map(({ time }) => time));
        const cases = copies.filter(({ time, event }) => event === 1 && time <= times[0]!).length;
        fc.pre(last > times[1]! && cases > 0);
        const columns = (of: typeof cohort) =>
          [of.map(({ time }) => time), of.map(({ event }) => event), of.map(({ risk }) => risk)] as const;
        const [time, event, risk] = columns(cohort);
        const weights = cohort.map(({ weight }) => weight);
        const found = cumulativeDynamicAuc(time, event, risk, times, { weights });
        const reversed = cumulativeDynamicAuc(
          time,
          event,
          risk.map((value) => [-value, -value]),
          times,
          { weights },
        );
        const copied = cumulativeDynamicAuc(...columns(copies), times);
        expectAllRelative(
          reversed.auc,
          found.auc.map((value) => 1 - value),
          1e-9,
          '',
          1,
        );
        expectAllRelative(copied.auc, [...found.auc], 1e-9, '', 1);
        expectRelative(copied.mean, found.mean, 1e-9, 1);
        const survival = (of: number[]) => of.map((value) => times.map((at) => Math.exp((-at * value) / 20)));
        const weighted = brierScore(time, event, survival(risk), times, { weights });
        const plain = brierScore(columns(copies)[0], columns(copies)[1], survival(columns(copies)[2]), times);
        expectAllRelative(plain.scores, [...weighted.scores], 1e-9, '', 1);
        expectAllRelative(plain.kaplanMeier, [...weighted.kaplanMeier], 1e-9, '', 1);
      }),
      { numRuns: 200 },
    );
  });

  test('without censoring, the Brier score is the mean squared error and the AUC the share of ordered pairs', () => {
    fc.assert(
      fc.property(rows, (cohort) => {
        const at = 5;
        const time = cohort.map(({ time }) => time);
        fc.pre(Math.max(...time) > at && Math.min(...time) <= at);
        const event = cohort.map(() => 1);
        const survival = cohort.map(({ risk }) => 1 - risk / 5);
        const error = cohort.reduce((sum, { time, risk }) => sum + ((time > at ? 1 : 0) - (1 - risk / 5)) ** 2, 0);
        expect(brierScore(time, event, survival, [at]).scores[0]).toBeCloseTo(error / cohort.length, 12);
        let ordered = 0;
        let pairs = 0;
        for (const one of cohort) {
          for (const other of cohort) {
            if (one.time > at || other.time <= at) continue;
            pairs++;
            ordered += (Math.sign(one.risk - other.risk) + 1) / 2;
          }
        }
        const { auc, mean } = cumulativeDynamicAuc(
          time,
          event,
          cohort.map(({ risk }) => risk),
          [at],
        );
        expect(auc[0]).toBeCloseTo(ordered / pairs, 12);
        expect(mean).toBeCloseTo(ordered / pairs, 12);
      }),
    );
  });
});

describe('bad input', () => {
  const time = [1, 2, 3, 4];
  const event = [1, 1, 0, 1];
  const risk = [4, 3, 2, 1];

  test.each<[string, () => unknown, string]>([
    [
      'a time at the end of follow-up',
      () => cumulativeDynamicAuc(time, event, risk, [2, 4]),
      'nobody was under observation after 4; follow-up ends at 4',
    ],
    [
      'a time before the first event',
      () => cumulativeDynamicAuc(time, event, risk, [0.5]),
      'no pair to compare at time 0.5',
    ],
    [
      'descending times',
      () => cumulativeDynamicAuc(time, event, risk, [3, 2]),
      'times, row 1: found 2, expected finite numbers above 0, ascending',
    ],
    ['no times', () => cumulativeDynamicAuc(time, event, risk, []), 'times: no times'],
    [
      'a number as times',
      () => cumulativeDynamicAuc(time, event, risk, 2 as never),
      'times: found 2, expected an array of times',
    ],
    ['a NaN risk', () => cumulativeDynamicAuc(time, event, [1, Number.NaN, 2, 3], [2]), 'risk, row 1: found NaN'],
    [
      'risks of one time for two',
      () => cumulativeDynamicAuc(time, event, [[1], [2], [3], [4]], [2, 3]),
      'risk, row 0: found "length 1", expected 2 numbers, one a time',
    ],
    ['risks of other length', () => cumulativeDynamicAuc(time, event, [1], [2]), 'risk has length 1, expected 4'],
    [
      'censoring that ends too soon',
      () => cumulativeDynamicAuc(time, event, risk, [2.5], { censoring: { time: [0.5], event: [0] } }),
      'nobody is still under observation at time 1',
    ],
    [
      'a percentage',
      () => brierScore(time, event, [0.5, 80, 0.2, 0.1], [2]),
      'survival, row 1: found 80, expected a probability from 0 to 1',
    ],
    [
      'one column for two times',
      () => brierScore(time, event, [0.5, 0.4, 0.2, 0.1], [2, 3]),
      'survival, row 0: found 0.5, expected 2 probabilities a row',
    ],
    [
      'no survival',
      () => brierScore(time, event, undefined as never, [2]),
      'survival: found undefined, expected an array',
    ],
    [
      'an integral over a point',
      () => integratedBrierScore(time, event, [[0.5], [0.4], [0.2], [0.1]], [2]),
      'expected at least two times',
    ],
  ])('%s', (_, compute, message) => {
    expect(compute).toThrow(message);
  });
});
