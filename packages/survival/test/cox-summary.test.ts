import { expect, test } from 'vitest';
import { coxPH } from '../src/index';
import { coxData } from './cohorts';

const rossi = coxData('rossi', ['fin', 'age', 'race', 'wexp', 'mar', 'paro', 'prio']);

test('the table that lifelines prints of Rossi', () => {
  // lifelines' documentation, "Survival regression".
  const text = coxPH(rossi).summary().toString();
  const lines = text.split('\n').map((line) => line.trim().split(/\s{2,}/));
  expect(text).toContain('number of events observed = 114');
  expect(text).toContain('partial log-likelihood = -658.75');
  expect(lines).toContainEqual(['fin', '-0.38', '0.68', '0.19', '-0.75', '-0.00', '0.47', '1.00']);
  expect(lines).toContainEqual(['prio', '0.09', '1.10', '0.03', '0.04', '0.15', '1.04', '1.16']);
  expect(lines).toContainEqual(['fin', '0.00', '-1.98', '0.05', '4.40']);
  expect(lines).toContainEqual(['prio', '0.00', '3.19', '<0.01', '9.48']);
  expect(text).toMatch(
    /Concordance = 0\.64\nPartial AIC = 1331\.50\nlog-likelihood ratio test = 33\.27 on 7 df\n-log2\(p\) of ll-ratio test = 15\.37$/,
  );
});

test('rows, another level, more decimals', () => {
  const summary = coxPH(rossi).summary({ level: 0.9, decimals: 4 });
  const [fin] = summary.rows;
  expect(fin!.covariate).toBe('fin');
  expect(fin!.coefficientLower).toBeCloseTo(-0.379422 - 1.644854 * 0.191379, 5);
  expect(fin!.hazardRatioUpper).toBeCloseTo(Math.exp(fin!.coefficientUpper), 12);
  expect(fin!.pValue).toBeCloseTo(0.04742, 5);
  expect(summary.toString()).toContain('coef lower 90%');
  expect(() => coxPH(rossi).summary({ level: 95 })).toThrow('level: found 95');
  expect(() => coxPH(rossi).summary({ decimals: -1 })).toThrow('decimals: found -1');
});

test('HTML escapes names and carries the warnings', () => {
  const data = { time: [1, 2, 3, 4], event: [1, 1, 0, 1], covariates: { '<b>x</b>': [1, 3, 2, 2], one: [1, 1, 1, 1] } };
  const html = coxPH(data).summary().toHTML();
  expect(html).toContain('<th scope="row">&lt;b&gt;x&lt;/b&gt;</th>');
  expect(html).toContain('Warning: &quot;one&quot; has the same value in every row');
  expect(html).not.toContain('NaN');
});
