import { expect, test } from 'vitest';
import * as charts from '../src/index';
import { elements, pointsOf, texts } from './document';

const light = { theme: 'light' } as const;

test('rocChart: equally long axes, chance from corner to corner, figures in the legend', () => {
  const area = { estimate: 0.77412, lower: 0.7081, upper: 0.837 };
  const points = [{ name: 'Youden', fpr: 0.25, tpr: 0.8 }];
  for (const options of [light, { ...light, width: 900, height: 420 }]) {
    const svg = charts.rocChart({ name: 'B0', fpr: [0, 0.25, 1], tpr: [0, 0.8, 1], area, points }, options);
    // The first one is the legend's.
    const [from, to] = pointsOf(svg, 'polyline', 'stroke-dasharray', '4,4').at(-1)!;
    expect(to![0]! - from![0]!).toBeCloseTo(from![1]! - to![1]!, 6);
    expect(texts(svg).join(' ')).toContain('B0: AUROC 0.774 (0.708 to 0.837)');
    expect(texts(svg).join(' ')).toContain('Youden: sensitivity 0.80, specificity 0.75');
  }
});

test('precisionRecallChart: steps under which the area is the average precision, either way round', () => {
  const up = { name: 'a', recall: [0, 0.5, 1], precision: [1, 0.5, 0.25] };
  const down = { name: 'a', recall: [1, 0.5, 0], precision: [0.25, 0.5, 1] };
  const steps = (data: typeof up) => {
    const svg = charts.precisionRecallChart(data, light);
    const path = elements(svg, 'path').find((element) => element.getAttribute('stroke') === '#0072b2')!;
    return path.getAttribute('d')!.match(/[\d.]+ [\d.]+/g)!;
  };
  const [one, other] = [steps(up), steps(down)];
  expect(one).toHaveLength(5);
  expect(other).toEqual([...one].reverse());
  const heights = one.map((point) => Number(point.split(' ')[1]));
  // From recall 0 on the precision of the next point holds: the area is 0.5 · 0.5 + 0.5 · 0.25.
  expect(heights[1]).toBe(heights[2]);
  expect(texts(charts.precisionRecallChart(up, { prevalence: 0.25 }))).toContain('chance (prevalence 0.250)');
});

test('calibrationChart: intervals where they are known, histogram only with probabilities', () => {
  const data = { name: 'a', predicted: [0.1, 0.5], observed: [0.2, 0.4], lower: [0.1, null], upper: [0.3, null] };
  const without = charts.calibrationChart(data, light);
  // One interval of a line and two caps, beside the diagonal's entry in the legend.
  expect(pointsOf(without, 'polyline', 'stroke-width', '1.5').filter((points) => points.length === 2)).toHaveLength(5);
  expect(texts(without)).not.toContain('count');
  expect(texts(charts.calibrationChart({ ...data, probabilities: [0.1, 0.2] }, light))).toContain('count');
});

test('confusionChart: counts and shares of rows; the four counts of one label', () => {
  const counts = { trueNegatives: 90, falsePositives: 10, falseNegatives: 3, truePositives: 1 };
  const shown = texts(charts.confusionChart(counts));
  expect(shown).toEqual(
    expect.arrayContaining(['90', '90.0 %', '10', '10.0 %', '3', '75.0 %', '1', '25.0 %', 'negative']),
  );
  expect(charts.confusionChart(counts)).toBe(
    charts.confusionChart([
      [90, 10],
      [3, 1],
    ]),
  );
  expect(
    texts(
      charts.confusionChart([
        [0, 0],
        [1, 2],
      ]),
    ).filter((text) => text === '–'),
  ).toHaveLength(2);
});

test('confusionChart: 21 classes are readable', () => {
  const counts = Array.from({ length: 21 }, (_, i) => Array.from({ length: 21 }, (_, j) => (i === j ? 1000 : 7)));
  const sizes = elements(charts.confusionChart(counts), 'text').map((text) =>
    Number.parseFloat(text.getAttribute('font-size')!),
  );
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(11);
});

test('forestPlot: figures beside every row, a note where there is none', () => {
  const rows = Array.from({ length: 25 }, (_, i) => ({ name: `row ${i}`, estimate: i, lower: i - 1, upper: i + 1 }));
  const svg = charts.forestPlot([
    ...rows,
    { name: 'none', estimate: null },
    { name: 'why', estimate: null, note: 'no positive' },
  ]);
  expect(texts(svg)).toEqual(expect.arrayContaining(['row 7', '7.00 (6.00 to 8.00)', 'no estimate', 'no positive']));
  const heights = rows.map(({ name }) => {
    return Number(
      elements(svg, 'text')
        .find(({ textContent }) => textContent === name)!
        .getAttribute('y'),
    );
  });
  for (let i = 1; i < heights.length; i++) expect(heights[i]! - heights[i - 1]!).toBeGreaterThan(15);
});

test('forestPlot: on a logarithmic axis a ratio and its inverse are equally far from 1', () => {
  const rows = [2, 0.5].map((estimate) => ({ name: String(estimate), estimate }));
  const svg = charts.forestPlot(rows, { ...light, axis: { scale: 'log' }, reference: 1 });
  const middle = (points: number[][]) => points.reduce((sum, [x]) => sum + x!, 0) / points.length;
  const [two, half] = pointsOf(svg, 'polygon', 'fill', '#0072b2').map(middle) as [number, number];
  const one = middle(pointsOf(svg, 'polyline', 'stroke-dasharray', '4,4').at(-1)!);
  expect(two - one).toBeCloseTo(one - half, 0);
});

test('scoreDistribution: counts, densities of area 1, thresholds by name and value', () => {
  const classes = [
    { name: 'no', scores: [0.1, 0.1, 0.1, 0.9] },
    { name: 'yes', scores: [0.9] },
  ];
  const thresholds = [{ name: 'mean + σ', value: 0.61234 }];
  const svg = charts.scoreDistribution(classes, { thresholds, bins: 10 });
  expect(texts(svg)).toEqual(expect.arrayContaining(['no (n = 4)', 'yes (n = 1)', 'mean + σ 0.612', 'count']));
  // All of the second class lies in one bin of width 0.1: its density is 10.
  const top = texts(charts.scoreDistribution(classes, { heights: 'density', bins: 10 }));
  expect(top).toEqual(expect.arrayContaining(['density', '10']));
});

test('trainingCurves: panels side by side or below one another, ticks at whole epochs', () => {
  const panels = [1, 2, 3, 4].map((i) => ({ title: `panel ${i}`, training: [1, 2, 3], heldOut: [null, 2, 3] }));
  const height = (width: number) => Number(/height="(\d+)"/.exec(charts.trainingCurves(panels, { width }))![1]);
  expect(height(360)).toBeGreaterThan(height(800));
  const shown = texts(charts.trainingCurves(panels.slice(0, 1), { names: { heldOut: 'patients' } }));
  expect(shown).toEqual(expect.arrayContaining(['panel 1', 'training', 'patients', '1', '2', '3', 'epoch']));
  expect(shown.filter((text) => /^\d\.5$/.test(text) && Number(text) > 3)).toEqual([]);
});

test('trainingCurves: epochs that were not measured at all leave an empty panel', () => {
  expect(texts(charts.trainingCurves({ title: 'loss', training: [null, null] }))).toContain('loss');
});
