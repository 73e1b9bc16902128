import { expect, test } from 'vitest';
import { ruleInWords } from '../report/rule-words';
import { nameOfMethod, THRESHOLD_CHOICES } from '../threshold-choice';

test('every rule has words, also with its number and shrunken', () => {
  for (const choice of THRESHOLD_CHOICES) {
    const words = ruleInWords(choice);
    expect(words).toMatch(/^(the|as many) /);
    expect(words).not.toMatch(/undefined|:| {2}/);
    expect(ruleInWords(nameOfMethod(choice, 10))).toBe(`${words}; rare labels are drawn to a common threshold`);
  }
  expect(ruleInWords('cost:10')).toBe('the least cost, a miss counting as 10 false alarms');
  expect(ruleInWords('prevalence:0.1')).toBe('yes for a share of 0.1');
});
