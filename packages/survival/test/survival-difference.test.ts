import { describe, expect, test } from 'vitest';
import { kaplanMeier, survivalDifference } from '../src/index';
import { expectRelative } from './close';
import { gehan } from './nonparametric-cases';

describe("Freireich's leukaemia trial at 10 weeks", () => {
  const [control, treated] = kaplanMeier({ time: gehan.time, event: gehan.event }, { groups: gehan.treat });

  test('the difference and the test, by hand', () => {
    // Treated: deaths 3 of 21, 1 of 17, 1 of 15. Control: 13 of 21 are dead by then, nobody is censored.
    const a = { survival: (18 / 21) * (16 / 17) * (14 / 15), sum: 3 / (21 * 18) + 1 / (17 * 16) + 1 / (15 * 14) };
    const b = { survival: 8 / 21, sum: 13 / (21 * 8) };
    const found = survivalDifference(treated!, control!, { time: 10 });
    expectRelative(found.difference, a.survival - b.survival, 1e-12);
    expectRelative(found.standardError, Math.sqrt(a.survival ** 2 * a.sum + b.survival ** 2 * b.sum), 1e-12);
    expectRelative(found.upper - found.lower, 2 * 1.959963984540054 * found.standardError, 1e-12);
    const onLogLog = ({ survival }: { survival: number }) => Math.log(-Math.log(survival));
    const variance = a.sum / Math.log(a.survival) ** 2 + b.sum / Math.log(b.survival) ** 2;
    expectRelative(found.statistic, (onLogLog(a) - onLogLog(b)) ** 2 / variance, 1e-12);
    // From R's survfit and pchisq.
    expectRelative(found.statistic, 5.23088531971, 1e-11);
    expectRelative(found.pValue, 0.0221892353669, 1e-11);
  });

  test('a curve against itself', () => {
    expect(survivalDifference(treated!, treated!, { time: 10 })).toMatchObject({
      difference: 0,
      statistic: 0,
      pValue: 1,
    });
  });

  test('where there is no log(−log)', () => {
    expect(() => survivalDifference(treated!, control!, { time: 23 })).toThrow(
      'time: found 23, expected a time at which survival is between 0 and 1; that of the curve of group "control" is 0',
    );
    expect(() => survivalDifference(treated!, control!, { time: 3 })).toThrow('"6-MP" is 1');
    expect(() => survivalDifference(treated!, control!, { time: 30 })).toThrow(
      'time: nobody was under observation after 30; follow-up ends at 23.',
    );
    expect(() => survivalDifference(treated!, control!, { time: 0 })).toThrow('time: found 0');
  });
});
