/**
 * Every chart on made-up data. Usage, from the repository's root:
 *   npx tsx packages/charts/scripts/charts-gallery.ts FOLDER
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as charts from '../src/index';

const folder = process.argv[2]!;
const grid = Array.from({ length: 21 }, (_, i) => i / 20);

/** The shape of a ROC curve: false positive rates to sensitivities. */
const power = (exponent: number) => grid.map((value) => value ** exponent);
const locations = [
  'L_ICA',
  'R_ICA',
  'L_PICA',
  'R_PICA',
  'L_AChA',
  'R_AChA',
  'L_ACA',
  'R_ACA',
  'L_ACOM',
  'R_ACOM',
  'L_MCA',
  'R_MCA',
  'L_VA',
  'R_VA',
  'L_PCOM',
  'R_PCOM',
  'L_SCA',
  'R_SCA',
  'BA',
  'L_PCA',
  'R_PCA',
];
const wave = (i: number) => (Math.sin(i * 12.9898) * 43758.5453) % 1;
const spread = (n: number, f: (u: number) => number) => Array.from({ length: n }, (_, i) => f((i + 0.5) / n));

const gallery: Record<string, (width: number, theme: charts.Theme) => string> = {
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
        ...locations.map((name, i): charts.ForestRow => {
          if (i % 9 === 4) return { name, estimate: null, note: 'no positive' };
          const estimate = 0.65 + 0.2 * wave(i);
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
    charts.forestPlot(
      [
        { name: 'age, per 10 years', estimate: 1.42, lower: 1.1, upper: 1.83 },
        { name: 'right-ventricular ejection fraction, per 10 %', estimate: 0.61, lower: 0.44, upper: 0.85 },
        { name: '6-minute walk, per 100 m', estimate: 0.72, lower: 0.5, upper: 1.03 },
        { name: 'motion score, per standard deviation', estimate: 2.9, lower: 1.7, upper: 5.1 },
        { name: 'haemodynamics', estimate: null, note: 'not converged' },
      ],
      {
        title: 'Hazard ratios',
        rowName: 'covariate',
        figureName: 'ratio (95 % interval)',
        reference: 1,
        axis: { name: 'hazard ratio (log)', scale: 'log' },
        width,
        theme,
      },
    ),
};

mkdirSync(folder, { recursive: true });
for (const [name, draw] of Object.entries(gallery)) {
  for (const theme of ['light', 'dark'] as const) {
    writeFileSync(
      join(folder, `${name}-${theme}.svg`),
      draw(name === 'forest' || name === 'hazard' ? 640 : 480, theme),
    );
    writeFileSync(join(folder, `${name}-${theme}-360.svg`), draw(360, theme));
  }
}
