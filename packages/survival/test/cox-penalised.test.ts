import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coxPH, InvalidValueError } from '../src/index';
import { expectAllRelative, expectRelative } from './close';
import { coxData } from './cohorts';
import json from './fixtures/path.json';
import { pathData } from './path-data';
import { testWhere } from './test-where';

interface PenalisedCase {
  cohort: string;
  covariates: string[];
  penalizer: number;
  l1Ratio: number;
  coefficients: number[];
  standardErrors?: number[];
  logLikelihood?: number;
}

describe.each((json.penalised as PenalisedCase[]).map((one) => [one.cohort, one.penalizer, one.l1Ratio, one] as const))(
  `equals ${json.glmnet}: %s, penalizer %d, l1Ratio %d`,
  (_cohort, penalizer, l1Ratio, expected) => {
    const fit = coxPH(pathData(expected.cohort, expected.covariates), { penalizer, l1Ratio, ties: 'breslow' });

    test('coefficients, and the same of them exactly 0', () => {
      expectAllRelative(fit.coefficients, expected.coefficients, 1e-6);
      expect(fit.coefficients.map((value) => value === 0)).toEqual(expected.coefficients.map((value) => value === 0));
    });

    testWhere(expected.standardErrors !== undefined)('standard errors and likelihood of those that are kept', () => {
      expectAllRelative(fit.standardErrors, expected.standardErrors!, 1e-5);
      expectRelative(fit.logLikelihood, expected.logLikelihood!, 1e-9);
    });
  },
);

const names = ['fin', 'age', 'race', 'wexp', 'mar', 'paro', 'prio'];
const rossi = coxData('rossi', names);

test("at the optimum the score balances the penalty, with Efron's ties too", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.001, max: 0.1, noNaN: true }),
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      fc.constantFrom('efron' as const, 'breslow' as const),
      (penalizer, l1Ratio, ties) => {
        const fit = coxPH(rossi, { penalizer, l1Ratio, ties });
        const strength = penalizer * rossi.time.length;
        const scores = fit.residuals('score');
        for (const [j, name] of names.entries()) {
          const values = rossi.covariates[name]!;
          const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
          const deviation = Math.sqrt(
            values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1),
          );
          const slope = scores.reduce((sum, row) => sum + row[j]!, 0) / deviation;
          const beta = fit.coefficients[j]! * deviation;
          const excess = slope - strength * (1 - l1Ratio) * beta - strength * l1Ratio * Math.sign(beta);
          if (beta !== 0) expect(Math.abs(excess)).toBeLessThan(1e-5);
          else expect(Math.abs(slope)).toBeLessThanOrEqual(strength * l1Ratio + 1e-6);
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('a coefficient at 0 has no error, no effect in the summary and no degree of freedom', () => {
  const fit = coxPH(rossi, { penalizer: 0.05, l1Ratio: 1 });
  const zero = fit.coefficients.indexOf(0);
  const kept = fit.coefficients.filter((value) => value !== 0).length;
  expect(zero).toBeGreaterThanOrEqual(0);
  expect(fit.standardErrors[zero]).toBe(0);
  expect(fit.summary().rows[zero]).toMatchObject({ coefficient: 0, hazardRatio: 1, z: 0, pValue: 1 });
  expect(String(fit.summary())).toContain('l1 ratio = 1');
  expect(fit.tests.likelihoodRatio.degreesOfFreedom).toBe(kept);
  expect(fit.tests.score.degreesOfFreedom).toBe(7);
  expect(fit.warnings).toEqual([]);
});

test('a penalty that holds everything at 0', () => {
  const fit = coxPH(rossi, { penalizer: 10, l1Ratio: 1 });
  expect(fit.coefficients).toEqual(names.map(() => 0));
  expect(fit.logLikelihood).toBe(fit.nullLogLikelihood);
  expect(fit.tests.wald).toEqual({ statistic: 0, degreesOfFreedom: 0, pValue: 1 });
});

test('of two equal covariates one is kept, with ridge each has half; a constant one gets 0 and its warning', () => {
  const { age } = rossi.covariates;
  const covariates = { age: age!, again: age!, one: age!.map(() => 1) };
  const lasso = coxPH({ ...rossi, covariates }, { penalizer: 0.02, l1Ratio: 1 });
  const alone = coxPH({ ...rossi, covariates: { age: age! } }, { penalizer: 0.02, l1Ratio: 1 });
  expectRelative(lasso.coefficients[0]! + lasso.coefficients[1]!, alone.coefficients[0]!, 1e-8);
  expect(lasso.coefficients[2]).toBe(0);
  expect(lasso.warnings.map(({ tag, covariate }) => [tag, covariate])).toEqual([['constant', 'one']]);
  const net = coxPH({ ...rossi, covariates }, { penalizer: 0.02, l1Ratio: 0.5 });
  expectRelative(net.coefficients[0]!, net.coefficients[1]!, 1e-8);
});

test('a lasso finds an end for a coefficient without one', () => {
  const data = { time: [1, 2, 3, 4, 5, 6], event: [1, 1, 1, 0, 0, 0], covariates: { x: [1, 1, 1, 0, 0, 0] } };
  const fit = coxPH(data, { penalizer: 0.05, l1Ratio: 1 });
  expect(fit.coefficients[0]).toBeGreaterThan(0.5);
  expect(fit.warnings).toEqual([]);
});

test('l1Ratio is from 0 to 1', () => {
  for (const l1Ratio of [-0.1, 1.1, Number.NaN]) {
    expect(() => coxPH(rossi, { penalizer: 1, l1Ratio })).toThrow(InvalidValueError);
  }
});
