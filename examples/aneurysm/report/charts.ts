import { LABELS } from '@kium/angio-io';
import {
  calibrationChart,
  confusionChart,
  forestPlot,
  precisionRecallChart,
  rocChart,
  scoreDistribution,
  trainingCurves,
} from '@kium/charts';
import { type CalibrationCurve, type Confusion, wilsonInterval } from '@kium/metrics';
import { type Cases, column } from '../cases';
import type { Evaluation, PresenceEvaluation } from '../evaluation';
import type { LabelEvaluation } from '../label-evaluation';
import type { Results, TrainedFacts } from '../results';

/** A chart at two widths: for a desktop and paper, and for a phone. */
export interface Drawn {
  wide: string;
  narrow: string;
}

/** The page's charts as SVG; null where there is nothing to draw. */
export interface Charts {
  presenceTraining: Drawn;
  locationTraining: Drawn;
  roc: Drawn | null;
  precisionRecall: Drawn | null;
  auroc: Drawn | null;
  averagePrecision: Drawn | null;
  presenceConfusion: Drawn;
  /** Of all locations together. */
  locationConfusion: Drawn;
  presenceScores: Drawn;
  /** Of the locations that some patient has. */
  locationScores: { label: string; drawn: Drawn }[];
  calibration: Drawn;
}

/** Draws them. */
export function drawCharts({ presence, location }: Results, cases: Cases, evaluation: Evaluation): Charts {
  const { locations, overall } = evaluation;
  const scoresOf = (one: LabelEvaluation, at: number) =>
    scoresChart(one, column(cases.labels, at + 1), column(cases.scores.locations, at));
  return {
    presenceTraining: trainingChart('presence-training', 'Presence', presence),
    locationTraining: trainingChart('location-training', 'Location', location),
    roc: rocOf(evaluation.presence),
    precisionRecall: precisionRecallOf(evaluation.presence),
    auroc: aurocOf(locations, overall),
    averagePrecision: averagePrecisionOf(locations),
    presenceConfusion: confusionOf('presence-confusion', 'Presence', [evaluation.presence]),
    locationConfusion: confusionOf('location-confusion', 'All locations together', locations),
    presenceScores: scoresChart(evaluation.presence, column(cases.labels, 0), cases.scores.presence),
    locationScores: locations.flatMap((one, at) =>
      one.positives === 0 ? [] : [{ label: one.label, drawn: scoresOf(one, at) }],
    ),
    calibration: calibrationOf(evaluation.presence, cases),
  };
}

function trainingChart(id: string, title: string, { epochs }: TrainedFacts): Drawn {
  const panels = [
    {
      title: 'loss',
      training: epochs.map(({ loss }) => loss),
      heldOut: epochs.map(({ valLoss }) => valLoss),
      yAxis: { min: 0 },
    },
    {
      title: 'accuracy',
      training: epochs.map(({ accuracy }) => accuracy),
      heldOut: epochs.map(({ valAccuracy }) => valAccuracy),
    },
  ];
  const names = { training: 'training patients', heldOut: 'held-out patients' };
  return draw(id, (options) => trainingCurves(panels, { ...options, title: `${title}: loss and accuracy`, names }));
}

const BAND_NAME = '95 % interval at each place';

function rocOf({ roc, rocBand, auroc, decision }: PresenceEvaluation): Drawn | null {
  if (roc === null || rocBand === null || auroc === null) return null;
  const { fpr, lower, upper } = rocBand;
  const { sensitivity, specificity } = decision;
  const points =
    sensitivity && specificity
      ? [{ name: 'threshold used', fpr: 1 - specificity.estimate, tpr: sensitivity.estimate }]
      : [];
  const curve = { name: 'presence', ...roc, area: auroc, band: { x: fpr, lower, upper }, points };
  return draw('roc', (options) => rocChart(curve, { ...options, title: 'ROC curve', bandName: BAND_NAME }));
}

function precisionRecallOf(presence: PresenceEvaluation): Drawn | null {
  const { precisionRecall, precisionRecallBand, averagePrecision, positives, patients, decision } = presence;
  if (precisionRecall === null || precisionRecallBand === null || averagePrecision === null) return null;
  const { recall, lower, upper } = precisionRecallBand;
  const { sensitivity, positivePredictiveValue } = decision;
  const points =
    sensitivity && positivePredictiveValue
      ? [{ name: 'threshold used', recall: sensitivity.estimate, precision: positivePredictiveValue.estimate }]
      : [];
  const curve = {
    ...{ name: 'presence', ...precisionRecall, area: averagePrecision, points },
    band: { x: recall, lower, upper },
  };
  const more = { title: 'Precision–recall curve', prevalence: positives / patients, bandName: BAND_NAME };
  return draw('precision-recall', (options) => precisionRecallChart(curve, { ...options, ...more }));
}

function aurocOf(locations: readonly LabelEvaluation[], { auroc }: Evaluation['overall']): Drawn | null {
  if (auroc.macro === null) return null;
  const rows = locations.flatMap(({ label, auroc, positives }) =>
    auroc ? [{ name: `${label} (${positives})`, ...auroc }] : [],
  );
  const mean = { name: `mean of ${auroc.locations}`, ...auroc.macro, summary: true };
  const more = { title: 'AUROC of each location', rowName: 'location (patients)', figureName: 'AUROC (95 %)' };
  return draw('location-auroc', (options) =>
    forestPlot([...rows, mean], { ...options, ...more, reference: 0.5, axis: { min: 0, max: 1 } }),
  );
}

function averagePrecisionOf(locations: readonly LabelEvaluation[]): Drawn | null {
  const rows = locations.flatMap(({ label, averagePrecision, positives }) =>
    averagePrecision ? [{ name: `${label} (${positives})`, ...averagePrecision }] : [],
  );
  if (rows.length === 0) return null;
  const more = {
    title: 'Average precision of each location',
    rowName: 'location (patients)',
    figureName: 'AP (95 %)',
  };
  return draw('location-ap', (options) => forestPlot(rows, { ...options, ...more, axis: { min: 0, max: 1 } }));
}

function confusionOf(id: string, title: string, labels: readonly LabelEvaluation[]): Drawn {
  const sum = (of: keyof Confusion) => labels.reduce((total, { decision }) => total + decision.confusion[of], 0);
  const counts = {
    ...{ trueNegatives: sum('trueNegatives'), falsePositives: sum('falsePositives') },
    ...{ falseNegatives: sum('falseNegatives'), truePositives: sum('truePositives') },
  };
  const names = { labels: ['no', 'yes'], rowName: 'truth', columnName: 'decision' };
  return draw(id, (options) => confusionChart(counts, { ...options, title, ...names }));
}

/** Ends of the scores' axis, where all scores are low. */
const ENDS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5];

function scoresChart({ label, decision }: LabelEvaluation, truth: number[], scores: readonly number[]): Drawn {
  const highest = Math.max(...scores, decision.threshold ?? 0);
  const max = ENDS.find((end) => highest <= end) ?? 1;
  const classes = [
    { name: `without ${nameIn(label)}`, scores: scores.filter((_, row) => truth[row] === 0) },
    { name: `with ${nameIn(label)}`, scores: scores.filter((_, row) => truth[row] === 1) },
  ];
  const { threshold } = decision;
  const more = {
    ...{ title: `Scores: ${label}`, min: 0, max },
    // A handful with a location would not be seen beside hundreds without.
    heights: label === LABELS[0] ? ('count' as const) : ('log-count' as const),
    thresholds:
      threshold !== null && threshold >= 0 && threshold <= max ? [{ name: 'threshold', value: threshold }] : [],
  };
  return draw(`scores-${label.replace(/\W/g, '-')}`, (options) => scoreDistribution(classes, { ...options, ...more }));
}

/** In the middle of a sentence. */
function nameIn(label: string): string {
  return label === LABELS[0] ? 'an aneurysm' : label;
}

function calibrationOf({ probability }: PresenceEvaluation, { scores, calibrated }: Cases): Drawn {
  const { raw, platt } = probability;
  const curves = [
    { name: 'score as it is', ...binsOf(raw.calibration), probabilities: scores.presence },
    { name: 'calibrated (Platt)', ...binsOf(platt.calibration), probabilities: calibrated },
  ];
  const more = { title: 'Calibration', intervalName: '95 % interval' };
  return draw('calibration', (options) => calibrationChart(curves, { ...options, ...more }));
}

/** The bins' shares with Wilson's intervals. */
function binsOf({ predicted, observed, weights }: CalibrationCurve) {
  const intervals = observed.map((share, bin) => wilsonInterval(Math.round(share * weights[bin]!), weights[bin]!));
  return {
    ...{ predicted, observed },
    lower: intervals.map(({ lower }) => lower),
    upper: intervals.map(({ upper }) => upper),
  };
}

/** Px, of about the columns in which they stand. */
const WIDTHS = { wide: 480, narrow: 328 };

function draw(id: string, at: (options: { width: number; id: string }) => string): Drawn {
  const drawn = (name: keyof typeof WIDTHS) => at({ width: WIDTHS[name], id: `chart-${id}-${name}` });
  return { wide: drawn('wide'), narrow: drawn('narrow') };
}
