import { expect, test } from 'vitest';
import { UserError } from '../errors';
import { nameOfMethod, readThresholdChoice, THRESHOLD_CHOICES, thresholdMethod } from '../threshold-choice';

const read = (text: string) => readThresholdChoice('location-threshold', text);

test('every rule has the method of its name', () => {
  const methods = THRESHOLD_CHOICES.map((choice) => thresholdMethod(read(choice)));
  expect(THRESHOLD_CHOICES.map((choice, i) => [choice, methods[i]!.name, methods[i]!.options])).toEqual([
    ['mean-plus-sigma:1', 'meanPlusSigma', { sigmas: 1, ddof: 0 }],
    ['fixed:0.5', 'fixed', { threshold: 0.5 }],
    ['max-f1', 'maxFbeta', { beta: 1 }],
    ['youden', 'youden', {}],
    ['sensitivity:0.9', 'sensitivity', { target: 0.9 }],
    ['specificity:0.9', 'specificity', { target: 0.9 }],
    ['prevalence', 'prevalence', {}],
    ['cost:10', 'cost', { falsePositive: 1, falseNegative: 10 }],
  ]);
});

test('a number after the colon replaces the usual one; the same choice is written in one way', () => {
  expect(thresholdMethod(read('mean-plus-sigma:2')).options).toEqual({ sigmas: 2, ddof: 0 });
  expect(thresholdMethod(read('prevalence:0.05'))).toMatchObject({ needsLabels: false, options: { prevalence: 0.05 } });
  expect(read('fixed')).toBe(read('fixed:0.50'));
  expect(() => read('cost:0')).toThrow(UserError);
  expect(() => read('cost:Infinity')).toThrow('the number of cost must be a number above 0');
});

test('shrinkage is a method around the method, and needs labels', () => {
  const shrunken = thresholdMethod('mean-plus-sigma:1', 5);
  expect(shrunken).toMatchObject({ name: 'shrunken', needsLabels: true, options: { strength: 5 } });
  expect(nameOfMethod('max-f1', 5)).toBe('max-f1, shrunken by 5');
  expect(nameOfMethod('max-f1')).toBe('max-f1');
});
