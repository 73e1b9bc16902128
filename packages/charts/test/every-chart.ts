import * as charts from '../src/index';

const fpr = [0, 0, 0.1, 0.1, 0.4, 1];
const tpr = [0, 0.3, 0.3, 0.7, 0.9, 1];
const area = { estimate: 0.8123, lower: 0.7, upper: 0.9 };
const band = { x: [0, 0.5, 1], lower: [0, 0.6, null], upper: [0.3, 0.9, null] };

const eventCurve = { time: [1, 2, 3], atRisk: [10, 8, 7], censored: [0, 1, 0], level: 0.95 };

/** Every chart, with all that it can show, from the common options and one name. */
export const EVERY_CHART: Record<string, (options?: charts.ChartOptions, name?: string) => string> = {
  rocChart: (options, name = 'model') =>
    charts.rocChart(
      [
        { name, fpr, tpr, area, band, points: [{ name: 'Youden', fpr: 0.1, tpr: 0.7 }] },
        { name: 'other', fpr: new Float32Array([0, 1]), tpr: new Float64Array([0, 1]), area: 0.5 },
      ],
      { bandName: '95 % interval', ...options },
    ),
  precisionRecallChart: (options, name = 'model') =>
    charts.precisionRecallChart(
      {
        name,
        recall: [1, 0.5, 0],
        precision: [0.1, 0.5, 1],
        area,
        band,
        points: [{ name: 'F1', recall: 0.5, precision: 0.5 }],
      },
      { prevalence: 0.1, bandName: '95 % interval', ...options },
    ),
  calibrationChart: (options, name = 'model') =>
    charts.calibrationChart(
      {
        name,
        predicted: [0.1, 0.6],
        observed: [0.2, 0.5],
        lower: [0.1, null],
        upper: [0.3, null],
        probabilities: [0.05, 0.1, 0.6, 1],
      },
      { intervalName: '95 % interval', ...options },
    ),
  confusionChart: (options, name = 'model') =>
    charts.confusionChart(
      [
        [5, 1, 0],
        [2, 7.5, 1],
        [0, 0, 0],
      ],
      { labels: [name, 'b', 'c'], ...options },
    ),
  forestPlot: (options, name = 'model') =>
    charts.forestPlot(
      [
        { name, estimate: 2, lower: 1, upper: 4, note: 'few' },
        { name: 'b', estimate: null, note: 'no positive' },
        { name: 'c', estimate: 0.5, summary: true },
      ],
      { axis: { scale: 'log', name: 'hazard ratio' }, reference: 1, rowName: 'row', figureName: 'figure', ...options },
    ),
  lineChart: (options, name = 'model') =>
    charts.lineChart(
      {
        name,
        x: [0, 1, 2, 4],
        y: [1, 0.8, null, 0.4],
        step: 'after',
        band: { lower: [1, 0.7, null, 0.2], upper: [1, 0.9, null, 0.6] },
        marks: [0.5, 1.5],
      },
      {
        xAxis: { name: 'time' },
        yAxis: { name: 'share', min: 0 },
        rules: [
          { name: 'five years', x: 3 },
          { name: 'half', y: 0.5 },
        ],
        atRisk: { x: [0, 2, 4], rows: [{ name, counts: [10, 7, null] }] },
        bandName: '95 % interval',
        markName: 'censored',
        ...options,
      },
    ),
  survivalChart: (options, name = 'model') =>
    charts.survivalChart(
      [
        { ...eventCurve, name, survival: [0.8, 0.8, 0], lower: [0.5, 0.5, Number.NaN], upper: [1, 1, Number.NaN] },
        { group: 'b', time: [0], survival: [1] },
      ],
      options,
    ),
  cumulativeHazardChart: (options, name = 'model') =>
    charts.cumulativeHazardChart(
      { ...eventCurve, name, cumulativeHazard: [0.2, 0.2, 1.2], lower: [0.1, 0.1, 0.5], upper: [0.4, 0.4, 3] },
      options,
    ),
  hazardRatioPlot: (options, name = 'model') =>
    charts.hazardRatioPlot(
      {
        level: 0.95,
        rows: [
          { covariate: name, hazardRatio: 2, hazardRatioLower: 1, hazardRatioUpper: 4 },
          { covariate: 'b', hazardRatio: Number.NaN, hazardRatioLower: Number.NaN, hazardRatioUpper: Number.NaN },
        ],
      },
      options,
    ),
  schoenfeldChart: (options, name = 'model') =>
    charts.schoenfeldChart(
      {
        names: [name, 'b', 'c'],
        time: [1, 2, 3, 3, 5, 9],
        values: [2, 1, 0.5, 0, 1, -3].map((value) => [value, 1 - value, 0]),
        coefficients: [0.5, 0.5, Number.NaN],
        modelCovariance: [
          [0.2, 0, 0],
          [0, 0.3, 0],
          [0, 0, 0],
        ],
        proportionalHazardsTest: [
          { name, pValue: 0.0001 },
          { name: 'b', pValue: 0.3 },
        ],
      },
      options,
    ),
  scoreDistribution: (options, name = 'model') =>
    charts.scoreDistribution(
      [
        { name, scores: [0.1, 0.11, 0.3, 0.9] },
        { name: 'b', scores: [0.8] },
      ],
      { thresholds: [{ name: 'mean + σ', value: 0.4 }], heights: 'log-count', ...options },
    ),
  trainingCurves: (options, name = 'model') =>
    charts.trainingCurves(
      [
        { title: name, training: [1, 0.5, 0.4], heldOut: [1.1, null, 0.9] },
        { title: 'accuracy', training: [0.5], yAxis: { max: 1 } },
      ],
      options,
    ),
};
/** The names of the charts. */
export const NAMES = Object.keys(EVERY_CHART);
