import { describe, expect, test } from 'vitest';
import * as charts from '../src/index';
import { curvesOf, elements, pointsOf, texts } from './document';
import oracle from './fixtures/schoenfeld.json';

const BLUE = '#0072b2';
const light = { theme: 'light' } as const;

/** As `kaplanMeier` gives it: NaN for the limits where survival is 0. */
const curve = {
  group: 'high',
  time: [1, 2, 4, 6],
  survival: [0.8, 0.8, 0.4, 0],
  lower: [0.5, 0.5, 0.1, Number.NaN],
  upper: [0.95, 0.95, 0.7, Number.NaN],
  atRisk: [10, 8, 6, 2.0000000004],
  censored: [0, 2, 1, 0],
  level: 0.9,
};

describe('survivalChart', () => {
  test('starts at 1, falls in steps and keeps its limits up to where they end', () => {
    const svg = charts.survivalChart(curve, light);
    const [points] = curvesOf(svg, BLUE) as [number[][]];
    // Three falls, of which each has two corners, the censoring at 2, and both ends.
    expect(points).toHaveLength(8);
    expect(points[0]![1]).toBe(points[1]![1]);
    const [band] = pointsOf(svg, 'polygon', 'fill-opacity', '0.2').filter((polygon) => polygon.length > 4);
    // The band holds until the time at which survival is 0.
    expect(Math.max(...band!.map(([x]) => x!))).toBeCloseTo(points.at(-1)![0]!, 0);
  });

  test('says the groups, the level, what ticks are and how many were at risk', () => {
    const svg = charts.survivalChart([curve, { ...curve, group: 0, name: 'low risk' }], {
      xAxis: { name: 'months', ticks: [0, 3, 5, 6] },
    });
    expect(texts(svg)).toEqual(
      expect.arrayContaining([
        'high',
        'low risk',
        '90 % interval',
        'censored',
        'months',
        'number at risk',
        '10',
        '6',
        '2',
      ]),
    );
  });

  test('bands, marks and table can be left out; a single curve needs no name', () => {
    const options = { bands: false, censoring: false, atRisk: false } as const;
    const shown = texts(charts.survivalChart({ ...curve, group: undefined }, options));
    for (const absent of ['90 % interval', 'censored', 'number at risk']) expect(shown).not.toContain(absent);
    expect(texts(charts.survivalChart({ time: [1], survival: [0.5] }))).toContain('share without the event');
  });

  test.each([
    ['all at the start', 0, undefined],
    ['too near to it for a double to divide', 5e-324, undefined],
    ['before the axis begins', 3, 5],
  ])('an axis is found for times that are %s', (_, time, min) => {
    const svg = charts.survivalChart({ time: [time], survival: [0.5], atRisk: [7] }, { xAxis: { min } });
    expect(svg).not.toMatch(/NaN|Infinity/);
    expect(texts(svg)).toContain('number at risk');
  });

  test('an end that was given stays, and must lie behind the start', () => {
    expect(() => charts.survivalChart(curve, { xAxis: { min: 2, max: 1 } })).toThrow('xAxis.max');
  });

  test('numbers at risk stand at the times asked for, 0 after the last', () => {
    const svg = charts.survivalChart(curve, { atRisk: [0, 3, 7], xAxis: { max: 8 } });
    const numbers = texts(svg).slice(texts(svg).indexOf('number at risk'));
    expect(numbers).toEqual(expect.arrayContaining(['10', '6', '0']));
  });

  test('censorings that lie too near to be told apart share a tick', () => {
    const time = Array.from({ length: 50_000 }, (_, i) => i + 1);
    const many = { time, survival: time.map((at) => 1 - at / 1e5), censored: time.map(() => 1) };
    expect(charts.survivalChart(many).length).toBeLessThan(500_000);
  });

  test('marks beyond the end of the axis are left out', () => {
    const ticks = (max: number) =>
      pointsOf(charts.survivalChart(curve, { ...light, xAxis: { max } }), 'polyline', 'stroke-width', '1.5').length;
    expect(ticks(6) - ticks(3)).toBe(1);
  });
});

describe('cumulativeHazardChart', () => {
  test('starts at 0', () => {
    const hazard = {
      ...curve,
      cumulativeHazard: [0.2, 0.2, 0.7, 1.2],
      lower: [0.1, 0.1, 0.3, 0.5],
      upper: [0.4, 0.4, 1, 3],
    };
    const svg = charts.cumulativeHazardChart(hazard, light);
    expect(texts(svg)).toEqual(expect.arrayContaining(['cumulative hazard', 'high', '90 % interval']));
    const [points] = curvesOf(svg, BLUE) as [number[][]];
    expect(points[0]![1]).toBeGreaterThan(points[2]![1]!);
  });

  test('the limits of survival are not taken for those of the cumulative hazard, nor the other way round', () => {
    const both = { ...curve, cumulativeHazard: [0.2, 0.2, 0.7, 1.2] };
    expect(() => charts.cumulativeHazardChart(both)).toThrow(
      /^curves\[0\]\.cumulativeHazard\[0\].*found 0\.2, expected a number between lower, 0\.5, and upper/,
    );
    expect(() => charts.survivalChart({ ...both, lower: [0, 0, 0.1, 0.2], upper: [0.3, 0.3, 1, 2] })).toThrow(
      /limits those of another estimate/,
    );
  });
});

describe('hazardRatioPlot', () => {
  const row = { covariate: 'age', hazardRatio: 1.5, hazardRatioLower: 1.2, hazardRatioUpper: 1.9 };

  test('ratios with intervals around 1, and a note where the data give none', () => {
    const rows = [
      row,
      { covariate: 'constant', hazardRatio: Number.NaN, hazardRatioLower: Number.NaN, hazardRatioUpper: Number.NaN },
      { covariate: 'separates', hazardRatio: 4e8, hazardRatioLower: 0, hazardRatioUpper: Infinity },
    ];
    const shown = texts(charts.hazardRatioPlot({ level: 0.95, rows }));
    expect(shown).toEqual(
      expect.arrayContaining(['age', '1.50 (1.20 to 1.90)', 'hazard ratio (95 % interval)', 'reference: 1']),
    );
    expect(shown.filter((text) => text === 'not estimable')).toHaveLength(2);
    expect(texts(charts.hazardRatioPlot({ rows: [row] }, { rowName: 'what' }))).toEqual(
      expect.arrayContaining(['what', 'hazard ratio (interval)']),
    );
  });
});

describe('schoenfeldChart', () => {
  const { names, coefficients, modelCovariance, time, values, pValues } = oracle.cases[0]!;
  const data = { names, coefficients, modelCovariance, time, values };

  test('a panel a covariate with curve, band, line and p value', () => {
    const proportionalHazardsTest = names.map((name, j) => ({ name, pValue: pValues[j]! }));
    const svg = charts.schoenfeldChart({ ...data, proportionalHazardsTest }, { ...light, xAxis: { name: 'days' } });
    const shown = texts(svg);
    expect(shown).toEqual(expect.arrayContaining(['karno: p = 0.031', 'smoothed, ± 2 standard errors', 'days']));
    expect(curvesOf(svg, BLUE)).toHaveLength(3);
    expect(pointsOf(svg, 'polygon', 'fill-opacity', '0.2').filter((polygon) => polygon.length > 10)).toHaveLength(3);
    // One is the legend's.
    expect(pointsOf(svg, 'polyline', 'stroke-dasharray', '4,4')).toHaveLength(4);
  });

  test('without covariance no band, without coefficients no line, and NaN leaves a covariate out', () => {
    const bare = charts.schoenfeldChart({ names, time, values }, light);
    expect(pointsOf(bare, 'polygon', 'fill-opacity', '0.2')).toEqual([]);
    expect(pointsOf(bare, 'polyline', 'stroke-dasharray', '4,4')).toEqual([]);
    const some = charts.schoenfeldChart({ ...data, coefficients: [Number.NaN, ...coefficients.slice(1)] });
    expect(texts(some)).not.toContain('trt');
    expect(texts(some)).toContain('karno');
  });

  test('too few events for a spline: points only', () => {
    const few = { names: ['a'], time: [1, 2, 2], values: [[1], [2], [0]] };
    const svg = charts.schoenfeldChart(few, light);
    expect(curvesOf(svg, BLUE)).toEqual([]);
    expect(elements(svg, 'circle')).toHaveLength(4);
  });

  test('on a logarithmic axis the spline goes over the logarithm of time', () => {
    const [ends, plain] = [{ scale: 'log' }, {}].map((xAxis) => {
      const points = curvesOf(
        charts.schoenfeldChart(data, { ...light, xAxis: { ...xAxis } as charts.AxisOptions }),
        BLUE,
      )[0]!;
      return points.slice(0, 3).map(([x]) => x!);
    });
    // Places are evenly spaced on either axis.
    for (const [a, b, c] of [ends!, plain!] as [number, number, number][]) expect(b - a).toBeCloseTo(c - b, 0);
  });

  test('points on top of one another are drawn once', () => {
    const n = 20_000;
    const many = {
      names: ['a'],
      time: Array.from({ length: n }, (_, i) => i % 100),
      values: Array.from({ length: n }, (_, i) => [i % 7]),
    };
    expect(elements(charts.schoenfeldChart(many), 'circle').length).toBeLessThan(800);
  });
});
