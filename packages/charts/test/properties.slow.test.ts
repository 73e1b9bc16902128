import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as charts from '../src/index';
import { parse } from './document';

const any = fc.double({ noNaN: true, noDefaultInfinity: true });
const share = fc.double({ min: 0, max: 1, noNaN: true });
const positive = fc.double({ min: Number.MIN_VALUE, max: Number.MAX_VALUE, noNaN: true });
const name = fc.string({ unit: 'binary', maxLength: 40 });
const options = fc.record(
  {
    title: name,
    description: name,
    width: fc.integer({ min: 240, max: 2000 }),
    theme: fc.constantFrom('light' as const, 'dark' as const, 'auto' as const),
  },
  { requiredKeys: [] },
);
const list = <T>(item: fc.Arbitrary<T>, minLength = 1) => fc.array(item, { minLength, maxLength: 12 });
const pair = <T, U>(x: fc.Arbitrary<T>, y: fc.Arbitrary<U>) =>
  list(fc.tuple(x, y)).map((pairs) => ({ x: pairs.map(([a]) => a), y: pairs.map(([, b]) => b) }));
const ascending = (values: number[]) => values.sort((a, b) => a - b);

/** Well-formed, and nothing in it that is no number; texts aside, which may say what they like. */
function expectSound(svg: string) {
  parse(svg);
  const drawn = svg.replace(/<(title|desc)[^>]*>[^<]*<\/\1>/g, '').replace(/(<text[^>]*>)[^<]*/g, '$1');
  expect(drawn).not.toMatch(/NaN|undefined|Infinity|null/);
}

test('lineChart draws any finite data', () => {
  const step = fc.constantFrom(undefined, 'after' as const, 'before' as const, 'middle' as const);
  const series = fc
    .tuple(name, pair(any, fc.option(any)), step, fc.boolean())
    .map(([name, { x, y }, step, markers]) => {
      const band = {
        lower: y,
        upper: y.map((value) => (value === null ? null : Math.min(value + 1, Number.MAX_VALUE))),
      };
      return { name, x: ascending(x), y, step, markers, band };
    });
  fc.assert(
    fc.property(list(series), options, (data, options) => expectSound(charts.lineChart(data, options))),
    {
      numRuns: 60,
    },
  );
});

test('lineChart draws any positive data on logarithmic axes', () => {
  fc.assert(
    fc.property(name, pair(positive, positive), options, (name, { x, y }, options) => {
      const axes = { xAxis: { scale: 'log' }, yAxis: { scale: 'log' } } as const;
      expectSound(charts.lineChart({ name, x, y }, { ...axes, ...options }));
    }),
    { numRuns: 60 },
  );
});

test('rocChart and precisionRecallChart draw any shares', () => {
  fc.assert(
    fc.property(name, pair(share, share), share, options, (name, { x, y }, area, options) => {
      ascending(x);
      const band = { x, lower: y.map((value) => value / 2), upper: y };
      expectSound(charts.rocChart({ name, fpr: x, tpr: y, area, band }, options));
      const data = { name, recall: x.reverse(), precision: y, area };
      expectSound(charts.precisionRecallChart(data, { prevalence: area, ...options }));
    }),
    { numRuns: 50 },
  );
});

test('calibrationChart draws any shares', () => {
  fc.assert(
    fc.property(name, pair(share, share), list(share, 0), options, (name, { x, y }, probabilities, options) => {
      const data = { name, predicted: x, observed: y, lower: y.map((value) => value / 2), upper: y, probabilities };
      expectSound(charts.calibrationChart(data, options));
      expectSound(charts.calibrationChart(data, { counts: 'log', ...options }));
    }),
    { numRuns: 50 },
  );
});

test('forestPlot draws any rows, linear and logarithmic', () => {
  const row = (value: fc.Arbitrary<number>) =>
    fc.tuple(name, fc.option(fc.tuple(value, value, value)), fc.boolean()).map(([name, numbers, summary]) => {
      if (numbers === null) return { name, estimate: null, summary };
      const [lower, estimate, upper] = ascending([...numbers]) as [number, number, number];
      return { name, estimate, lower, upper, summary };
    });
  fc.assert(
    fc.property(list(row(any)), list(row(positive)), options, (rows, ratios, options) => {
      expectSound(charts.forestPlot(rows, { rowName: 'row', ...options }));
      expectSound(charts.forestPlot(ratios, { axis: { scale: 'log' }, reference: 1, ...options }));
    }),
    { numRuns: 50 },
  );
});

test('confusionChart draws any counts', () => {
  const matrix = fc.integer({ min: 1, max: 12 }).chain((size) => {
    const count = fc.oneof(fc.nat(), fc.double({ min: 0, max: 1e300, noNaN: true }));
    return fc.array(fc.array(count, { minLength: size, maxLength: size }), { minLength: size, maxLength: size });
  });
  fc.assert(
    fc.property(matrix, options, (counts, options) => expectSound(charts.confusionChart(counts, options))),
    {
      numRuns: 50,
    },
  );
});

test('scoreDistribution draws any finite scores', () => {
  const heights = fc.constantFrom('count' as const, 'log-count' as const, 'density' as const);
  fc.assert(
    fc.property(name, list(any), list(any, 0), any, heights, options, (name, one, other, value, heights, options) => {
      const classes = [
        { name, scores: one },
        { name: 'b', scores: other },
      ];
      expectSound(charts.scoreDistribution(classes, { thresholds: [{ name, value }], heights, ...options }));
    }),
    { numRuns: 60 },
  );
});

test('trainingCurves draws any finite history', () => {
  const panel = fc.tuple(name, pair(fc.option(any), fc.option(any, { nil: undefined })));
  fc.assert(
    fc.property(list(panel), options, (panels, options) => {
      const data = panels.map(([title, { x, y }]) => ({ title, training: x, heldOut: y }));
      expectSound(charts.trainingCurves(data, options));
    }),
    { numRuns: 40 },
  );
});

test('survivalChart and cumulativeHazardChart draw any curves', () => {
  const time = fc.double({ min: 0, max: 1e300, noNaN: true });
  const group = fc.oneof(name, fc.integer(), fc.boolean());
  const data = fc.tuple(group, pair(time, share), fc.nat(1e9)).map(([group, { x, y }, atRisk]) => {
    const survival = ascending(y).reverse();
    const lower = survival.map((value) => (value === 0 ? Number.NaN : value / 2));
    const upper = survival.map((value) => (value === 0 ? Number.NaN : value));
    const column = x.map(() => atRisk);
    return { group, time: ascending(x), survival, lower, upper, atRisk: column, censored: column };
  });
  fc.assert(
    fc.property(list(data), options, (curves, options) => {
      expectSound(charts.survivalChart(curves, options));
      const hazards = curves.map((curve) => ({ ...curve, cumulativeHazard: curve.survival }));
      expectSound(charts.cumulativeHazardChart(hazards, options));
    }),
    { numRuns: 50 },
  );
});

test('schoenfeldChart and hazardRatioPlot draw any fit', () => {
  const value = fc.double({ min: -1e100, max: 1e100, noNaN: true });
  const time = fc.double({ min: 0, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(list(name), pair(time, value), options, fc.double(), (names, { x, y }, options, ratio) => {
      const values = y.map((value) => names.map(() => value));
      const modelCovariance = names.map(() => names.map(() => 1));
      expectSound(charts.schoenfeldChart({ names, time: x, values, modelCovariance }, options));
      const row = { hazardRatio: ratio, hazardRatioLower: ratio / 2, hazardRatioUpper: ratio * 2 };
      expectSound(charts.hazardRatioPlot({ rows: names.map((covariate) => ({ covariate, ...row })) }, options));
    }),
    { numRuns: 50 },
  );
});
