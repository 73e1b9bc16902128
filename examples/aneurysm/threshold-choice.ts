import {
  costThreshold,
  fixedThreshold,
  maxFbetaThreshold,
  meanPlusSigmaThreshold,
  prevalenceThreshold,
  sensitivityThreshold,
  shrunkenThreshold,
  specificityThreshold,
  type ThresholdMethod,
  youdenThreshold,
} from '@kium/thresholds';
import { UserError } from './errors';

/** A rule for thresholds, as the command line has it: `youden`, or with a value `sensitivity:0.95`. */
export type ThresholdChoice = string;

/** How a rule is made of the number behind its name. */
interface Rule {
  /** What the number has to be; no number without it. */
  expected?: string;
  accepts?(value: number): boolean;
  /** Of the number; without it the rule goes without. */
  otherwise?: number;
  make(value: number | undefined): ThresholdMethod;
}

const share = { expected: 'a number from 0 to 1', accepts: (value: number) => value >= 0 && value <= 1 };
const finite = { expected: 'a number', accepts: Number.isFinite };

const RULES: Record<string, Rule> = {
  'mean-plus-sigma': { ...finite, otherwise: 1, make: (sigmas) => meanPlusSigmaThreshold({ sigmas: sigmas! }) },
  fixed: { ...share, otherwise: 0.5, make: fixedThreshold },
  'max-f1': { make: () => maxFbetaThreshold() },
  youden: { make: youdenThreshold },
  sensitivity: { ...share, otherwise: 0.9, make: (target) => sensitivityThreshold(target!) },
  specificity: { ...share, otherwise: 0.9, make: (target) => specificityThreshold(target!) },
  prevalence: {
    ...share,
    make: (prevalence) => prevalenceThreshold(prevalence === undefined ? {} : { prevalence }),
  },
  cost: {
    expected: 'a number above 0',
    accepts: (value) => value > 0 && value < Infinity,
    otherwise: 10,
    make: (falseNegative) => costThreshold({ falsePositive: 1, falseNegative: falseNegative! }),
  },
};

/** Every rule once, with its usual number: what a report compares. */
export const THRESHOLD_CHOICES: readonly ThresholdChoice[] = Object.keys(RULES).map((name) => canonical(name));

/**
 * A choice with its number written out, as far as there is one.
 *
 * @param option - the command line's, for the message
 * @throws {@link UserError} for another rule, or a number that it can't take
 */
export function readThresholdChoice(option: string, text: string): ThresholdChoice {
  const [name, number] = parts(text);
  const rule = Object.hasOwn(RULES, name) ? RULES[name]! : undefined;
  if (rule === undefined) {
    throw new UserError(`--${option} is "${text}"; it can be ${Object.keys(RULES).join(', ')}.`);
  }
  if (number === undefined) return canonical(name);
  const value = number.trim() === '' ? Number.NaN : Number(number);
  if (rule.expected === undefined) throw new UserError(`--${option} is "${text}"; ${name} takes no number.`);
  if (!rule.accepts!(value)) {
    throw new UserError(`--${option} is "${text}"; the number of ${name} must be ${rule.expected}.`);
  }
  return `${name}:${value}`;
}

/**
 * The method of a choice.
 *
 * @param shrinkage - strength with which labels of few positives are drawn to a global threshold; 0: not at all
 */
export function thresholdMethod(choice: ThresholdChoice, shrinkage = 0): ThresholdMethod {
  const [name, number] = parts(choice);
  const method = RULES[name]!.make(number === undefined ? undefined : Number(number));
  return shrinkage === 0 ? method : shrunkenThreshold(method, { strength: shrinkage });
}

/** For people: the choice, and whether it is shrunken. */
export function nameOfMethod(choice: ThresholdChoice, shrinkage = 0): string {
  return shrinkage === 0 ? choice : `${choice}, shrunken by ${shrinkage}`;
}

function canonical(name: string): ThresholdChoice {
  const { otherwise } = RULES[name]!;
  return otherwise === undefined ? name : `${name}:${otherwise}`;
}

function parts(text: string): [name: string, number: string | undefined] {
  const at = text.indexOf(':');
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
