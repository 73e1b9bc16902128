/**
 * Draws docs/charts.svg: every chart of @kium/charts on made-up data, in one picture that follows the reader's colours.
 * Usage, from the repository's root: npx tsx scripts/charts-gallery.ts [FOLDER]
 * With a folder, each chart is also written there in both themes, at its width in the picture and at a phone's.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as charts from '../packages/charts/src/index';
import { coxPH, kaplanMeier, nelsonAalen } from '../packages/survival/src/index';

const COLUMN = 472;
const GAP = 16;
const PHONE = 360;
const grid = Array.from({ length: 21 }, (_, i) => i / 20);
const LOCATIONS = ['L_ICA', 'R_ICA', 'L_AChA', 'R_AChA', 'ACOM', 'L_MCA', 'R_MCA', 'L_PCOM', 'R_PCOM', 'BA'];

/** The shape of a ROC curve: false positive rates to sensitivities. */
const power = (exponent: number) => grid.map((value) => value ** exponent);
/** n numbers, evenly spaced in rank. */
const spread = (n: number, quantile: (share: number) => number) =>
  Array.from({ length: n }, (_, i) => quantile((i + 0.5) / n));

/** 118 made-up patients in two groups. */
const cohort = (() => {
  const spreadOver = (i: number, irrational: number) => (i * irrational) % 1;
  const rows = Array.from({ length: 118 }, (_, i) => {
    const isHigh = i % 2 === 1;
    const age = 45 + 35 * spreadOver(i, Math.SQRT2);
    const death =
      (isHigh ? 5 : 14) * (-Math.log(1 - spreadOver(i, Math.sqrt(5)))) ** (isHigh ? 1.6 : 1) * 1.03 ** (60 - age);
    const end = 3 + 4 * spreadOver(i, Math.sqrt(7));
    return { isHigh, age, time: Math.min(death, end), event: death <= end };
  });
  return {
    time: rows.map(({ time }) => time),
    event: rows.map(({ event }) => event),
    group: rows.map(({ isHigh }) => (isHigh ? 'high risk' : 'low risk')),
    covariates: { 'high risk': rows.map(({ isHigh }) => Number(isHigh)), age: rows.map(({ age }) => age) },
  };
})();

type Draw = (width: number, theme: charts.Theme) => string;

const gallery = {
  roc: (width, theme) =>
    charts.rocChart(
      [
        {
          name: 'early fusion',
          fpr: grid,
          tpr: power(0.4),
          area: { estimate: 0.714, lower: 0.648, upper: 0.777 },
          band: { x: grid, lower: power(0.55), upper: power(0.28) },
          points: [
            { name: 'Youden', fpr: 0.25, tpr: 0.25 ** 0.4 },
            { name: 'mean + σ', fpr: 0.1, tpr: 0.1 ** 0.4 },
          ],
        },
        {
          name: 'one encoder for all views',
          fpr: grid,
          tpr: power(0.6),
          area: { estimate: 0.625, lower: 0.55, upper: 0.7 },
        },
      ],
      { title: 'ROC: any aneurysm, 200 test patients', bandName: '95 % interval of the sensitivity', width, theme },
    ),
  'precision-recall': (width, theme) =>
    charts.precisionRecallChart(
      [
        {
          name: 'early fusion',
          recall: [1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.1, 0],
          precision: [0.09, 0.13, 0.18, 0.2, 0.26, 0.31, 0.4, 0.42, 0.6, 0.5, 1, 1],
          area: { estimate: 0.37, lower: 0.29, upper: 0.46 },
          points: [{ name: 'max F1', recall: 0.5, precision: 0.31 }],
        },
        {
          name: 'one encoder for all views',
          recall: [1, 0.75, 0.5, 0.25, 0.1, 0],
          precision: [0.09, 0.12, 0.15, 0.22, 0.3, 1],
          area: 0.2,
        },
      ],
      { title: 'Precision and recall: any aneurysm', prevalence: 0.09, width, theme },
    ),
  calibration: (width, theme) =>
    charts.calibrationChart(
      [
        {
          name: 'before',
          predicted: [0.05, 0.25, 0.47, 0.7, 0.9],
          observed: [0.02, 0.1, 0.3, 0.52, 0.85],
          lower: [0, 0.04, 0.15, 0.3, 0.6],
          upper: [0.05, 0.2, 0.47, 0.72, 0.97],
          probabilities: spread(400, (u) => u ** 2),
        },
        {
          name: 'after Platt',
          predicted: [0.04, 0.2, 0.4, 0.62],
          observed: [0.05, 0.22, 0.37, 0.66],
          probabilities: spread(400, (u) => 0.8 * u ** 3),
        },
      ],
      { title: 'Calibration: any aneurysm', intervalName: '95 % interval of the share', counts: 'log', width, theme },
    ),
  forest: (width, theme) =>
    charts.forestPlot(
      [
        ...LOCATIONS.map((name, i): charts.ForestRow => {
          if (i === 3) return { name, estimate: null, note: 'no positive' };
          const estimate = 0.72 + 0.16 * Math.sin(i * 2.4);
          return { name, estimate, lower: estimate - 0.1 - 0.05 * (i % 3), upper: Math.min(1, estimate + 0.12) };
        }),
        { name: 'mean', estimate: 0.67, lower: 0.63, upper: 0.71, summary: true },
      ],
      {
        title: 'AUROC by location, 200 test patients',
        rowName: 'location',
        figureName: 'AUROC (95 % interval)',
        reference: 0.5,
        axis: { name: 'AUROC', max: 1 },
        width,
        theme,
      },
    ),
  hazard: (width, theme) =>
    charts.hazardRatioPlot(
      {
        level: 0.95,
        rows: [
          { covariate: 'age, per 10 years', hazardRatio: 1.42, hazardRatioLower: 1.1, hazardRatioUpper: 1.83 },
          {
            covariate: 'right-ventricular ejection fraction, per 10 %',
            hazardRatio: 0.61,
            hazardRatioLower: 0.44,
            hazardRatioUpper: 0.85,
          },
          { covariate: '6-minute walk, per 100 m', hazardRatio: 0.72, hazardRatioLower: 0.5, hazardRatioUpper: 1.03 },
          {
            covariate: 'motion score, per standard deviation',
            hazardRatio: 2.9,
            hazardRatioLower: 1.7,
            hazardRatioUpper: 5.1,
          },
          { covariate: 'sex', hazardRatio: Number.NaN, hazardRatioLower: Number.NaN, hazardRatioUpper: Number.NaN },
        ],
      },
      { title: 'Hazard ratios', width, theme },
    ),
  survival: (width, theme) =>
    charts.survivalChart(kaplanMeier(cohort, { groups: cohort.group }), {
      title: 'Survival by predicted risk',
      xAxis: { name: 'time, years' },
      yAxis: { name: 'share alive' },
      width,
      theme,
    }),
  'cumulative-hazard': (width, theme) =>
    charts.cumulativeHazardChart(nelsonAalen(cohort, { groups: cohort.group }), {
      title: 'Cumulative hazard',
      xAxis: { name: 'time, years' },
      atRisk: false,
      width,
      theme,
    }),
  schoenfeld: (width, theme) => {
    const fit = coxPH({ ...cohort, covariates: cohort.covariates });
    const residuals = fit.residuals('scaled-schoenfeld');
    return charts.schoenfeldChart(
      { ...fit, ...residuals, proportionalHazardsTest: fit.proportionalHazardsTest() },
      { title: 'Coefficients over time', xAxis: { name: 'time, years' }, width, theme },
    );
  },
  training: (width, theme) =>
    charts.trainingCurves(
      [
        {
          title: 'Presence: loss',
          training: spread(12, (u) => 0.75 * Math.exp(-2 * u) + 0.05),
          heldOut: spread(12, (u) => 0.6 + 0.6 * (u - 0.45) ** 2),
          yAxis: { min: 0 },
        },
        {
          title: 'Presence: accuracy',
          training: spread(12, (u) => 0.97 - 0.45 * Math.exp(-3 * u)),
          heldOut: spread(12, (u) => (u < 0.1 ? Number.NaN : 0.6 + 0.1 * u)).map((v) => (Number.isNaN(v) ? null : v)),
          yAxis: { max: 1 },
        },
        {
          title: 'Location: loss',
          training: spread(7, (u) => 0.4 * Math.exp(-2 * u)),
          heldOut: [0.3, 0.28, null, null, 0.26, null, 0.29],
          yAxis: { min: 0 },
        },
        { title: 'Location: accuracy', training: [0.93, 0.95, 0.96, 0.962, 0.965, 0.97, 0.975] },
      ],
      { title: 'Training curves', names: { heldOut: 'held-out patients' }, width, theme },
    ),
  confusion: (width, theme) =>
    charts.confusionChart(
      { trueNegatives: 131, falsePositives: 12, falseNegatives: 24, truePositives: 33 },
      { title: 'Any aneurysm, mean + σ', labels: ['no aneurysm', 'aneurysm'], width, theme },
    ),
  classes: (width, theme) =>
    charts.confusionChart(
      [
        [50, 3, 1, 0, 0],
        [4, 41, 9, 2, 0],
        [0, 8, 37, 12, 1],
        [0, 1, 9, 44, 6],
        [0, 0, 0, 0, 0],
      ],
      { title: 'Five classes', labels: ['none', 'mild', 'moderate', 'severe', 'very severe'], width, theme },
    ),
  scores: (width, theme) =>
    charts.scoreDistribution(
      [
        { name: 'no aneurysm', scores: spread(900, (u) => u ** 3) },
        { name: 'aneurysm', scores: spread(60, (u) => 1 - 0.8 * u ** 2) },
      ],
      {
        title: 'Scores by class',
        heights: 'log-count',
        thresholds: [
          { name: 'mean + σ', value: 0.552 },
          { name: 'Youden', value: 0.52 },
          { name: 'sensitivity 0.9', value: 0.3121 },
        ],
        width,
        theme,
      },
    ),
} satisfies Record<string, Draw>;

const columns = [
  ['roc', 'calibration', 'forest', 'confusion', 'cumulative-hazard'],
  ['precision-recall', 'scores', 'survival', 'hazard', 'classes'],
] as const;

const placed: string[] = [];
const heights = columns.map((names, column) => {
  let y = 0;
  for (const name of names) y += place(gallery[name](COLUMN, 'auto'), column * (COLUMN + GAP), y) + GAP;
  return y;
});
const width = 2 * COLUMN + GAP;
const bottom = Math.max(...heights);
const lower = bottom + place(gallery.schoenfeld(width, 'auto'), 0, bottom) + GAP;
const height = lower + place(gallery.training(width, 'auto'), 0, lower);
writeFileSync(
  'docs/charts.svg',
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<title>The charts of @kium/charts</title>
${placed.join('')}</svg>
`,
);

const folder = process.argv[2];
if (folder !== undefined) {
  mkdirSync(folder, { recursive: true });
  for (const [name, draw] of Object.entries(gallery)) {
    const own = ['training', 'schoenfeld'].includes(name) ? width : COLUMN;
    for (const theme of ['light', 'dark'] as const) {
      writeFileSync(join(folder, `${name}-${theme}.svg`), draw(own, theme));
      writeFileSync(join(folder, `${name}-${theme}-phone.svg`), draw(PHONE, theme));
    }
  }
}

/** Puts a chart into the picture and gives its height. */
function place(svg: string, x: number, y: number): number {
  // Its own size: `height: auto` would mean the whole picture's.
  placed.push(svg.replace('<svg ', `<svg x="${x}" y="${y}" `).replace(/ style="[^"]*"/, ''));
  return Number(/ height="(\d+)"/.exec(svg)![1]);
}
