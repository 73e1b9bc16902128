import { expect, test } from 'vitest';
import { lineChart } from '../src/index';
import { curvesOf, elements, pointsOf, texts } from './document';

const BLUE = '#0072b2';
const light = { theme: 'light' } as const;
/** x and y from 0 to 10, so that places in px are easily told. */
const square = { ...light, xAxis: { min: 0, max: 10 }, yAxis: { min: 0, max: 10 } };

/** Corners as numbers of the axes: ECharts rounds px to a tenth. */
function corners(svg: string, points: number[][]): number[][] {
  const [, left, top, width, height] = /clipPath id="[^"]*">\n<path d="M([\d.]+) ([\d.]+)l([\d.]+) 0l0 ([\d.]+)/
    .exec(svg)!
    .map(Number) as number[];
  // The clip path is the plot with a px around it.
  const [x0, y0, w, h] = [left! + 1, top! + 1, width! - 2, height! - 2];
  return points.map(([x, y]) => [
    Math.round(((x! - x0) / w) * 100) / 10 + 0,
    Math.round((1 - (y! - y0) / h) * 100) / 10,
  ]);
}

test('a curve of straight lines, with gaps', () => {
  const svg = lineChart({ name: 'a', x: [0, 2, 4, 6, 8], y: [1, 3, null, 5, 2] }, square);
  const pieces = curvesOf(svg, BLUE).map((piece) => corners(svg, piece));
  expect(pieces.slice(0, 2)).toEqual([
    [
      [0, 1],
      [2, 3],
    ],
    [
      [6, 5],
      [8, 2],
    ],
  ]);
});

test.each([
  [
    'after',
    [
      [0, 8],
      [4, 8],
      [4, 6],
      [10, 6],
      [10, 2],
    ],
  ],
  [
    'before',
    [
      [0, 8],
      [0, 6],
      [4, 6],
      [4, 2],
      [10, 2],
    ],
  ],
  [
    'middle',
    [
      [0, 8],
      [2, 8],
      [2, 6],
      [4, 6],
      [7, 6],
      [7, 2],
      [10, 2],
    ],
  ],
] as const)('a step curve, %s, and its band have their steps at the same places', (step, expected) => {
  const band = { lower: [7, 5, 1], upper: [9, 7, 3] };
  const svg = lineChart({ name: 'a', x: [0, 4, 10], y: [8, 6, 2], step, band }, square);
  expect(corners(svg, curvesOf(svg, BLUE)[0]!)).toEqual(expected);
  const polygons = pointsOf(svg, 'polygon', 'fill-opacity', '0.2').map((points) => corners(svg, points));
  const shifted = (by: number) => expected.map(([x, y]) => [x, y + by]);
  expect(polygons).toContainEqual([...shifted(1), ...shifted(-1).reverse()]);
});

test('a value of a step curve, and its band, hold until the next x even if nothing is known there', () => {
  const series = { name: 'a', x: [0, 4, 10], y: [8, 6, null], step: 'after' as const };
  const svg = lineChart({ ...series, band: { lower: [7, 5, null], upper: [9, 7, null] } }, square);
  expect(corners(svg, curvesOf(svg, BLUE)[0]!)).toEqual([
    [0, 8],
    [4, 8],
    [4, 6],
    [10, 6],
  ]);
  const polygons = pointsOf(svg, 'polygon', 'fill-opacity', '0.2').map((points) => corners(svg, points));
  expect(polygons).toContainEqual([
    [0, 9],
    [4, 9],
    [4, 7],
    [10, 7],
    [10, 5],
    [4, 5],
    [4, 7],
    [0, 7],
  ]);
});

test('marks stand on the curve; at a step, at its lower end', () => {
  const mark = (series: object, at: number) => {
    const svg = lineChart({ name: '', x: [0, 4, 10], y: [8, 6, 2], marks: [at], ...series }, square);
    const tick = pointsOf(svg, 'polyline', 'stroke-width', '1.5').at(-1)!;
    return corners(svg, [[tick[0]![0]!, (tick[0]![1]! + tick[1]![1]!) / 2]])[0];
  };
  expect(mark({}, 2)).toEqual([2, 7]);
  expect(mark({ step: 'after' }, 2)).toEqual([2, 8]);
  expect(mark({ step: 'after' }, 4)).toEqual([4, 6]);
  expect(mark({ step: 'before' }, 2)).toEqual([2, 6]);
  expect(mark({ step: 'middle' }, 6)).toEqual([6, 6]);
});

test('a point without neighbours is seen', () => {
  const svg = lineChart({ name: 'a', x: [0, 4, 10], y: [null, 5, null] }, square);
  const [circle] = elements(svg, 'circle');
  expect(corners(svg, [[Number(circle!.getAttribute('cx')), Number(circle!.getAttribute('cy'))]])).toEqual([[4, 5]]);
});

test('on logarithmic axes equal ratios are equally far apart', () => {
  const axes = { xAxis: { scale: 'log', min: 1, max: 100 }, yAxis: { scale: 'log', min: 0.01, max: 100 } } as const;
  const svg = lineChart({ name: 'a', x: [1, 10, 100], y: [0.01, 1, 100] }, { ...light, ...axes });
  expect(corners(svg, curvesOf(svg, BLUE)[0]!)).toEqual([
    [0, 0],
    [5, 5],
    [10, 10],
  ]);
});

test('numbers at risk stand below their times', () => {
  const atRisk = { x: [0, 5, 10], rows: [{ name: 'all', counts: [97, 53, null] }] };
  const svg = lineChart({ name: 'a', x: [0, 10], y: [1, 2] }, { ...square, atRisk });
  expect(texts(svg)).toEqual(expect.arrayContaining(['number at risk', 'all', '97', '53']));
  const at = (text: string) => {
    const element = elements(svg, 'text').find(({ textContent }) => textContent === text)!;
    return [Number(element.getAttribute('x')), 0];
  };
  expect(corners(svg, [at('97'), at('53')]).map(([x]) => x)).toEqual([0, 5]);
});

test('rules, bands and marks are told in the legend or at their place', () => {
  const names = { bandName: '95 % interval', markName: 'censored' };
  const rules = [
    { name: 'half', y: 5 },
    { name: 'a year', x: 1 },
    { name: 'two years', x: 2 },
  ];
  const shown = texts(lineChart({ name: 'a', x: [0, 10], y: [1, 2] }, { ...square, ...names, rules }));
  expect(shown).toEqual(expect.arrayContaining(['a', 'half', 'a year', 'two years', '95 % interval', 'censored']));
});

test('a long curve is thinned to what can be seen', () => {
  const x = Array.from({ length: 200_000 }, (_, i) => i);
  const svg = lineChart({ name: 'a', x, y: x.map((value) => Math.sin(value / 3e4)) }, light);
  expect(svg.length).toBeLessThan(100_000);
});

test('the axes keep their names beside rules with rows of names above the plot', () => {
  const series = { name: 'a', x: [0, 10], y: [1, 2] };
  const axes = { xAxis: { name: 'time' }, yAxis: { name: 'share' } };
  const place = (svg: string, text: string) =>
    Number(
      elements(svg, 'text')
        .find(({ textContent }) => textContent === text)!
        .getAttribute('y'),
    );
  const plain = lineChart(series, axes);
  const ruled = lineChart(series, {
    ...axes,
    rules: [
      { name: 'one', x: 4 },
      { name: 'other', x: 4 },
    ],
  });
  expect(place(ruled, 'share')).toBe(place(plain, 'share'));
  expect(place(ruled, 'time') - place(plain, 'time')).toBeCloseTo(34, 0);
});
