import { expect, test } from 'vitest';
import { worstPatients } from '../worst-patients';
import { casesOf } from './cases';

test('the surest errors of both kinds come first; right decisions are not shown', () => {
  const cases = casesOf([
    { score: 0.45, true: ['BA'] },
    { score: 0.05, true: ['L_ICA', 'R_ICA'], decided: ['R_ICA', 'BA'] },
    { score: 0.9, true: ['BA'], decided: ['BA'] },
    { score: 0.95 },
    { score: 0.6 },
    { score: 0.1 },
  ]);
  const { missed, falseAlarms, locations } = worstPatients(cases);
  expect(missed.map(({ index }) => index)).toEqual(['1002', '1001']);
  expect(falseAlarms.map(({ index }) => index)).toEqual(['1004', '1005']);
  expect(missed[0]).toEqual({
    ...{ index: '1002', truth: 1, score: 0.05, decision: 0, logLoss: expect.closeTo(-Math.log(0.05), 12) },
    ...{ locations: ['L_ICA', 'R_ICA'], missed: ['L_ICA'], falselyDecided: ['BA'] },
  });
  expect(locations.map(({ index }) => index)).toEqual(['1002', '1001']);
});

test('wrong is what was decided, whatever the side of 0.5', () => {
  const { missed, falseAlarms } = worstPatients(
    casesOf([
      { score: 0.6, decision: 0, true: ['BA'] },
      { score: 0.4, decision: 1, true: ['BA'] },
      { score: 0.3, decision: 1 },
      { score: 0.7, decision: 0 },
    ]),
  );
  expect([...missed, ...falseAlarms].map(({ index }) => index)).toEqual(['1001', '1003']);
});

test('no more than four of a kind; none where all is right', () => {
  const { falseAlarms } = worstPatients(casesOf(Array.from({ length: 9 }, (_, i) => ({ score: 0.55 + i / 100 }))));
  expect(falseAlarms.map(({ score }) => score)).toEqual([0.63, 0.62, 0.61, 0.6].map((x) => expect.closeTo(x, 12)));
  expect(worstPatients(casesOf([{ score: 0.1 }]))).toEqual({ missed: [], falseAlarms: [], locations: [] });
});
