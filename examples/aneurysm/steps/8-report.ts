import type { HitRate } from '../box-hits';
import { MODEL_NAMES } from '../build-model';
import type { Cohort } from '../cohort';
import { drawCurves } from '../curves';
import type { Evaluation } from '../evaluation';
import { writeWhole } from '../files';
import { duration } from '../progress';
import { pathOf, type Run } from '../run';
import type { RunInfo } from '../run-info';
import { drawTable, epochCells, locationCells, markdownTable, methodCells } from '../tables';
import { nameOfMethod } from '../threshold-choice';
import type { Trained } from '../train-model';
import type { Volumes } from './2-volumes';
import type { Predictions } from './5-predict';
import type { Evaluations } from './6-evaluate';
import type { Explanations } from './7-explain';

/** All that the report is made of. */
export interface Findings {
  info: RunInfo;
  cohort: Cohort;
  volumes: Volumes;
  presence: Trained;
  location: Trained;
  predictions: Predictions;
  evaluations: Evaluations;
  explanations: Explanations;
}

/** 8. The report: on the screen, as Markdown, as JSON for programs, and the curves as a picture. */
export async function report(run: Run, findings: Findings): Promise<void> {
  const { presence, location, evaluations } = findings;
  await writeWhole(pathOf(run, 'curves'), drawCurves(presence.epochs, location.epochs));
  await writeWhole(pathOf(run, 'results'), `${JSON.stringify(results(findings), null, 2)}\n`);
  await writeWhole(pathOf(run, 'report'), markdown(run, findings));

  const { line } = run.screen;
  const [who, shown] = shownEvaluation(evaluations);
  line();
  line('Presence, by epoch');
  line(drawTable(epochCells(presence.epochs)));
  line();
  line('Location, by epoch');
  line(drawTable(epochCells(location.epochs)));
  line();
  line(`Location of ${who}; "all negative" is the accuracy of answering 0 everywhere`);
  line(drawTable(locationCells(shown)));
  line();
  line('The locations by other thresholds, all fitted on the held-out training patients');
  line(drawTable(methodCells(shown)));
  line();
  line(presenceSentence(who, shown));
  for (const sentence of boxHitSentences(findings.explanations)) line(sentence);
  line();
  for (const [file, what] of FILE_LIST) line(`${pathOf(run, file)}  ${what}`);
}

const FILE_LIST = [
  ['output', 'what is predicted for the test patients, in the competition’s columns'],
  ['thresholds', 'the thresholds, to use with the models'],
  ['report', 'this report'],
  ['curves', 'training curves'],
  ['explanations', 'where the presence model looks in some test patients'],
  ['results', 'all figures, for programs'],
  ['presence', 'the presence model'],
  ['location', 'the location model'],
  ['train', 'volumes of the training patients'],
  ['test', 'volumes of the test patients'],
] as const;

function shownEvaluation({ test, heldOut }: Evaluations): [string, Evaluation] {
  return test
    ? [`${test.evaluation.patients} test patients`, test.evaluation]
    : [`${heldOut.evaluation.patients} held-out training patients (there is no groundtruth.csv)`, heldOut.evaluation];
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
function boxHitSentences({ boxHits }: Explanations): string[] {
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

function explanationSection(explanations: Explanations): string {
  const { pictures } = explanations;
  const rows = pictures.map(({ index, outcome, score, locations, file }) => {
    return [`[${index}](${file})`, outcome, locations.join(', ') || '–', score.toFixed(3)];
  });
  const [first] = pictures;
  return `
## Where the presence model looks

Grad-CAM for the output "aneurysm present", with one scale for the eight views of a patient. Frames are true aneurysms.

${boxHitSentences(explanations)
  .map((sentence) => `${sentence}\n`)
  .join('\n')}
${markdownTable([['Patient', 'Outcome', 'True locations', 'Score'], ...rows])}
${first ? `\n![Patient ${first.index}](${first.file})\n` : ''}`;
}

function results(findings: Findings) {
  const { info, cohort, presence, location, predictions, evaluations, explanations } = findings;
  const model = ({ epochs, parameters, trainPatients, heldOut }: Trained) => ({
    parameters,
    trainPatients,
    heldOutPatients: heldOut.indices.length,
    epochs,
  });
  return {
    info,
    cohort,
    presence: model(presence),
    location: model(location),
    rules: predictions.rules,
    evaluations: { test: evaluations.test?.evaluation ?? null, heldOut: evaluations.heldOut.evaluation },
    explanations,
  };
}

function generatedStudy({ seed, study: { diameter } }: Run['settings']): string {
  const sizes =
    diameter === null ? 'diameters as in a clinical series' : `diameters ${diameter.mean} ± ${diameter.sd} mm`;
  return `a generated study (seed ${seed}; aneurysm ${sizes})`;
}

function markdown(run: Run, findings: Findings): string {
  const { settings } = run;
  const { info, presence, location, evaluations, explanations, volumes } = findings;
  const [who, shown] = shownEvaluation(evaluations);
  const source = info.data.kind === 'generated' ? generatedStudy(settings) : `the folder ${info.data.name}`;
  const skipped = [...volumes.train.skipped, ...volumes.test.skipped];
  const { evaluation } = evaluations.heldOut;
  const held = presenceSentence(`${evaluation.patients} held-out training patients`, evaluation);
  return `# Aneurysm presence and location

${volumes.train.patients} training and ${volumes.test.patients} test patients of ${source}; volumes of ${settings.size}×${settings.size}×8; EfficientNet-${settings.variant.toUpperCase()}, ${MODEL_NAMES[settings.model]} (${presence.parameters.toLocaleString('en')} and ${location.parameters.toLocaleString('en')} trainable parameters); batches of ${settings.batchSize}; ${presence.trainPatients} patients trained on, ${presence.heldOut.indices.length} held out; preset \`${settings.presetName}\`; backend ${info.circumstances.backend.name}; ${duration(info.seconds)} in all.
${skipped.length > 0 ? `\nLeft out as incomplete: ${skipped.join(', ')}.\n` : ''}
${presenceSentence(who, shown)}
${evaluations.test ? `\n${held}\n` : ''}
![Training curves](curves.svg)
${explanationSection(explanations)}
## Presence, by epoch

${markdownTable(epochCells(presence.epochs))}

## Location, by epoch

${markdownTable(epochCells(location.epochs))}

## Location of ${who}

"All negative" is the accuracy of answering 0 everywhere: the figure to beat. "Decided" counts the decisions for the location, "found" those of them that are right. A location counts where its score is above its threshold: ${nameOfMethod(settings.locationThreshold, settings.thresholdShrinkage)}, fitted on the scores of the ${settings.thresholdsFrom === 'validation' ? 'held-out training patients' : 'test patients'}.

${markdownTable(locationCells(shown))}

## The locations by other thresholds

Each method fitted on the held-out training patients${evaluations.test ? '' : ', out of fold'}. Macro F1 is the mean over the locations that a patient has, micro F1 that of all entries; "decided per 100" are the positive decisions a hundred patients, where the truth has ${shown.methods[0]!.positivesPer100.toFixed(1)}; "difference" is the accuracy minus that of answering 0 everywhere.

${markdownTable(methodCells(shown))}
`;
}
