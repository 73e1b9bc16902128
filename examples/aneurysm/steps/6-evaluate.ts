import { readLabels } from '@kium/angio-io';
import { FittedThresholds } from '@kium/thresholds';
import type { Cases, Labelled, Predicted } from '../cases';
import type { DecisionRules } from '../decision-rules';
import { UserError } from '../errors';
import { type Evaluation, evaluate } from '../evaluation';
import { decideByMethods } from '../method-evaluation';
import { type RuleIntervals, ruleIntervals } from '../rule-intervals';
import type { Run } from '../run';
import type { Study } from './1-study';
import type { Predictions } from './5-predict';

/** The figures, and the patients behind them. */
export interface Evaluations {
  /** The test patients of whom groundtruth.csv knows; null without it. */
  test: Judged | null;
  /** The training patients that were held out. */
  heldOut: Judged;
  thresholdIntervals: RuleIntervals;
}

/** A group of patients and how the pipeline does on them. */
export interface Judged {
  cases: Cases;
  evaluation: Evaluation;
}

/** 6. The comparison with the truth. */
export async function evaluateAll(run: Run, study: Study, predictions: Predictions): Promise<Evaluations> {
  const { heldOut, rules } = predictions;
  const known = study.groundtruth === null ? null : await withTruth(run, study.groundtruth, predictions.test);
  return {
    heldOut: judge(run, rules, heldOut, heldOut, null),
    test: known && judge(run, rules, heldOut, known, known.scores.locations),
    thresholdIntervals: ruleIntervals(run.settings, heldOut, predictions.test.scores),
  };
}

function judge(
  { settings }: Run,
  rules: DecisionRules,
  heldOut: Labelled,
  cases: Cases,
  scores: number[][] | null,
): Judged {
  const thresholds = {
    presence: FittedThresholds.fromJSON(rules.presence).thresholds[0]!,
    locations: FittedThresholds.fromJSON(rules.location).thresholds,
  };
  const methods = decideByMethods(settings, heldOut, scores, cases.decisions.locations);
  return { cases, evaluation: evaluate(cases, { thresholds, methods, seed: settings.seed }) };
}

/** The patients of the table; what was decided is not touched by it. */
async function withTruth(
  run: Run,
  groundtruth: string,
  { index, scores, calibrated, decisions }: Predicted,
): Promise<Cases> {
  const truth = await readLabels(groundtruth);
  const known = index.map((_, row) => row).filter((row) => truth.has(index[row]!));
  if (known.length === 0) {
    throw new UserError(
      `${groundtruth} has a row for none of the ${index.length} test patients. Give the table of this test set, or remove it.`,
    );
  }
  if (known.length < index.length) {
    run.screen.line(`  ${index.length - known.length} test patients have no row in ${groundtruth}`);
  }
  const pick = <T>(values: T[]) => known.map((row) => values[row]!);
  return {
    index: pick(index),
    labels: pick(index).map((patient) => Array.from(truth.get(patient)!)),
    scores: { presence: pick(scores.presence), locations: pick(scores.locations) },
    calibrated: pick(calibrated),
    decisions: { presence: pick(decisions.presence), locations: pick(decisions.locations) },
  };
}
