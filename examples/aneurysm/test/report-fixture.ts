import { LABELS, LOCATIONS } from '@kium/angio-io';
import { FittedThresholds } from '@kium/thresholds';
import type { EpochRecord } from '@kium/training';
import { readArguments } from '../arguments';
import type { BoxHits } from '../box-hits';
import type { Cases } from '../cases';
import { countLabels } from '../cohort';
import { decide, decideHeldOut, fitDecisionRules } from '../decision-rules';
import { evaluate } from '../evaluation';
import { decideByMethods } from '../method-evaluation';
import type { PatientViews } from '../patient-views';
import { PRESETS } from '../presets';
import type { ReportContents } from '../report/contents';
import { gatherContents } from '../report/gather-contents';
import { type Findings, resultsOf } from '../results';
import { ruleIntervals } from '../rule-intervals';
import type { RunInfo } from '../run-info';
import type { Judged } from '../steps/6-evaluate';
import type { Trained } from '../train-model';
import { drawGrey, drawHeat } from '../view-images';
import { HANGING } from '../view-names';

/** What a page is to be made of; everything is there unless said otherwise. */
export interface FixtureOptions {
  groundtruth?: boolean;
  boxes?: boolean;
  heat?: boolean;
  /** Which test and held-out patients have an aneurysm. */
  aneurysms?: 'some' | 'none' | 'all';
  /** Put into every text that comes from outside. */
  name?: string;
}

/** The page's contents for patients that are made up, through the pipeline's own evaluation. */
export async function reportFixture(options: FixtureOptions = {}): Promise<ReportContents> {
  const { groundtruth = true, name = '' } = options;
  const settings = readArguments(['--seed', '1'])!;
  const heldOut = patients(60, 'h', options);
  const test = patients(80, 't', options);
  const labelled = { labels: heldOut.labels, scores: heldOut.scores };
  const rules = fitDecisionRules(settings, labelled, test.scores);
  const judge = (cases: Omit<Cases, 'decisions' | 'calibrated'>, isTest: boolean): Judged => {
    const decided = isTest ? decide(rules, cases.scores) : decideHeldOut(settings, rules, labelled);
    const all: Cases = { ...cases, ...decided };
    const thresholds = {
      presence: FittedThresholds.fromJSON(rules.presence).thresholds[0]!,
      locations: FittedThresholds.fromJSON(rules.location).thresholds,
    };
    const scores = isTest ? cases.scores.locations : null;
    const methods = decideByMethods(settings, labelled, scores, all.decisions.locations);
    return { cases: all, evaluation: evaluate(all, { thresholds, methods, seed: 1, replicates: 100 }) };
  };
  const evaluations = {
    heldOut: judge(heldOut, false),
    test: groundtruth ? judge(test, true) : null,
    thresholdIntervals: ruleIntervals(settings, labelled, test.scores, 50),
  };
  const { missed, falseAlarms, locations } = (evaluations.test ?? evaluations.heldOut).evaluation.worst;
  const wrong = [...new Set([...missed, ...falseAlarms, ...locations].map(({ index }) => index))];
  const pictures = test.index.slice(0, 3).map((index, i) => ({
    ...{ index, score: test.scores.presence[i]!, file: `explanations/${index}.png` },
    ...(groundtruth
      ? { outcome: (['found', 'missed', 'false alarm'] as const)[i]!, locations: i < 2 ? ['L_ICA'] : [] }
      : { outcome: 'unknown' as const, locations: [] }),
  }));
  const set = groundtruth ? 'test' : 'train';
  const views = [
    ...pictures.map(({ index }) => viewsOf('test', index, options)),
    ...wrong
      .filter((index) => !groundtruth || pictures.every((picture) => picture.index !== index))
      .map((index) => viewsOf(set, index, options)),
  ];
  const findings: Findings = {
    info: { ...INFO, data: name === '' ? INFO.data : { kind: 'folder', name } },
    cohort: {
      labels: [...LABELS],
      train: countLabels(patients(140, 'a', options).labels),
      heldOut: countLabels(heldOut.labels),
      test: { patients: 80, known: groundtruth ? countLabels(test.labels) : null },
      pairs: [{ locations: ['L_ICA', 'BA'], patients: 2 }],
      leftOut: {
        ...{ train: name === '' ? [] : [name], test: [] },
        problems: [{ kind: 'stray-file', count: 1, patients: [] }],
      },
    },
    presence: trained(4_011_550, 4, heldOut),
    location: trained(4_035_889, 2, heldOut),
    predictions: {
      test: { index: test.index, scores: test.scores, ...decide(rules, test.scores) },
      heldOut: evaluations.heldOut.cases,
      rules,
    },
    evaluations,
    explanations: { boxHits: options.boxes === false ? null : BOX_HITS, pictures, views },
  };
  return gatherContents(resultsOf(findings), evaluations, {
    settings,
    images: await images(views),
    files: [{ path: 'output.csv', what: 'what is predicted' }],
  });
}

const INFO: RunInfo = {
  data: { kind: 'generated', study: PRESETS.demo.study },
  preset: 'demo',
  changed: [{ setting: 'seed', preset: 2023, used: 1 }],
  seed: 1,
  circumstances: {
    started: '2026-01-02T03:04:05.678Z',
    backend: { name: 'cpu', reason: 'for a test' },
    versions: { node: '20.0.0', '@kium/metrics': '0.1.0' },
    machine: { cpu: 'a processor', cores: 2, memoryGiB: 8, system: 'Linux' },
    commit: { hash: '0123456789abcdef0123', hasChanges: true },
  },
  steps: [
    { name: 'presence', seconds: 100 },
    { name: 'location', seconds: 23 },
  ],
  seconds: 123,
};

const RATE = { estimate: 0.39, lower: 0.28, upper: 0.51, level: 0.95 };
const HITS = { hits: 25, trials: 64, empty: 1, rate: RATE, chance: { area: 0.003, otherPatients: 0.028 } };
const BOX_HITS: BoxHits = { patients: HITS, views: { ...HITS, chance: { area: 0.003, otherPatients: null } } };

/** Scores that tell something, and the same every time. */
function patients(
  count: number,
  prefix: string,
  { aneurysms = 'some', name = '' }: FixtureOptions,
): Pick<Cases, 'index' | 'labels' | 'scores'> {
  const rows = Array.from({ length: count }, (_, row) => row);
  const has = (row: number) => (aneurysms === 'some' ? Number(row % 5 < 2) : Number(aneurysms === 'all'));
  const noise = (row: number, at: number) => ((row * 7919 + at * 104729 + 13) % 997) / 997;
  const locationOf = (row: number) => (row * 3) % 8;
  const labels = rows.map((row) => [
    has(row),
    ...LOCATIONS.map((_, at) => Number(has(row) === 1 && locationOf(row) === at)),
  ]);
  const score = (label: number, row: number, at: number) => 0.65 * noise(row, at) + 0.3 * label + 0.01;
  return {
    index: rows.map((row) => `${prefix}${1000 + row}${name}`),
    labels,
    scores: {
      presence: rows.map((row) => score(has(row), row, 0)),
      locations: rows.map((row) => LOCATIONS.map((_, at) => score(labels[row]![at + 1]!, row, at + 1) ** 2)),
    },
  };
}

function trained(parameters: number, epochs: number, { labels }: Pick<Cases, 'labels'>): Trained {
  const record = (i: number): EpochRecord => ({
    ...{ epoch: i + 1, loss: 0.7 / (i + 1), accuracy: 0.5 + 0.1 * i },
    ...{ valLoss: 0.7, valAccuracy: 0.5 + 0.05 * i, seconds: 12.3 },
  });
  return {
    epochs: Array.from({ length: epochs }, (_, i) => record(i)),
    ...{ parameters, trainPatients: 140, fingerprint: '' },
    heldOut: { indices: labels.map((_, row) => 140 + row), labels, scores: [] },
  };
}

function viewsOf(set: PatientViews['set'], index: string, { boxes = true, heat = true }: FixtureOptions): PatientViews {
  const box = { x: 0.5, y: 0.3, width: 0.1, height: 0.1 };
  return {
    ...{ set, index, highest: heat ? 2 : 0 },
    views: HANGING.map((view, at) => ({
      ...{ view, grey: 'grey.webp', heat: heat ? 'heat.webp' : null },
      boxes: boxes ? (at < 2 ? [box] : []) : null,
      peak: heat && at === 1 ? { x: 0.52, y: 0.33 } : null,
    })),
  };
}

async function images(views: readonly PatientViews[]): Promise<ReadonlyMap<string, string>> {
  if (views.length === 0) return new Map();
  const shape = [16, 16, 1] as const;
  const map = Float32Array.from({ length: 256 }, (_, i) => i / 255);
  const uri = (picture: Buffer) => `data:image/webp;base64,${picture.toString('base64')}`;
  return new Map([
    ['grey.webp', uri(await drawGrey(map, shape, 0))],
    ['heat.webp', uri(await drawHeat({ data: map, shape: [...shape] }, 0, 1))],
  ]);
}
