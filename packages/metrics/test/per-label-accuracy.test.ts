import { describe, expect, test } from 'vitest';
import { confusion, perLabelAccuracy, ShapeMismatchError } from '../src/index';
import { column, expectAllClose, oracle, oracleCases } from './oracle';

describe(`perLabelAccuracy and confusion equal ${oracle.oracle}`, () => {
  test.each(oracleCases)('$name', ({ y, s, sampleWeight, values }) => {
    const decisions = s.map((row) => row.map((score) => (score > 0.5 ? 1 : 0)));
    const rows = perLabelAccuracy(y, decisions, { sampleWeight });
    const field = (name: 'accuracy' | 'baseline' | 'sensitivity' | 'specificity' | 'precision') =>
      rows.map((row) => row[name]);
    expectAllClose(field('accuracy'), values.binaryAccuracyPerLabel);
    expectAllClose(field('baseline'), values.baselinePerLabel);
    expectAllClose(field('sensitivity'), values.sensitivityPerLabel);
    expectAllClose(field('specificity'), values.specificityPerLabel);
    expectAllClose(field('precision'), values.precisionPerLabel);

    const counts = confusion(y, decisions, { sampleWeight });
    for (const [label, expected] of values.confusionPerLabel.entries()) {
      const { trueNegatives, falsePositives, falseNegatives, truePositives } = counts[label]!;
      expectAllClose([trueNegatives, falsePositives, falseNegatives, truePositives], expected);
      expect(confusion(column(y, label), column(decisions, label), { sampleWeight })).toEqual(counts[label]);
    }
  });
});

const y = [
  [1, 0],
  [0, 0],
  [1, 0],
  [0, 0],
];
const decisions = [
  [1, 0],
  [1, 0],
  [0, 0],
  [0, 0],
];

test('a line by hand; ratios without a denominator are null', () => {
  expect(perLabelAccuracy(y, decisions, { labels: ['L_ICA', 'R_PCA'] })).toEqual([
    {
      label: 'L_ICA',
      n: 4,
      positives: 2,
      decided: 2,
      accuracy: 0.5,
      baseline: 0.5,
      sensitivity: 0.5,
      specificity: 0.5,
      precision: 0.5,
      trueNegatives: 1,
      falsePositives: 1,
      falseNegatives: 1,
      truePositives: 1,
    },
    {
      label: 'R_PCA',
      n: 4,
      positives: 0,
      decided: 0,
      accuracy: 1,
      baseline: 1,
      sensitivity: null,
      specificity: 1,
      precision: null,
      trueNegatives: 4,
      falsePositives: 0,
      falseNegatives: 0,
      truePositives: 0,
    },
  ]);
});

test('a flat label is an array of one; names default to the column', () => {
  const rows = perLabelAccuracy(new Uint8Array([1, 1]), new Uint8Array([1, 0]));
  expect(rows.map(({ label, sensitivity, specificity }) => [label, sensitivity, specificity])).toEqual([
    ['0', 0.5, null],
  ]);
});

test('the wrong number of names is an error', () => {
  expect(() => perLabelAccuracy(y, decisions, { labels: ['one'] })).toThrow(ShapeMismatchError);
});
