import type { HitRate } from './box-hits';
import type { Evaluation } from './evaluation';
import type { Results } from './results';
import { drawTable, epochCells, locationCells, methodCells } from './tables';

/** The report's figures for a terminal, line by line. */
export function screenReport({ presence, location, evaluations, explanations }: Results): string[] {
  const [who, shown] = shownEvaluation(evaluations);
  return [
    '',
    'Presence, by epoch',
    drawTable(epochCells(presence.epochs)),
    '',
    'Location, by epoch',
    drawTable(epochCells(location.epochs)),
    '',
    `Location of ${who}; "all negative" is the accuracy of answering 0 everywhere`,
    drawTable(locationCells(shown)),
    '',
    'The locations by other thresholds, all fitted on the held-out training patients',
    drawTable(methodCells(shown)),
    '',
    presenceSentence(who, shown),
    ...boxHitSentences(explanations),
  ];
}

function shownEvaluation({ test, heldOut }: Results['evaluations']): [string, Evaluation] {
  return test
    ? [`${test.patients} test patients`, test]
    : [`${heldOut.patients} held-out training patients (there is no groundtruth.csv)`, heldOut];
}

function presenceSentence(who: string, { presence, patients }: Evaluation): string {
  const { auroc, decision, positives } = presence;
  const { threshold } = decision;
  const at = threshold === null ? 'without a threshold' : `at ${Number(threshold.toPrecision(3))}`;
  const accuracy = `accuracy ${at} ${decision.accuracy.toFixed(4)} (all negative ${decision.allNegative.toFixed(4)})`;
  const prevalence = `${positives} of ${patients} have an aneurysm`;
  if (!auroc) return `Presence of ${who}: no AUROC, since all have the same label; ${accuracy}.`;
  const { estimate, lower, upper, level } = auroc;
  const interval = `${Math.round(100 * level)} % interval ${lower.toFixed(3)} to ${upper.toFixed(3)}`;
  return `Presence of ${who}: AUROC ${estimate.toFixed(3)} (${interval}); ${accuracy}; ${prevalence}.`;
}

/** Share with its interval, beside chance. */
function boxHitSentences({ boxHits }: Results['explanations']): string[] {
  if (boxHits === null) return [];
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const say = (what: string, { hits, trials, empty, rate, chance }: HitRate) => {
    const { estimate, lower, upper, level } = rate;
    const interval = `${100 * level} % interval ${percent(lower)} to ${percent(upper)}`;
    const others = chance.otherPatients === null ? '' : `, ${percent(chance.otherPatients)} with another patient's map`;
    return `${what}: ${hits} of ${trials}, ${percent(estimate)} (${interval}); by chance ${percent(chance.area)} by area${others}${empty === 0 ? '' : `; in ${empty} of them the map is empty`}.`;
  };
  return [
    say('Highest point of all views in a true box', boxHits.patients),
    say('Highest point of a view that shows an aneurysm in its box', boxHits.views),
  ];
}
