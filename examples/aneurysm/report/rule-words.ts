import type { ThresholdChoice } from '../threshold-choice';

const WORDS: Readonly<Record<string, (value: string) => string>> = {
  'mean-plus-sigma': (sigmas) => `the mean score plus ${sigmas} of its standard deviation`,
  fixed: (threshold) => `the number ${threshold}`,
  'max-f1': () => 'the best balance of missed and false, F1',
  youden: () => 'the largest sum of sensitivity and specificity',
  sensitivity: (target) => `the highest that finds a share of ${target}`,
  specificity: (target) => `the lowest that leaves alone a share of ${target}`,
  prevalence: (share) =>
    share === '' ? 'as many yes as there are patients with the label' : `yes for a share of ${share}`,
  cost: (ratio) => `the least cost, a miss counting as ${ratio} false alarms`,
};

/**
 * A rule for thresholds in words.
 *
 * @param choice - as on the command line, e.g. `sensitivity:0.9`; ", shrunken by 10" may follow
 */
export function ruleInWords(choice: ThresholdChoice): string {
  const [rule = '', ...more] = choice.split(', ');
  const [name = '', value = ''] = rule.split(':');
  const words = Object.hasOwn(WORDS, name) ? WORDS[name]!(value) : rule;
  return more.length === 0 ? words : `${words}; rare labels are drawn to a common threshold`;
}
