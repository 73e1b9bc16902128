import { describe, expect, test } from 'vitest';
import {
  InvalidValueError,
  LabelsRequiredError,
  maxFbetaThreshold,
  meanPlusSigmaThreshold,
  shrunkenThreshold,
  type ThresholdMethod,
  thresholdIntervals,
  youdenThreshold,
} from '../src/index';
import oracle from './fixtures/threshold-intervals.json';

const scores = [...oracle.positives, ...oracle.negatives];
const labels = [...oracle.positives.map(() => 1), ...oracle.negatives.map(() => 0)];

describe(`intervals agree with those of ${oracle.oracle}, within the error of simulation`, () => {
  const given: [string, ThresholdMethod, number[] | undefined, typeof oracle.youden][] = [
    ['youden', youdenThreshold(), labels, oracle.youden],
    ['mean + σ, stratified', meanPlusSigmaThreshold(), labels, oracle['meanPlusSigma, stratified']],
    ['mean + σ', meanPlusSigmaThreshold(), undefined, oracle.meanPlusSigma],
  ];
  test.each(given)('%s', (_, method, truth, expected) => {
    const [found] = thresholdIntervals(method, scores, truth, { replicates: 4000, level: 0.9, seed: 3 });
    // 4,000 replicates give a standard error within 1.1 % and a 5 % quantile within 0.04 standard errors, one sigma.
    expect(Math.abs(found!.standardError / expected.standardError - 1)).toBeLessThan(0.06);
    // Youden's threshold takes few values, so its quantiles move in steps.
    const allowed = (method.name === 'youden' ? 0.3 : 0.15) * expected.standardError;
    expect(Math.abs(found!.lower - expected.lower)).toBeLessThan(allowed);
    expect(Math.abs(found!.upper - expected.upper)).toBeLessThan(allowed);
    expect(found!.estimate).toBe(method.fit(scores, truth).thresholds[0]);
  });
});

describe('thresholdIntervals', () => {
  const short = { replicates: 40, seed: 5 };

  test('the seed fixes the interval', () => {
    const run = (seed: number) => thresholdIntervals(youdenThreshold(), scores, labels, { replicates: 40, seed });
    expect(run(7)).toEqual(run(7));
    expect(run(7)).not.toEqual(run(8));
  });

  test('a label with one positive never loses it', () => {
    const truth = scores.map((_, row) => (row === 0 ? 1 : 0));
    const [found] = thresholdIntervals(maxFbetaThreshold(), scores, truth, short);
    expect(Number.isFinite(found!.lower) && Number.isFinite(found!.upper)).toBe(true);
  });

  test('weights go with their rows; rows of weight 0 are not drawn', () => {
    const weights = scores.map((_, row) => (row % 3 === 0 ? 0 : 1));
    const kept = (values: number[]) => values.filter((_, row) => row % 3 !== 0);
    for (const method of [youdenThreshold(), shrunkenThreshold(youdenThreshold())]) {
      expect(thresholdIntervals(method, scores, labels, { ...short, sampleWeight: weights })).toEqual(
        thresholdIntervals(method, kept(scores), kept(labels), short),
      );
    }
  });

  test('labels and weights are those of the scores that are drawn', () => {
    const weightOf = (score: number) => 1 + Math.abs(score);
    const truthOf = new Map(scores.map((score, row) => [score, labels[row]!]));
    const youden = youdenThreshold();
    const fit: ThresholdMethod['fit'] = (some, truth, options) => {
      const drawn = Array.from(some as ArrayLike<number>);
      expect(Array.from(options!.sampleWeight!)).toEqual(drawn.map(weightOf));
      expect(Array.from(truth as ArrayLike<number>)).toEqual(drawn.map((score) => truthOf.get(score)));
      return youden.fit(some, truth, options);
    };
    const sampleWeight = scores.map(weightOf);
    for (const separable of [true, false]) {
      thresholdIntervals({ ...youden, separable, fit }, scores, labels, { ...short, sampleWeight, singleClass: 0 });
    }
  });

  test('a fallback of −∞ has −∞ as an end, not NaN', () => {
    const truth = scores.map((_, row) => (row === 0 ? 1 : 0));
    const method = { ...youdenThreshold(), separable: false };
    // Some level has its lower end between the last infinite replicate and the first finite one.
    const found = Array.from({ length: 99 }, (_, percent) => (percent + 1) / 100).flatMap((level) =>
      thresholdIntervals(method, scores, truth, { replicates: 31, level, singleClass: Number.NEGATIVE_INFINITY }),
    );
    for (const { lower, upper, standardError } of found) {
      expect([lower, upper, standardError].some(Number.isNaN)).toBe(false);
      expect(standardError).toBe(Number.POSITIVE_INFINITY);
    }
    expect(found.at(-1)!.lower).toBe(Number.NEGATIVE_INFINITY);
  });

  test('a label of one class with a fallback has the fallback as its whole interval', () => {
    const found = thresholdIntervals(
      youdenThreshold(),
      scores,
      scores.map(() => 0),
      { ...short, singleClass: Number.POSITIVE_INFINITY },
    );
    const fallback = Number.POSITIVE_INFINITY;
    expect(found).toMatchObject([{ estimate: fallback, lower: fallback, upper: fallback, standardError: 0 }]);
  });

  test('shrinkage draws whole rows and narrows the interval of a rare label', () => {
    const table = scores.map((score, row) => [score, scores[(row * 7) % scores.length]!]);
    const truth = labels.map((label, row) => [label, row % 67 === 0 ? 1 : 0]);
    const width = (method: ThresholdMethod) => {
      const { lower, upper } = thresholdIntervals(method, table, truth, { replicates: 200 })[1]!;
      return upper - lower;
    };
    expect(width(shrunkenThreshold(youdenThreshold(), { strength: 30 }))).toBeLessThan(0.7 * width(youdenThreshold()));
  });

  test('bad input', () => {
    const run = (options: object) => () => thresholdIntervals(youdenThreshold(), scores, labels, options);
    for (const options of [{ level: 1 }, { level: 0 }, { replicates: 1 }, { replicates: 2.5 }, { seed: 0.5 }]) {
      expect(run(options)).toThrow(InvalidValueError);
    }
    expect(() => thresholdIntervals(youdenThreshold(), scores)).toThrow(LabelsRequiredError);
  });
});
