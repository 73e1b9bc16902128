import type { Cohort } from './cohort';
import type { DecisionRules } from './decision-rules';
import type { Evaluation } from './evaluation';
import type { RuleIntervals } from './rule-intervals';
import type { RunInfo } from './run-info';
import type { Predictions } from './steps/5-predict';
import type { Evaluations } from './steps/6-evaluate';
import type { Explanations } from './steps/7-explain';
import type { Trained } from './train-model';

/** All that a run found out. */
export interface Findings {
  info: RunInfo;
  cohort: Cohort;
  presence: Trained;
  location: Trained;
  predictions: Predictions;
  evaluations: Evaluations;
  explanations: Explanations;
}

/** All figures of a run, as `results.json` has them. Plain data. */
export interface Results extends Pick<Findings, 'info' | 'cohort' | 'explanations'> {
  presence: TrainedFacts;
  location: TrainedFacts;
  rules: DecisionRules;
  thresholdIntervals: RuleIntervals;
  /** `test` is null without groundtruth.csv. */
  evaluations: { test: Evaluation | null; heldOut: Evaluation };
}

/** One model's training. */
export interface TrainedFacts extends Pick<Trained, 'epochs' | 'parameters' | 'trainPatients'> {
  heldOutPatients: number;
}

/** What is told of the findings. */
export function resultsOf(findings: Findings): Results {
  const { info, cohort, presence, location, predictions, evaluations, explanations } = findings;
  return {
    ...{ info, cohort },
    presence: factsOf(presence),
    location: factsOf(location),
    rules: predictions.rules,
    thresholdIntervals: evaluations.thresholdIntervals,
    evaluations: { test: evaluations.test?.evaluation ?? null, heldOut: evaluations.heldOut.evaluation },
    explanations,
  };
}

function factsOf({ epochs, parameters, trainPatients, heldOut }: Trained): TrainedFacts {
  return { parameters, trainPatients, heldOutPatients: heldOut.indices.length, epochs };
}
