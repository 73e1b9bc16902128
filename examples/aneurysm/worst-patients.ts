import { LOCATIONS } from '@kium/angio-io';
import { logLoss } from '@kium/metrics';
import type { Cases } from './cases';

/** A patient as the models see them and as they are. */
export interface JudgedPatient {
  index: string;
  /** Whether there is an aneurysm: 0 or 1. */
  truth: number;
  /** Of the presence. */
  score: number;
  /** Of that score, in nats: how surely it is wrong. Above 0.69 it is on the wrong side of 0.5. */
  logLoss: number;
  /** What was decided on the presence. */
  decision: number;
  /** True locations. */
  locations: string[];
  /** Those of them that were not decided. */
  missed: string[];
  /** Locations decided that are not true. */
  falselyDecided: string[];
}

/** Those whom the models get most wrong. */
export interface WorstPatients {
  /** With an aneurysm and the highest loss of the presence score. */
  missed: JudgedPatient[];
  /** Without one. */
  falseAlarms: JudgedPatient[];
  /** With most wrong location decisions; the presence score's loss parts ties. */
  locations: JudgedPatient[];
}

/** How many of each kind. */
const SHOWN = 4;

/** Patients on the wrong side of the decision, worst first; lists may be short or empty. */
export function worstPatients(cases: Cases): WorstPatients {
  const judged = cases.index.map((_, row) => judge(cases, row));
  const byLoss = [...judged].sort((a, b) => b.logLoss - a.logLoss);
  const wrong = (truth: number) => byLoss.filter((one) => one.truth === truth && one.decision !== truth);
  const errors = ({ missed, falselyDecided }: JudgedPatient) => missed.length + falselyDecided.length;
  return {
    missed: wrong(1).slice(0, SHOWN),
    falseAlarms: wrong(0).slice(0, SHOWN),
    locations: byLoss
      .filter((one) => errors(one) > 0)
      .sort((a, b) => errors(b) - errors(a))
      .slice(0, SHOWN),
  };
}

function judge({ index, labels, scores, decisions }: Cases, row: number): JudgedPatient {
  const [truth, ...locations] = labels[row]!;
  const decided = decisions.locations[row]!;
  const score = scores.presence[row]!;
  return {
    ...{ index: index[row]!, truth: truth!, score, decision: decisions.presence[row]! },
    logLoss: logLoss([truth!], [score]),
    locations: LOCATIONS.filter((_, at) => locations[at] === 1),
    missed: LOCATIONS.filter((_, at) => locations[at] === 1 && decided[at] === 0),
    falselyDecided: LOCATIONS.filter((_, at) => locations[at] === 0 && decided[at] === 1),
  };
}
