import { describe, expect, test } from 'vitest';
import * as metrics from '../src/index';

const { isMetricsError } = metrics;

/** Every metric of labels and something of the same shape: all refuse bad input in the same way. */
const calls: [string, (y: never, other: never, options?: { sampleWeight?: number[] }) => unknown][] = [
  ['binaryAccuracy', metrics.binaryAccuracy],
  ['binaryCrossentropy', metrics.binaryCrossentropy],
  ['rocAuc', metrics.rocAuc],
  ['rocAucInterval', metrics.rocAucInterval],
  ['rocCurve', metrics.rocCurve],
  ['rocBand', metrics.rocBand],
  ['precisionRecallBand', metrics.precisionRecallBand],
  ['averagePrecision', metrics.averagePrecision],
  ['averagePrecisionInterval', metrics.averagePrecisionInterval],
  ['precisionRecallCurve', metrics.precisionRecallCurve],
  ['labelRankingLoss', metrics.labelRankingLoss],
  ['logLoss', metrics.logLoss],
  ['brier', metrics.brier],
  ['confusion', metrics.confusion],
  ['perLabelAccuracy', metrics.perLabelAccuracy],
  ['accuracy', metrics.accuracy],
  ['hammingLoss', metrics.hammingLoss],
  ['precision', metrics.precision],
  ['recall', metrics.recall],
  ['specificity', metrics.specificity],
  ['jaccard', metrics.jaccard],
  ['fbeta', metrics.fbeta],
  ['f1', metrics.f1],
  ['balancedAccuracy', metrics.balancedAccuracy],
  ['matthewsCorrcoef', metrics.matthewsCorrcoef],
  ['cohenKappa', metrics.cohenKappa],
];

const inputs: [string, unknown, unknown, number[] | undefined, metrics.MetricsErrorTag][] = [
  ['no rows', [], [], undefined, 'empty'],
  ['no columns', [[], []], [[], []], undefined, 'empty'],
  [
    'ragged labels',
    [[0, 1], [1]],
    [
      [0, 1],
      [0, 1],
    ],
    undefined,
    'ragged-rows',
  ],
  ['ragged scores', [[0], [1]], [[0], [1, 0]], undefined, 'ragged-rows'],
  ['a number among rows', [[0], [1]], [[0], 1], undefined, 'ragged-rows'],
  ['a row among numbers', [0, 1], [0, [1]], undefined, 'ragged-rows'],
  ['label 2', [0, 2], [0, 1], undefined, 'invalid-value'],
  ['label true', [false, true], [0, 1], undefined, 'invalid-value'],
  ['label NaN', [0, Number.NaN], [0, 1], undefined, 'invalid-value'],
  ['score NaN', [0, 1], [0, Number.NaN], undefined, 'invalid-value'],
  ['infinite score', [[0], [1]], [[0], [Number.POSITIVE_INFINITY]], undefined, 'invalid-value'],
  ['a string', [0, 1], [0, '1'], undefined, 'invalid-value'],
  ['fewer scores', [0, 1], [0], undefined, 'shape-mismatch'],
  [
    'fewer columns',
    [
      [0, 1],
      [1, 0],
    ],
    [[0], [1]],
    undefined,
    'shape-mismatch',
  ],
  ['fewer weights', [0, 1], [0, 1], [1], 'shape-mismatch'],
  ['a negative weight', [0, 1], [0, 1], [1, -1], 'invalid-value'],
  ['an infinite weight', [0, 1], [0, 1], [1, Number.POSITIVE_INFINITY], 'invalid-value'],
  ['a weight whose square is no number', [0, 1], [0, 1], [1, 1e160], 'invalid-value'],
  ['weights whose products are 0', [0, 1], [0, 1], [1e-200, 1e-180], 'invalid-value'],
  ['weights all 0', [0, 1], [0, 1], [0, 0], 'empty'],
];

describe.each(calls)('%s', (_, call) => {
  test.each(inputs)('%s', (_, y, other, sampleWeight, tag) => {
    try {
      call(y as never, other as never, { sampleWeight });
    } catch (error) {
      if (!isMetricsError(error)) throw error;
      expect(error.tag).toBe(tag);
      return;
    }
    expect.unreachable('nothing was thrown');
  });
});

test.each([
  ['brier', metrics.brier],
  ['logLoss', metrics.logLoss],
  ['binaryCrossentropy', metrics.binaryCrossentropy],
  ['hammingLoss', metrics.hammingLoss],
  ['binaryAccuracy', metrics.binaryAccuracy],
])('%s refuses an average that it does not take', (_, metric) => {
  const call = () => (metric as typeof metrics.brier)([[1, 0]], [[1, 0]], { average: 'weighted' as 'macro' });
  expect(call).toThrow("average: found weighted, expected 'micro', 'macro' (which are the same here) or null");
});

test('an error names the argument, the place, what was found and what was expected', () => {
  expect(() => metrics.rocAuc([[0, 2]], [[0, 1]])).toThrow('yTrue, row 0, column 1: found 2, expected 0 or 1.');
  expect(() => metrics.rocAuc([0, 1], [0.5])).toThrow('scores has shape 1, expected 2.');
  expect(() => metrics.binaryCrossentropy([0, 1], [0.5, 2])).toThrow(
    'scores, row 1: found 2, expected a number in [0, 1].',
  );
});

test('isMetricsError tells tags apart', () => {
  const error = new metrics.EmptyInputError('yTrue', 'no rows');
  expect([isMetricsError(error), isMetricsError(error, 'empty'), isMetricsError(error, 'ragged-rows')]).toEqual([
    true,
    true,
    false,
  ]);
  expect(isMetricsError(new Error('other'))).toBe(false);
});
