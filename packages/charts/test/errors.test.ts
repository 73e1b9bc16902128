import { describe, expect, test } from 'vitest';
import * as charts from '../src/index';

const { calibrationChart, confusionChart, forestPlot, lineChart, precisionRecallChart, rocChart } = charts;
const { hazardRatioPlot, schoenfeldChart, scoreDistribution, survivalChart, trainingCurves } = charts;
const curve = { name: 'a', fpr: [0, 1], tpr: [0, 1] };
const line = { name: 'a', x: [1, 2], y: [1, 2] };
const group = { time: [1, 2], survival: [1, 0.5] };
const residuals = { names: ['a'], time: [1, 2], values: [[1], [2]] };
const log = { scale: 'log' } as const;
// biome-ignore lint/suspicious/noExplicitAny: what a caller without types may pass
const untyped = (value: unknown) => value as any;

const CASES: [what: string, tag: charts.ChartsErrorTag, message: RegExp, draw: () => string][] = [
  ['no curve', 'empty', /^curves is empty/, () => rocChart([])],
  ['a curve without points', 'empty', /^curves\[0\]\.fpr is empty/, () => rocChart({ name: 'a', fpr: [], tpr: [] })],
  ['no rows', 'empty', /^rows is empty/, () => forestPlot([])],
  ['no counts', 'empty', /^counts is empty/, () => confusionChart([])],
  [
    'no score in any class',
    'empty',
    /^classes is empty.*one score/,
    () => scoreDistribution([{ name: 'a', scores: [] }]),
  ],
  ['no epoch', 'empty', /^panels\[0\]\.training is empty/, () => trainingCurves({ title: 'a', training: [] })],
  [
    'lengths that differ',
    'length-mismatch',
    /^curves\[0\]\.tpr has length 1, but curves\[0\]\.fpr has 2/,
    () => rocChart({ ...curve, tpr: [0] }),
  ],
  [
    'lengths that differ',
    'length-mismatch',
    /^series\[0\]\.band\.lower has length 1/,
    () => lineChart({ ...line, band: { lower: [1], upper: [1] } }),
  ],
  [
    'an upper end without a lower one',
    'length-mismatch',
    /^curves\[0\]\.lower has length 0/,
    () => calibrationChart({ name: 'a', predicted: [0.5], observed: [0.5], upper: [0.6] }),
  ],
  ['a matrix that is not square', 'length-mismatch', /^counts\[1\] has length 1/, () => confusionChart([[1, 2], [1]])],
  [
    'too few labels',
    'length-mismatch',
    /^labels has length 1/,
    () =>
      confusionChart(
        [
          [1, 2],
          [1, 2],
        ],
        { labels: ['a'] },
      ),
  ],
  [
    'held-out data of another length',
    'length-mismatch',
    /^panels\[0\]\.heldOut has length 1/,
    () => trainingCurves({ title: 'a', training: [1, 2], heldOut: [1] }),
  ],
  [
    'NaN',
    'invalid-value',
    /^curves\[0\]\.tpr\[1\]: found NaN, expected a finite number of at least 0 and at most 1\./,
    () => rocChart({ ...curve, tpr: [0, Number.NaN] }),
  ],
  [
    'an infinite number',
    'invalid-value',
    /^series\[0\]\.y\[0\]: found Infinity, expected a finite number, or null/,
    () => lineChart({ ...line, y: [Number.POSITIVE_INFINITY, 1] }),
  ],
  [
    'null where nothing may be missing',
    'invalid-value',
    /^series\[0\]\.x\[1\]: found null/,
    () => lineChart({ ...line, x: untyped([1, null]) }),
  ],
  ['a rate above 1', 'invalid-value', /^curves\[0\]\.fpr\[1\]: found 2/, () => rocChart({ ...curve, fpr: [0, 2] })],
  [
    'a recall that turns round',
    'invalid-value',
    /^curves\[0\]\.recall\[2\]: found 0\.5, expected at least the value before it, 1/,
    () => precisionRecallChart({ name: 'a', recall: [0, 1, 0.5], precision: [1, 1, 1] }),
  ],
  [
    'no array',
    'invalid-value',
    /^curves\[0\]\.fpr: found 'x', expected an array/,
    () => rocChart({ ...curve, fpr: untyped('x') }),
  ],
  [
    'a name that is no text',
    'invalid-value',
    /^curves\[0\]\.name: found undefined, expected a string/,
    () => rocChart(untyped({ fpr: [0], tpr: [0] })),
  ],
  [
    'an unknown theme',
    'invalid-value',
    /^theme: found 'blue', expected 'light', 'dark' or 'auto'/,
    () => rocChart(curve, { theme: untyped('blue') }),
  ],
  ['an id that would break the markup', 'invalid-value', /^id: found '">'/, () => rocChart(curve, { id: '">' })],
  ['too narrow', 'invalid-value', /^width: found 100/, () => rocChart(curve, { width: 100 })],
  [
    'too low for what is to be shown',
    'invalid-value',
    /^height: found 240, expected at least \d+, as title/,
    () => calibrationChart({ name: 'a', predicted: [0.5], observed: [0.5], probabilities: [0.5] }, { height: 240 }),
  ],
  [
    'an unknown step',
    'invalid-value',
    /^series\[0\]\.step: found 'up'/,
    () => lineChart({ ...line, step: untyped('up') }),
  ],
  [
    'an unknown dash',
    'invalid-value',
    /^series\[0\]\.dash: found 'wavy'/,
    () => lineChart({ ...line, dash: untyped('wavy') }),
  ],
  [
    'a mark beside the curve',
    'invalid-value',
    /^series\[0\]\.marks\[1\]: found 3/,
    () => lineChart({ ...line, marks: [1.5, 3] }),
  ],
  [
    'a rule with both',
    'invalid-value',
    /^rules\[0\]: .*either x or y/,
    () => lineChart(line, { rules: [{ name: 'a', x: 1, y: 1 }] }),
  ],
  [
    'an axis without extent',
    'invalid-value',
    /^xAxis\.max: found 1/,
    () => lineChart(line, { xAxis: { min: 1, max: 1 } }),
  ],
  [
    'an unknown scale',
    'invalid-value',
    /^yAxis\.scale: found 'sqrt'/,
    () => lineChart(line, { yAxis: { scale: untyped('sqrt') } }),
  ],
  [
    'unknown heights',
    'invalid-value',
    /^heights: found 'sum'/,
    () => scoreDistribution([{ name: 'a', scores: [1] }], { heights: untyped('sum') }),
  ],
  [
    'a negative count',
    'invalid-value',
    /^counts\[0\]\[1\]: found -1/,
    () =>
      confusionChart([
        [1, -1],
        [1, 1],
      ]),
  ],
  [
    'lower above upper',
    'interval-order',
    /^rows\[0\]: found lower 2 and upper 1/,
    () => forestPlot([{ name: 'a', estimate: 1, lower: 2, upper: 1 }]),
  ],
  [
    'lower above upper',
    'interval-order',
    /^curves\[0\]\.band\[1\]/,
    () => rocChart({ ...curve, band: { x: [0, 1], lower: [0, 1], upper: [0, 0.5] } }),
  ],
  [
    'one end only',
    'interval-order',
    /^rows\[0\]: found lower 1 and upper null/,
    () => forestPlot([{ name: 'a', estimate: 1, lower: 1 }]),
  ],
  [
    'zero on a logarithmic axis',
    'log-axis',
    /^series\[0\]\.y\[1\]: found 0, expected a number above 0/,
    () => lineChart({ ...line, y: [1, 0] }, { yAxis: log }),
  ],
  [
    'a negative hazard ratio',
    'log-axis',
    /^rows\[0\]\.lower\[0\]|^rows\[0\]\.lower: found -1/,
    () => forestPlot([{ name: 'a', estimate: 1, lower: -1, upper: 2 }], { axis: log }),
  ],
  ['no curve', 'empty', /^curves is empty/, () => survivalChart([])],
  ['a curve without times', 'empty', /^curves\[0\]\.time is empty/, () => survivalChart({ time: [], survival: [] })],
  [
    'curves that nothing tells apart',
    'invalid-value',
    /^curves\[0\]\.name: found undefined, expected a name, or a group/,
    () => survivalChart([group, group]),
  ],
  [
    'times that fall',
    'invalid-value',
    /^curves\[0\]\.time\[1\]: found 1, expected ascending times/,
    () => survivalChart({ time: [2, 1], survival: [1, 1] }),
  ],
  [
    'fewer values than times',
    'length-mismatch',
    /^curves\[0\]\.survival has length 1, but curves\[0\]\.time has 2/,
    () => survivalChart({ ...group, survival: [1] }),
  ],
  [
    'fewer numbers at risk than times',
    'length-mismatch',
    /^curves\[0\]\.atRisk has length 1/,
    () => survivalChart({ ...group, atRisk: [1] }),
  ],
  ['no hazard ratio', 'empty', /^rows is empty/, () => hazardRatioPlot({ rows: [] })],
  ['no event', 'empty', /^time is empty/, () => schoenfeldChart({ names: ['a'], time: [], values: [] })],
  [
    'only covariates without coefficient',
    'empty',
    /^coefficients is empty/,
    () => schoenfeldChart({ ...residuals, coefficients: [Number.NaN] }),
  ],
  [
    'fewer residuals than events',
    'length-mismatch',
    /^values has length 1, but time has 2/,
    () => schoenfeldChart({ ...residuals, values: [[1]] }),
  ],
  [
    'a residual that is no number',
    'invalid-value',
    /^values\[1\]\[0\]: found NaN/,
    () => schoenfeldChart({ ...residuals, values: [[1], [Number.NaN]] }),
  ],
  [
    'too few parameters',
    'invalid-value',
    /^df: found 1, expected a finite number/,
    () => schoenfeldChart(residuals, { df: 1 }),
  ],
  [
    'an event at zero on a logarithmic axis',
    'log-axis',
    /^time\[0\]: found 0/,
    () => schoenfeldChart({ ...residuals, time: [0, 1] }, { xAxis: log }),
  ],
  [
    'a logarithmic axis from zero',
    'log-axis',
    /^xAxis\.min: found 0/,
    () => lineChart(line, { xAxis: { ...log, min: 0 } }),
  ],
];

test.each(CASES)('%s: %s', (_, tag, message, draw) => {
  let thrown: unknown;
  try {
    draw();
  } catch (error) {
    thrown = error;
  }
  expect(charts.isChartsError(thrown, tag), String(thrown)).toBe(true);
  expect((thrown as Error).message).toMatch(message);
  expect((thrown as Error).name).not.toBe('Error');
});

describe('isChartsError', () => {
  test('knows its own errors only', () => {
    const error = new charts.EmptyDataError('rows', 'one row');
    expect(charts.isChartsError(error)).toBe(true);
    expect(charts.isChartsError(error, 'log-axis')).toBe(false);
    expect(charts.isChartsError(new Error('rows is empty'))).toBe(false);
    expect(charts.isChartsError(undefined)).toBe(false);
  });
});
