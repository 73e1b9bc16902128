import { perLabelAccuracy } from '@kium/metrics';
import { expect, test } from 'vitest';
import { drawCurves } from '../curves';
import type { Comparison } from '../steps/6-compare';
import { drawTable, epochCells, locationCells, markdownTable } from '../tables';

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
  const perLocation = perLabelAccuracy(
    [
      [1, 0],
      [0, 0],
      [0, 0],
      [1, 1],
    ],
    [
      [1, 0],
      [0, 1],
      [0, 0],
      [0, 0],
    ],
    { labels: ['L_ICA', 'BA'] },
  );
  const location = { accuracy: 0.625, allNegative: 0.625, perLocation };
  expect(locationCells({ location } as Comparison).slice(1)).toEqual([
    ['L_ICA', '2', '1', '1', '0.7500', '0.5000', '+0.2500'],
    ['BA', '1', '1', '0', '0.5000', '0.7500', '−0.2500'],
    ['all', '3', '2', '1', '0.6250', '0.6250', '+0.0000'],
  ]);
});

test('curves are an SVG picture with four panels, drawn the same every time', () => {
  const svg = drawCurves(epochs, epochs.slice(0, 1));
  expect(svg).toMatch(/^<svg[^>]* width="960" height="640"/);
  for (const text of [
    'Presence: loss',
    'Presence: accuracy',
    'Location: loss',
    'Location: accuracy',
    'held-out patients',
  ]) {
    expect(svg).toContain(text);
  }
});
