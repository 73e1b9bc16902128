import { describe, expect, test } from 'vitest';
import { type CoxPathOptions, coxPath, coxPathCV, coxPH, InvalidValueError, ShapeMismatchError } from '../src/index';
import { expectAllRelative, expectRelative } from './close';
import { cohorts, coxData } from './cohorts';
import json from './fixtures/path.json';
import { pathColumn, pathData } from './path-data';
import { testWhere } from './test-where';

interface Choice {
  mean: number[];
  standardError: number[];
  lambdaMin: number;
  lambda1se: number;
}

interface PathCase {
  cohort: string;
  covariates: string[];
  l1Ratio: number;
  strata: string | null;
  weights: string | null;
  entry: string | null;
  standardize: boolean;
  penaltyFactors: number[] | null;
  ownLambdas: boolean;
  lambdas: number[];
  coefficients: number[][];
  devianceRatio: number[];
  folds?: number[];
  cv?: Choice;
  cvConcordance?: Choice;
}

const cases = json.paths as unknown as PathCase[];

function optionsOf({ cohort, strata, weights, entry, l1Ratio, standardize, penaltyFactors }: PathCase): CoxPathOptions {
  return {
    ...{ l1Ratio, standardize, ties: 'breslow' as const },
    penaltyFactors: penaltyFactors ?? undefined,
    strata: strata === null ? undefined : cohorts[cohort]![strata],
    weights: weights === null ? undefined : pathColumn(cohort, weights),
    entry: entry === null ? undefined : pathColumn(cohort, entry),
  };
}

const titled = cases.map((one) => {
  const { cohort, l1Ratio, strata, weights, entry, standardize, penaltyFactors } = one;
  return [JSON.stringify({ cohort, l1Ratio, strata, weights, entry, standardize, penaltyFactors }), one] as const;
});

describe.each(titled)(`equals ${json.glmnet}, brought to all digits: %s`, (_, expected) => {
  const data = pathData(expected.cohort, expected.covariates);
  const options = { ...optionsOf(expected), lambdas: expected.lambdas };
  const path = coxPath(data, options);

  test('coefficients, and the same of them exactly 0', () => {
    for (const [k, values] of expected.coefficients.entries()) {
      expectAllRelative(path.coefficients[k]!, values, 1e-6, `at ${k}`);
      expect(path.coefficients[k]!.map((value) => value === 0)).toEqual(values.map((value) => value === 0));
      expect(path.df[k]).toBe(values.filter((value) => value !== 0).length);
    }
    expect(path.notConverged).toEqual([]);
  });

  test('deviance ratios', () => {
    expectAllRelative(path.devianceRatio, expected.devianceRatio, 1e-6);
  });

  testWhere(expected.ownLambdas === true)('the sequence of strengths', () => {
    const own = coxPath(data, { ...optionsOf(expected), nLambda: expected.lambdas.length });
    // glmnet's steps between them have the digits of single precision.
    expectAllRelative(own.lambdas, expected.lambdas.slice(0, own.lambdas.length), 1e-6);
    expect(own.lambdas.length).toBeGreaterThan(4);
    expectAllRelative(own.coefficients.at(-1)!, expected.coefficients[own.lambdas.length - 1]!, 1e-6);
  });

  testWhere(expected.cv !== undefined)('cross-validated deviance and the choice by it', () => {
    const cv = coxPathCV(data, { ...options, folds: expected.folds! });
    expectAllRelative(cv.mean, expected.cv!.mean, 1e-6);
    expectAllRelative(cv.standardError, expected.cv!.standardError, 1e-5);
    expectRelative(cv.lambdaMin, expected.cv!.lambdaMin, 1e-12);
    expectRelative(cv.lambda1se, expected.cv!.lambda1se, 1e-12);
  });

  testWhere(expected.cvConcordance !== undefined)('cross-validated concordance', () => {
    const cv = coxPathCV(data, { ...options, folds: expected.folds!, measure: 'concordance' });
    expectAllRelative(cv.mean, expected.cvConcordance!.mean, 1e-6);
    expectAllRelative(cv.standardError, expected.cvConcordance!.standardError, 1e-5);
    expectRelative(cv.lambdaMin, expected.cvConcordance!.lambdaMin, 1e-12);
    expectRelative(cv.lambda1se, expected.cvConcordance!.lambda1se, 1e-12);
  });
});

const names = ['fin', 'age', 'race', 'wexp', 'mar', 'paro', 'prio'];
const rossi = coxData('rossi', names);

test("each point is coxPH's optimum of the same penalty, with Efron's ties", () => {
  const path = coxPath(rossi, { l1Ratio: 0.5, nLambda: 12 });
  // glmnet divides by deviations with n, lifelines by those with n − 1: a pure lasso or ridge can be translated.
  for (const l1Ratio of [0, 1]) {
    const one = coxPath(rossi, { l1Ratio, lambdas: [0.05, 0.01] });
    const shrink = Math.sqrt((rossi.time.length - 1) / rossi.time.length);
    for (const [k, lambda] of one.lambdas.entries()) {
      const fit = coxPH(rossi, { l1Ratio, penalizer: lambda * (l1Ratio === 1 ? shrink : shrink ** 2) });
      expectAllRelative(one.coefficients[k]!, [...fit.coefficients], 1e-7);
      expectRelative(one.logLikelihood[k]!, fit.logLikelihood, 1e-10);
    }
  }
  expect(path.df[0]).toBe(0);
  expect(path.ties).toBe('efron');
});

test('without a penalty it is the Cox model, and more is explained along the way', () => {
  const path = coxPath(rossi, { lambdas: [0, 0.1, 0.01] });
  expect(path.lambdas).toEqual([0.1, 0.01, 0]);
  expectAllRelative(path.coefficients[2]!, [...coxPH(rossi).coefficients], 1e-6);
  expect([...path.devianceRatio].sort((a, b) => a - b)).toEqual(path.devianceRatio);
});

test('coefficients between strengths, and the scores of new rows', () => {
  const path = coxPath(rossi, { lambdas: [0.04, 0.02] });
  const middle = path.coefficientsAt(0.03);
  for (const [j, value] of middle.entries()) {
    expectRelative(value, (path.coefficients[0]![j]! + path.coefficients[1]![j]!) / 2, 1e-12);
  }
  expect(path.coefficientsAt(1)).toEqual(path.coefficients[0]);
  expect(path.coefficientsAt(0)).toEqual(path.coefficients[1]);
  const row = Object.fromEntries(names.map((name) => [name, [rossi.covariates[name]![0]!]]));
  const score = names.reduce((sum, name, j) => sum + middle[j]! * (row[name]![0]! - path.means[j]!), 0);
  expectRelative(path.predictLogPartialHazard(row, 0.03)[0]!, score, 1e-10);
  expectRelative(path.predictPartialHazard(row, 0.03)[0]!, Math.exp(score), 1e-10);
  expect(() => path.coefficientsAt(Number.NaN)).toThrow(InvalidValueError);
});

describe('drawn folds', () => {
  test('are the same for the same seed, differ for another, and share the events out evenly', () => {
    const draw = (seed: number) => coxPathCV(rossi, { nFolds: 7, seed, lambdas: [0.02, 0.01] }).folds;
    expect(draw(3)).toEqual(draw(3));
    expect(draw(3)).not.toEqual(draw(4));
    const events = new Array<number>(7).fill(0);
    for (const [row, fold] of draw(3).entries()) events[fold]! += rossi.event[row]!;
    expect(Math.max(...events) - Math.min(...events)).toBeLessThanOrEqual(1);
  });

  test('keep the rows of a cluster together', () => {
    const heart = coxData('heart', ['age', 'surgery']);
    const cluster = cohorts.heart!.id!;
    const options = { entry: cohorts.heart!.entry as number[], cluster, nFolds: 5, nLambda: 5 };
    const { folds } = coxPathCV(heart, options);
    const foldOf = new Map<unknown, number>();
    for (const [row, fold] of folds.entries()) {
      expect(foldOf.get(cluster[row]) ?? fold).toBe(fold);
      foldOf.set(cluster[row], fold);
    }
  });
});

describe('bad input', () => {
  test.each<[string, object]>([
    ['l1Ratio', { l1Ratio: 2 }],
    ['ties', { ties: 'exact' }],
    ['nLambda', { nLambda: 0 }],
    ['lambdaMinRatio', { lambdaMinRatio: 1 }],
    ['lambdas[1]', { lambdas: [0.1, -1] }],
    ['lambdas', { lambdas: [] }],
    ['penaltyFactors', { penaltyFactors: [1] }],
    ['penaltyFactors', { penaltyFactors: names.map(() => 0) }],
    ['penaltyFactors[0]', { penaltyFactors: names.map(() => -1) }],
  ])('%s: %j', (argument, options) => {
    expect(() => coxPath(rossi, options)).toThrow(InvalidValueError);
    expect(() => coxPath(rossi, options)).toThrow(argument);
  });

  test.each<[object, string]>([
    [{ measure: 'auc' }, 'measure'],
    [{ nFolds: 1 }, 'nFolds'],
    [{ nFolds: 115 }, 'at most 114, so that each fold has an event'],
    [{ folds: rossi.event }, 'folds with at least one event each'],
    [{ folds: rossi.event.map(() => 1) }, 'at least two'],
    [{ folds: rossi.event.map((_, row) => (row === 3 ? undefined : row % 2)) }, 'folds, row 3'],
    [{ seed: 0.5 }, 'seed'],
  ])('coxPathCV %#', (options, message) => {
    expect(() => coxPathCV(rossi, { lambdas: [0.1], ...options })).toThrow(message);
  });

  test('folds or clusters of another length', () => {
    expect(() => coxPathCV(rossi, { folds: [1, 2] })).toThrow(ShapeMismatchError);
    expect(() => coxPathCV(rossi, { cluster: [1, 2] })).toThrow(ShapeMismatchError);
  });

  test('covariates without any association', () => {
    const data = { time: [1, 2, 3], event: [1, 1, 1], covariates: { one: [1, 1, 1] } };
    const path = coxPath(data);
    expect(path.lambdas).toEqual([0]);
    expect(path.coefficients).toEqual([[0]]);
  });
});
