import { expect, test } from 'vitest';
import { choosePatients as choose } from '../choose-patients';

/** Decided at 0.5. */
const choosePatients = (scores: number[], labels: (number | undefined)[], count: number) =>
  choose(
    scores,
    scores.map((score) => Number(score > 0.5)),
    labels,
    count,
  );

test('the surest of those found, and the worst errors of both kinds', () => {
  const scores = [0.9, 0.6, 0.8, 0.7, 0.95, 0.1, 0.4, 0.3, 0.99, 0.51, 0.2, 0.05];
  const labels = [1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0];
  expect(choosePatients(scores, labels, 8)).toEqual([
    { row: 4, outcome: 'found' },
    { row: 0, outcome: 'found' },
    { row: 2, outcome: 'found' },
    { row: 3, outcome: 'found' },
    { row: 5, outcome: 'missed' },
    { row: 7, outcome: 'missed' },
    { row: 8, outcome: 'false alarm' },
    { row: 9, outcome: 'false alarm' },
  ]);
});

test('where there are few of a kind, others take their places; right negatives are never shown', () => {
  const chosen = choosePatients([0.9, 0.8, 0.7, 0.6, 0.55, 0.52, 0.1], [1, 1, 1, 1, 1, 1, 0], 8);
  expect(chosen.map(({ row }) => row)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(choosePatients([0.9, 0.2], [1, 1], 1)).toEqual([{ row: 0, outcome: 'found' }]);
});

test('without the truth: the highest scores', () => {
  expect(choosePatients([0.2, 0.9, 0.5], [undefined, undefined, undefined], 2)).toEqual([
    { row: 1, outcome: 'unknown' },
    { row: 2, outcome: 'unknown' },
  ]);
});

test('the decision tells found from missed, whatever the score', () => {
  expect(choose([0.2, 0.9, 0.3], [1, 0, 1], [1, 1, 0], 3)).toEqual([
    { row: 0, outcome: 'found' },
    { row: 1, outcome: 'missed' },
    { row: 2, outcome: 'false alarm' },
  ]);
});
