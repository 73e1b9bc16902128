import { LOCATIONS } from '@kium/angio-io';
import {
  type DelongInterval,
  delongInterval,
  type PrecisionRecallBand,
  precisionRecallBand,
  precisionRecallCurve,
  type RocBand,
  rocBand,
  rocCurve,
} from '@kium/metrics';
import { type Cases, column, locationsOf } from './cases';
import { evaluateLabel, type LabelEvaluation, type Resampling } from './label-evaluation';
import { compareMethods, type MethodDecisions, type MethodEvaluation } from './method-evaluation';
import { evaluateOverall, type OverallEvaluation } from './overall-evaluation';
import { evaluateProbabilities, type ProbabilityEvaluation } from './probability-evaluation';
import { type WorstPatients, worstPatients } from './worst-patients';

/** How the pipeline does on a group of patients. Plain data: no NaN, no infinite number. */
export interface Evaluation {
  patients: number;
  presence: PresenceEvaluation;
  /** In the order of LOCATIONS. */
  locations: LabelEvaluation[];
  overall: OverallEvaluation;
  /** The locations, decided by other thresholds: the one used first. */
  methods: MethodEvaluation[];
  worst: WorstPatients;
}

/** The label Aneurysm, on which there is more to tell. */
export interface PresenceEvaluation extends LabelEvaluation {
  /** The AUROC again, with DeLong's interval; null with fewer than two positives or negatives. */
  delong: DelongInterval | null;
  /** False and true positive rate, from (0, 0) to (1, 1); null for a single class, as those below. */
  roc: { fpr: number[]; tpr: number[] } | null;
  /** The same on a grid of false positive rates, with a bootstrap band. */
  rocBand: RocBand | null;
  /** From recall 1 to recall 0. */
  precisionRecall: { precision: number[]; recall: number[] } | null;
  /** The same on a grid of recalls, with a bootstrap band. */
  precisionRecallBand: PrecisionRecallBand | null;
  /** The scores as they are, the scores through Platt's curve, and the patients' own prevalence for everyone: what to beat. */
  probability: { raw: ProbabilityEvaluation; platt: ProbabilityEvaluation; constant: ConstantEvaluation };
}

/** Giving everyone the same probability. */
export type ConstantEvaluation = Pick<ProbabilityEvaluation, 'brier' | 'logLoss'> & { probability: number };

/** What {@link evaluate} needs beside the cases. */
export interface EvaluationOptions {
  /** That the decisions come from; Infinity: never positive. */
  thresholds: { presence: number; locations: readonly number[] };
  /** The locations, decided by thresholds of every method. */
  methods?: readonly MethodDecisions[];
  /** Of the bootstrap. */
  seed: number;
  /** Of the bootstrap; default 2000. */
  replicates?: number;
}

/**
 * All figures of a group of patients.
 *
 * @throws MetricsError of `@kium/metrics` if lengths differ, or there is no patient
 */
export function evaluate(cases: Cases, options: EvaluationOptions): Evaluation {
  const { labels, scores, decisions } = cases;
  const { thresholds, methods = [], seed, replicates = 2000 } = options;
  const resampling = { seed, replicates };
  const [aneurysm, locations] = [column(labels, 0), locationsOf(labels)];
  const presence = evaluateLabel(
    ...(['Aneurysm', aneurysm, scores.presence, decisions.presence, thresholds.presence] as const),
    resampling,
  );
  return {
    patients: labels.length,
    presence: { ...presence, ...evaluatePresence(aneurysm, scores.presence, cases.calibrated, resampling) },
    locations: LOCATIONS.map((label, at) =>
      evaluateLabel(
        ...([label, column(locations, at), column(scores.locations, at), column(decisions.locations, at)] as const),
        thresholds.locations[at]!,
        resampling,
      ),
    ),
    overall: evaluateOverall(labels, scores, decisions.locations, resampling),
    methods: compareMethods(locations, methods),
    worst: worstPatients(cases),
  };
}

function evaluatePresence(
  truth: number[],
  scores: number[],
  calibrated: number[],
  resampling: Resampling,
): Omit<PresenceEvaluation, keyof LabelEvaluation> {
  const positives = truth.reduce((sum, one) => sum + one, 0);
  const rarer = Math.min(positives, truth.length - positives);
  const prevalence = positives / truth.length;
  const { brier, logLoss } = evaluateProbabilities(
    truth,
    truth.map(() => prevalence),
  );
  return {
    delong: rarer < 2 ? null : delongInterval(truth, scores),
    roc: rarer === 0 ? null : thinRoc(truth, scores),
    rocBand: rarer === 0 ? null : rocBand(truth, scores, resampling),
    precisionRecall: rarer === 0 ? null : thinPrecisionRecall(truth, scores),
    precisionRecallBand: rarer === 0 ? null : precisionRecallBand(truth, scores, resampling),
    probability: {
      raw: evaluateProbabilities(truth, scores),
      platt: evaluateProbabilities(truth, calibrated),
      constant: { probability: prevalence, brier, logLoss },
    },
  };
}

/** Points of a curve: more can't be told apart in a picture. */
const POINTS = 201;

function thinRoc(truth: number[], scores: number[]): PresenceEvaluation['roc'] {
  const { fpr, tpr } = rocCurve(truth, scores);
  return { fpr: thin(fpr), tpr: thin(tpr) };
}

function thinPrecisionRecall(truth: number[], scores: number[]): PresenceEvaluation['precisionRecall'] {
  const { precision, recall } = precisionRecallCurve(truth, scores);
  return { precision: thin(precision), recall: thin(recall) };
}

/** Evenly chosen values, the first and the last among them. */
function thin(values: number[]): number[] {
  if (values.length <= POINTS) return values;
  const step = (values.length - 1) / (POINTS - 1);
  return Array.from({ length: POINTS }, (_, point) => values[Math.round(point * step)]!);
}
