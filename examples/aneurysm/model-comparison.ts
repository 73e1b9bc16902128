import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LABELS, openVolumes, readLabels } from '@kium/angio-io';
import { toInputData } from '@kium/angio-io/tfjs';
import { bootstrapInterval, type Interval, rocAuc, rocAucInterval } from '@kium/metrics';
import { loadModel, predict, selectBackend } from '@kium/training';
import type { Settings } from './arguments';
import { type BoxHits, type HitRate, scoreBoxHits } from './box-hits';
import { MODEL_KINDS, MODEL_NAMES, type ModelKind } from './build-model';
import { UserError } from './errors';
import { pointAt } from './explain-patients';
import { writeWhole } from './files';
import type { Screen } from './progress';
import { pathOf, type Run } from './run';
import { fingerprintOfFile, State } from './state';
import { findStudy, type Study } from './steps/1-study';
import { stackVolumes } from './steps/2-volumes';
import { type Cells, drawTable, markdownTable } from './tables';
import { type Trained, trainModel } from './train-model';
import { readTruthBoxes } from './truth-boxes';

/** What {@link compareModels} is asked for beyond the pipeline's settings. */
export interface ComparisonOptions {
  /** How often each model is trained. */
  seeds: number;
  /** Of the multi-view model. */
  multiviewEpochs: number;
}

/** A multi-view model encodes eight images a patient, an early-fusion one a single image. */
const IMAGES = 8;
/** The output that tells the presence; the locations follow. */
const PRESENCE = 0;

/** How one trained model did on the test patients. */
interface Result {
  kind: ModelKind;
  seed: number;
  epochs: number;
  /** The epoch whose weights were kept, from 1. */
  bestEpoch: number;
  trainingSeconds: number;
  presence: Interval;
  /** Mean AUROC of the locations that some but not all test patients have. */
  locations: Interval;
  boxHits: BoxHits | null;
  /** Rows of 22. */
  scores: number[][];
}

/**
 * Trains early fusion and the multi-view model with the same number of images encoded, once for each seed, and holds them
 * against the test patients' truth. Writes `comparison.json` and `comparison.md`.
 */
export async function compareModels(
  settings: Settings,
  { seeds, multiviewEpochs }: ComparisonOptions,
  screen: Screen,
  signal: AbortSignal,
): Promise<void> {
  await mkdir(settings.out, { recursive: true });
  const state = await State.open(settings.out, { restart: settings.restart });
  const run: Run = { settings, state, screen, signal };
  const study = await findStudy(run);
  if (study.groundtruth === null)
    throw new UserError('A comparison needs groundtruth.csv, the truth of the test patients.');
  const volumes = await stackVolumes(run, study);
  const presence = await testPresence(run, study);
  const backend = await selectBackend(settings.backend === null ? {} : { prefer: settings.backend });
  screen.line(`Backend: ${backend.reason}`);

  const results: Result[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    for (const kind of MODEL_KINDS) {
      const own: Run = { ...run, settings: { ...settings, model: kind } };
      const epochs = kind === 'multiview' ? multiviewEpochs : IMAGES * multiviewEpochs;
      const name = `${kind}-${seed}`;
      const trained = await trainModel(own, volumes, backend.name, {
        ...{ name, epochs, seed, keepBest: true, learningRate: settings.learningRate.presence },
        classes: LABELS.length,
        target: (labels) => Array.from(labels),
      });
      results.push({ kind, seed, epochs, ...courseOf(trained), ...(await evaluate(own, study, trained, name)) });
    }
  }
  const difference = presenceDifference(presence, results, settings.seed);
  const table = drawTable(cells(results));
  screen.line(`\n${table}\n\n${differenceSentence(difference)}\n`);
  const facts = { settings, seeds, multiviewEpochs, backend: backend.name, difference, results };
  await writeWhole(join(settings.out, 'comparison.json'), `${JSON.stringify(facts, null, 2)}\n`);
  await writeWhole(
    join(settings.out, 'comparison.md'),
    `${markdownTable(cells(results))}\n\n${differenceSentence(difference)}\n`,
  );
  for (const file of ['comparison.md', 'comparison.json']) screen.line(join(settings.out, file));
}

function courseOf({ epochs }: Trained): Pick<Result, 'bestEpoch' | 'trainingSeconds'> {
  const losses = epochs.map(({ valLoss }) => valLoss!);
  return {
    bestEpoch: losses.indexOf(Math.min(...losses)) + 1,
    trainingSeconds: epochs.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

async function evaluate(run: Run, study: Study, trained: Trained, name: string) {
  const { settings, state, screen, signal } = run;
  const inputs = {
    ...{ model: trained.fingerprint, seed: settings.seed },
    ...{ truth: await fingerprintOfFile(study.truth), groundtruth: await fingerprintOfFile(study.groundtruth) },
  };
  const { result } = await state.step(`evaluate ${name}`, inputs, [], async () => {
    const model = await loadModel(join(settings.out, name));
    const file = await openVolumes(pathOf(run, 'test'));
    try {
      const scores = await predict(model, toInputData(file), { batchSize: settings.batchSize, signal });
      const truth = await testLabels(study, file.index);
      const boxes = study.truth === null ? new Map() : await readTruthBoxes(study.truth);
      const rows = file.index.flatMap((index, row) => (boxes.has(index) ? [row] : []));
      const progress = screen.begin(`${name}: where it looks in ${rows.length} patients`, rows.length);
      const patients = { model, file, rows, label: PRESENCE, signal };
      const pointed = await pointAt(patients, boxes, (done) => progress.update(done)).finally(() => progress.end());
      const options = { seed: settings.seed };
      const [presence, locations] = [column(truth, PRESENCE), truth.map((row) => row.slice(1))];
      const macro = (labels: readonly ArrayLike<number>[], rows: readonly ArrayLike<number>[]) =>
        rocAuc(labels, rows, { average: 'macro', singleClass: 'omit' });
      return {
        presence: rocAucInterval(presence, column(scores, PRESENCE), options),
        locations: bootstrapInterval(
          macro,
          locations,
          scores.map((row) => row.slice(1)),
          { ...options, strata: presence },
        ),
        boxHits: scoreBoxHits(pointed, settings.seed),
        scores,
      };
    } finally {
      file.close();
      model.dispose();
    }
  });
  return result;
}

/** AUROC of the presence: the mean over the seeds of multi-view minus that of early fusion, on the same resampled patients. */
function presenceDifference(labels: readonly number[], results: readonly Result[], seed: number): Interval {
  // A row a patient: the label, then every model's score.
  const scores = labels.map((label, patient) => [label, ...results.map(({ scores }) => scores[patient]![PRESENCE]!)]);
  const difference = (_: unknown, rows: readonly ArrayLike<number>[]) => {
    const truth = rows.map((row) => row[0]!);
    const areas = results.map((_, i) =>
      rocAuc(
        truth,
        rows.map((row) => row[i + 1]!),
      ),
    );
    return meanOf(areas, results, 'multiview') - meanOf(areas, results, 'early');
  };
  return bootstrapInterval(
    difference,
    labels.map((label) => [label]),
    scores,
    { seed, strata: labels },
  );
}

function meanOf(areas: readonly number[], results: readonly Result[], kind: ModelKind): number {
  const own = areas.filter((_, i) => results[i]!.kind === kind);
  return own.reduce((sum, area) => sum + area, 0) / own.length;
}

/** Whether each test patient has an aneurysm; what is wrong with that is told before hours of training. */
async function testPresence(run: Run, study: Study): Promise<number[]> {
  const file = await openVolumes(pathOf(run, 'test'));
  const labels = await testLabels(study, file.index)
    .then((rows) => column(rows, PRESENCE))
    .finally(() => file.close());
  if (new Set(labels).size === 2) return labels;
  throw new UserError(
    `A comparison needs test patients with and without an aneurysm; all ${labels.length} have Aneurysm ${labels[0]} in ${study.groundtruth}.`,
  );
}

async function testLabels(study: Study, index: readonly string[]): Promise<number[][]> {
  const truth = await readLabels(study.groundtruth!);
  return index.map((patient) => {
    const row = truth.get(patient);
    if (row !== undefined) return Array.from(row);
    throw new UserError(
      `${study.groundtruth} has no row for test patient ${patient}. Add it, or take the images away.`,
    );
  });
}

function column(rows: readonly ArrayLike<number>[], at: number): number[] {
  return rows.map((row) => row[at]!);
}

function cells(results: readonly Result[]): Cells {
  const interval = ({ estimate, lower, upper }: Pick<Interval, 'estimate' | 'lower' | 'upper'>, digits = 3) =>
    `${estimate.toFixed(digits)} (${lower.toFixed(digits)}–${upper.toFixed(digits)})`;
  const hits = (rate: HitRate | undefined) => {
    if (rate === undefined) return '–';
    const { chance } = rate;
    const others = chance.otherPatients === null ? '' : ` / ${chance.otherPatients.toFixed(3)}`;
    return `${rate.hits} of ${rate.trials} (${rate.empty} empty): ${interval(rate.rate)}; chance ${chance.area.toFixed(3)}${others}`;
  };
  const rows = [...results].sort(
    (a, b) => MODEL_KINDS.indexOf(a.kind) - MODEL_KINDS.indexOf(b.kind) || a.seed - b.seed,
  );
  return [
    [
      'Model',
      'Seed',
      'Epochs (kept)',
      'Training s',
      'AUROC presence',
      'Mean AUROC locations',
      'Peak in a box',
      'View peak in its box',
    ],
    ...rows.map(({ kind, seed, epochs, bestEpoch, trainingSeconds, presence, locations, boxHits }) => [
      MODEL_NAMES[kind],
      String(seed),
      `${epochs} (${bestEpoch})`,
      trainingSeconds.toFixed(0),
      interval(presence),
      interval(locations),
      hits(boxHits?.patients),
      hits(boxHits?.views),
    ]),
  ];
}

function differenceSentence({ estimate, lower, upper }: Interval): string {
  const signed = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
  return (
    `AUROC of the presence, multi-view minus early fusion, means over the seeds: ${signed(estimate)} ` +
    `(95 % interval over the test patients ${signed(lower)} to ${signed(upper)}).`
  );
}
