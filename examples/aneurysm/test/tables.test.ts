import { expect, test } from 'vitest';
import { evaluateLabel } from '../label-evaluation';
import type { OverallEvaluation } from '../overall-evaluation';
import { drawTable, epochCells, locationCells, markdownTable, methodCells } from '../tables';

const epochs = [
  { epoch: 1, loss: 0.7, accuracy: 0.5241, valLoss: 0.69, valAccuracy: 0.5, seconds: 12.34 },
  { epoch: 2, loss: 0.4, accuracy: 0.8731, valLoss: 0.5, valAccuracy: 0.7, seconds: 11 },
];

test('a row for every epoch, as in the report’s Table 4', () => {
  expect(epochCells(epochs)).toEqual([
    ['Epoch', 'Loss', 'Accuracy', 'Val loss', 'Val accuracy', 'Seconds'],
    ['1', '0.7000', '0.5241', '0.6900', '0.5000', '12.3'],
    ['2', '0.4000', '0.8731', '0.5000', '0.7000', '11.0'],
  ]);
  expect(drawTable(epochCells(epochs))).toContain('│ 2     │ 0.4000 │');
  expect(markdownTable(epochCells(epochs)).split('\n')[1]).toBe('| --- | ---: | ---: | ---: | ---: | ---: |');
});

test('a row for every location, beside the all-negative baseline', () => {
  const evaluate = (label: string, truth: number[], decisions: number[]) =>
    evaluateLabel(label, truth, decisions, decisions, 0.5, { seed: 1, replicates: 10 });
  const locations = [evaluate('L_ICA', [1, 0, 0, 1], [1, 0, 0, 0]), evaluate('BA', [0, 0, 0, 1], [0, 1, 0, 0])];
  const overall = { accuracy: 0.625, allNegative: 0.625 } as OverallEvaluation;
  expect(locationCells({ locations, overall }).slice(1)).toEqual([
    ['L_ICA', '2', '1', '1', '0.7500', '0.5000', '+0.2500'],
    ['BA', '1', '1', '0', '0.5000', '0.7500', '−0.2500'],
    ['all', '3', '2', '1', '0.6250', '0.6250', '+0.0000'],
  ]);
});

test('a row for every way to find thresholds; what is not defined is a dash', () => {
  const method = { method: 'max-f1', used: true, f1: { macro: 0.5, micro: 0.25 }, sensitivity: 0.75, specificity: 0.9 };
  const figures = { decidedPer100: 12.34, positivesPer100: 10, accuracy: 0.9, difference: -0.05 };
  const methods = [
    { ...method, ...figures },
    { ...method, ...figures, used: false, f1: { macro: null, micro: 0 }, sensitivity: null },
  ];
  expect(methodCells({ methods }).slice(1)).toEqual([
    ['max-f1 (used)', '0.5000', '0.2500', '0.7500', '0.9000', '12.3', '0.9000', '−0.0500'],
    ['max-f1', '–', '0.0000', '–', '0.9000', '12.3', '0.9000', '−0.0500'],
  ]);
});
