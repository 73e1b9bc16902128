import { LABELS } from '@kium/angio-io';
import { expect, test } from 'vitest';
import { countLabels, countPairs, countProblems } from '../cohort';
import { casesOf } from './cases';

const { labels } = casesOf([
  { true: ['L_ICA', 'BA'] },
  { true: ['L_ICA', 'BA', 'R_ICA'] },
  { true: ['BA'] },
  { aneurysm: 1 },
  {},
]);

test('positives of every label, and patients by their number of locations', () => {
  const { patients, positives, byLocations } = countLabels(labels);
  expect(patients).toBe(5);
  const named = Object.fromEntries(LABELS.map((label, at) => [label, positives[at]]));
  expect(named).toMatchObject({ Aneurysm: 4, L_ICA: 2, BA: 3, R_ICA: 1, R_PCA: 0 });
  expect(byLocations).toEqual([2, 1, 1, 1]);
  expect(countLabels([])).toEqual({ patients: 0, positives: LABELS.map(() => 0), byLocations: [] });
});

test('pairs of locations that occur together, the most frequent first', () => {
  const [first, ...rest] = countPairs(labels);
  expect([...first!.locations].sort()).toEqual(['BA', 'L_ICA']);
  expect(first!.patients).toBe(2);
  expect(rest.map(({ patients }) => patients)).toEqual([1, 1]);
});

test('problems by kind, the most frequent first, each patient once', () => {
  const view = (patient: string) => ({ kind: 'missing-view' as const, patient, message: '' });
  expect(countProblems([{ kind: 'stray-file', message: '' }, view('1002'), view('1001'), view('1002')])).toEqual([
    { kind: 'missing-view', count: 3, patients: ['1001', '1002'] },
    { kind: 'stray-file', count: 1, patients: [] },
  ]);
});
