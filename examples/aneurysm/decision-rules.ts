import { LABELS, LOCATIONS } from '@kium/angio-io';
import {
  Calibration,
  type CalibrationJson,
  FittedThresholds,
  outOfFold,
  plattCalibration,
  type ThresholdMethod,
  type ThresholdsJson,
} from '@kium/thresholds';
import { column, type Labelled, locationsOf, type Predicted, type Scores } from './cases';
import { type ThresholdChoice, thresholdMethod } from './threshold-choice';

/** How decision rules are to be found. */
export interface RuleSettings {
  presenceThreshold: ThresholdChoice;
  locationThreshold: ThresholdChoice;
  /** Of the location thresholds; 0: none. */
  thresholdShrinkage: number;
  /** Whose scores the thresholds are fitted on. */
  thresholdsFrom: 'validation' | 'test';
}

/** What turns the models' scores into decisions and probabilities; `thresholds.json` is this. */
export interface DecisionRules {
  /** Whose scores the thresholds were fitted on, and how many they were. */
  fittedOn: { patients: 'validation' | 'test'; count: number };
  /** Names of the thresholds, in their order. */
  labels: { presence: string[]; location: string[] };
  /** For `FittedThresholds.fromJSON`. A location that none of the patients has may have `Infinity`: never positive. */
  presence: ThresholdsJson;
  location: ThresholdsJson;
  /** Platt's curve of the presence, from the held-out patients; for `Calibration.fromJSON`. */
  calibration: CalibrationJson;
}

/** What is never decided where a rule can't be fitted for want of a class. */
export const NEVER = { singleClass: Number.POSITIVE_INFINITY };

/**
 * Learns decision rules. Whatever needs labels sees the held-out training patients only: there is no way for test labels
 * to come in.
 *
 * @param test - scores of the test patients, looked at only with `thresholdsFrom: 'test'`
 */
export function fitDecisionRules(settings: RuleSettings, heldOut: Labelled, test: Scores): DecisionRules {
  const { presence, location } = methodsOf(settings);
  const { scores, aneurysm, locations } = fittingData(settings, heldOut, test);
  return asJson({
    fittedOn: { patients: settings.thresholdsFrom, count: scores.presence.length },
    labels: { presence: [LABELS[0]], location: [...LOCATIONS] },
    presence: presence.fit(scores.presence, aneurysm, NEVER),
    location: location.fit(scores.locations, locations, NEVER),
    calibration: plattCalibration().fit(heldOut.scores.presence, column(heldOut.labels, 0)),
  });
}

/** What thresholds may be fitted on: the held-out patients, or the scores of the test patients without any label. */
export function fittingData({ thresholdsFrom }: RuleSettings, heldOut: Labelled, test: Scores) {
  if (thresholdsFrom === 'test') return { scores: test, aneurysm: undefined, locations: undefined };
  const { scores, labels } = heldOut;
  return { scores, aneurysm: column(labels, 0), locations: locationsOf(labels) };
}

/** Decisions and probabilities of any patients. */
export function decide(rules: DecisionRules, scores: Scores): Pick<Predicted, 'decisions' | 'calibrated'> {
  const presence = FittedThresholds.fromJSON(rules.presence).apply(scores.presence);
  return {
    decisions: {
      presence: column(presence, 0),
      locations: FittedThresholds.fromJSON(rules.location).apply(scores.locations),
    },
    calibrated: column(Calibration.fromJSON(rules.calibration).apply(scores.presence), 0),
  };
}

/**
 * Decisions and probabilities of the held-out patients themselves: each one's come from rules that were fitted on the
 * others, so that they are worth as much as those of a test patient. With `thresholdsFrom: 'test'` the thresholds know
 * nothing of them anyway.
 */
export function decideHeldOut(
  settings: RuleSettings,
  rules: DecisionRules,
  heldOut: Labelled,
): Pick<Predicted, 'decisions' | 'calibrated'> {
  const { labels, scores } = heldOut;
  const folds = foldsOf(labels);
  if (folds === null) return decide(rules, scores);
  const aneurysm = column(labels, 0);
  const calibrated = column(outOfFold(plattCalibration(), scores.presence, aneurysm, folds).applied, 0);
  if (settings.thresholdsFrom === 'test') return { ...decide(rules, scores), calibrated };
  const { presence, location } = methodsOf(settings);
  return {
    decisions: {
      presence: column(outOfFold(presence, scores.presence, aneurysm, folds, NEVER).applied, 0),
      locations: locationDecisions(location, heldOut, null),
    },
    calibrated,
  };
}

/**
 * The locations, decided by a method fitted on the held-out patients.
 *
 * @param scores - rows of 21 of other patients; null: the held-out patients themselves, out of fold
 */
export function locationDecisions(method: ThresholdMethod, heldOut: Labelled, scores: number[][] | null): number[][] {
  const [truth, own] = [locationsOf(heldOut.labels), heldOut.scores.locations];
  const folds = scores === null ? foldsOf(heldOut.labels) : null;
  if (folds !== null) return outOfFold(method, own, truth, folds, NEVER).applied;
  return method.fit(own, truth, NEVER).apply(scores ?? own);
}

/** The methods that the settings ask for. */
export function methodsOf(settings: RuleSettings): { presence: ThresholdMethod; location: ThresholdMethod } {
  return {
    presence: thresholdMethod(settings.presenceThreshold),
    location: thresholdMethod(settings.locationThreshold, settings.thresholdShrinkage),
  };
}

const FOLDS = 5;

/** A number a patient, dealt out in turn first to those without an aneurysm, then to those with; null for a single patient. */
function foldsOf(labels: readonly number[][]): number[] | null {
  if (labels.length < 2) return null;
  const dealt = [0, labels.filter(([aneurysm]) => aneurysm === 0).length];
  return labels.map(([aneurysm]) => dealt[aneurysm!]!++ % FOLDS);
}

/** As it is read back from a file: JSON knows no Infinity. */
function asJson(rules: unknown): DecisionRules {
  return JSON.parse(JSON.stringify(rules));
}
