import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LABELS } from '@kium/angio-io';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readArguments } from '../arguments';
import { decide, decideHeldOut, fitDecisionRules } from '../decision-rules';
import { UserError } from '../errors';
import type { Run } from '../run';
import type { Study } from '../steps/1-study';
import type { Predictions } from '../steps/5-predict';
import { evaluateAll } from '../steps/6-evaluate';
import { casesOf } from './cases';
import { recorder } from './recorder';

let folder: string;
let groundtruth: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kium-evaluate-'));
  groundtruth = join(folder, 'groundtruth.csv');
});
afterEach(() => rm(folder, { recursive: true }));

const settings = readArguments(['--location-threshold', 'max-f1', '--presence-threshold', 'youden'])!;
const heldOut = casesOf(
  Array.from({ length: 10 }, (_, i) => ({
    score: i / 10,
    true: i > 6 ? ['BA'] : [],
    scores: { BA: i > 5 ? 0.8 : 0.2 },
  })),
);
const { index, scores, labels } = casesOf([
  { index: '8001', score: 0.9, true: ['BA'], scores: { BA: 0.9 } },
  { index: '8002', score: 0.1 },
  { index: '8003', score: 0.75, scores: { BA: 0.85 } },
]);

function predictions(): Predictions {
  const rules = fitDecisionRules(settings, heldOut, scores);
  return {
    rules,
    test: { index, scores, ...decide(rules, scores) },
    heldOut: { ...heldOut, ...decideHeldOut(settings, rules, heldOut) },
  };
}

async function evaluateWith(rows: [index: string, labels: number[]][], predicted = predictions()) {
  const text = [['Index', ...LABELS], ...rows.map(([patient, values]) => [patient, ...values])];
  await writeFile(groundtruth, `${text.map((row) => row.join(',')).join('\n')}\n`);
  const screen = recorder();
  const evaluations = await evaluateAll({ settings, screen } as unknown as Run, { groundtruth } as Study, predicted);
  return { ...evaluations, lines: screen.lines };
}

const truth = index.map((patient, row): [string, number[]] => [patient, labels[row]!]);

test('the truth of the test patients changes what is said of them, and nothing else', async () => {
  const predicted = predictions();
  const first = await evaluateWith(truth, predicted);
  const turned = truth.map(([patient, row]): [string, number[]] => [patient, row.map((label) => 1 - label)]);
  const second = await evaluateWith(turned, predicted);
  expect(predicted).toEqual(predictions());
  expect(second.heldOut).toEqual(first.heldOut);
  const { labels: _, ...others } = first.test!.cases;
  expect(second.test!.cases).toEqual({ ...others, labels: turned.map(([, row]) => row) });
  const thresholds = ({ evaluation }: NonNullable<typeof first.test>) => [
    evaluation.presence.decision.threshold,
    ...evaluation.locations.map(({ decision }) => decision.threshold),
  ];
  expect(thresholds(second.test!)).toEqual(thresholds(first.test!));
  const decided = first.test!.evaluation.methods.map(({ method, decidedPer100 }) => [method, decidedPer100]);
  expect(second.test!.evaluation.methods.map(({ method, decidedPer100 }) => [method, decidedPer100])).toEqual(decided);
  expect(second.test!.evaluation.presence.positives).toBe(3 - first.test!.evaluation.presence.positives);
});

test('rows of the table go by the patient; patients without one are told and left out', async () => {
  const predicted = predictions();
  const { test: some, lines } = await evaluateWith([truth[2]!, ['8888', labels[1]!], truth[0]!], predicted);
  expect(some!.cases.index).toEqual(['8001', '8003']);
  expect(some!.cases.labels).toEqual([labels[0], labels[2]]);
  const firstAndLast = <T>(values: T[]) => [values[0], values[2]];
  const { calibrated, decisions } = predicted.test;
  expect(some!.cases).toMatchObject({
    scores: { presence: [0.9, 0.75], locations: firstAndLast(scores.locations) },
    calibrated: firstAndLast(calibrated),
    decisions: { presence: firstAndLast(decisions.presence), locations: firstAndLast(decisions.locations) },
  });
  expect(new Set(calibrated).size).toBe(3);
  expect(some!.evaluation.presence).toMatchObject({ patients: 2, positives: 1 });
  expect(lines).toEqual([`  1 test patients have no row in ${groundtruth}`]);
  await expect(evaluateWith([['8888', labels[1]!]])).rejects.toThrow(UserError);
});

test('without the table the held-out patients are evaluated alone', async () => {
  const run = { settings, screen: recorder() } as unknown as Run;
  const evaluations = await evaluateAll(run, { groundtruth: null } as Study, predictions());
  expect(evaluations.test).toBeNull();
  expect(evaluations.heldOut.evaluation.patients).toBe(10);
});
