import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { VARIANTS, type Variant } from '@kium/efficientnet';
import type { BackendName } from '@kium/training';
import { MODEL_KINDS } from './build-model';
import { UserError } from './errors';
import { PRESETS, type Preset, type PresetName } from './presets';
import { readThresholdChoice, type ThresholdChoice, thresholdMethod } from './threshold-choice';

/** What to do, as the command line says. */
export interface Settings extends Preset {
  presetName: PresetName;
  /** A K-ium folder; null for a generated study. */
  data: string | null;
  /** Where everything is written. */
  out: string;
  skipIncomplete: boolean;
  backend: BackendName | null;
  restart: boolean;
}

export const HELP = `Aneurysm presence and location from eight cerebral angiograms a patient: the K-ium 2023 pipeline.

  npm start                          on a generated study, in a few minutes
  npm start -- --data DIR            on a K-ium folder (train_set/ with train.csv, test_set/; groundtruth.csv if there is)
  npm start -- --preset paper        at the size of the report: 1,127 patients, 256×256×8, 10 and 7 epochs

  --data DIR            the K-ium folder; without it a study is generated
  --preset NAME         demo (default) or paper; the options below change single values of it
  --out DIR             where results go (default: out)
  --skip-incomplete     leave out patients with missing or unreadable images or labels, and list them
  --seed N              seed of everything random
  --size N              side of the volumes in pixels, at least 32
  --variant NAME        b0 … b7, lite0 … lite4 or v2-s
  --model NAME          early: the views are channels of one image; multiview: one encoder looks at each view, attention
                        weighs them, and a step costs eight times as much
  --epochs P[,L]        epochs of the presence and of the location model
  --batch-size N        patients a training step
  --learning-rate R     of Adam, for both models
  --split NAME          last (Keras's validation_split) or stratified
  --location-threshold RULE   how the locations' thresholds are found (default: mean-plus-sigma, the report's):
                        mean-plus-sigma[:SIGMAS], fixed[:THRESHOLD], max-f1, youden, sensitivity[:TARGET],
                        specificity[:TARGET], prevalence[:SHARE] or cost[:COST OF A MISS IN FALSE ALARMS]
  --presence-threshold RULE   the same for the presence (default: fixed:0.5); output.csv has its score, not the decision
  --threshold-shrinkage N     draws the thresholds of locations with few positives to a common one: where N patients
                        have a location, half way (default: 0, not at all)
  --thresholds NAME     whose scores the thresholds are fitted on: validation, the held-out training patients with
                        their labels, or test, the test patients, for rules that need no labels
  --backend NAME        tfjs-node-gpu, tfjs-node, webgpu, simd or cpu (default: the fastest that is installed)
  --patients N          training patients of the generated study
  --test-patients N     test patients of the generated study
  --study-size N        side of the generated angiograms in pixels
  --restart             forget what an earlier run in the same folder finished
  --help                this text

Stopping with Ctrl-C and calling the same command again continues where it stopped.`;

const OPTIONS = {
  data: { type: 'string' },
  preset: { type: 'string' },
  out: { type: 'string' },
  'skip-incomplete': { type: 'boolean' },
  seed: { type: 'string' },
  size: { type: 'string' },
  variant: { type: 'string' },
  model: { type: 'string' },
  epochs: { type: 'string' },
  'batch-size': { type: 'string' },
  'learning-rate': { type: 'string' },
  split: { type: 'string' },
  'location-threshold': { type: 'string' },
  'presence-threshold': { type: 'string' },
  'threshold-shrinkage': { type: 'string' },
  thresholds: { type: 'string' },
  backend: { type: 'string' },
  patients: { type: 'string' },
  'test-patients': { type: 'string' },
  'study-size': { type: 'string' },
  restart: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * Reads the command line.
 *
 * @returns null when help was asked for
 * @throws {@link UserError} that names the option and what it accepts
 */
export function readArguments(args: string[]): Settings | null {
  const given = parse(args);
  if (given.help) return null;
  const presetName = choice('preset', given.preset, Object.keys(PRESETS) as PresetName[]) ?? 'demo';
  const preset = PRESETS[presetName];
  for (const option of ['patients', 'test-patients', 'study-size'] as const) {
    if (given.data !== undefined && given[option] !== undefined) {
      throw new UserError(`--${option} is for a generated study and has no effect with --data: leave one of them out.`);
    }
  }
  const rate = number('learning-rate', given['learning-rate'], (x) => x > 0 && x <= 1, 'a number above 0, up to 1');
  const settings: Settings = {
    ...preset,
    presetName,
    data: given.data === undefined ? null : resolve(path('data', given.data)),
    out: resolve(path('out', given.out ?? 'out')),
    skipIncomplete: given['skip-incomplete'] ?? false,
    restart: given.restart ?? false,
    backend:
      choice<BackendName>('backend', given.backend, ['tfjs-node-gpu', 'tfjs-node', 'webgpu', 'simd', 'cpu']) ?? null,
    seed:
      number(
        'seed',
        given.seed,
        (x) => Number.isInteger(x) && x >= 0 && x < 2 ** 31,
        'a whole number from 0 to 2147483647',
      ) ?? preset.seed,
    size: count('size', given.size, 32) ?? preset.size,
    variant: choice('variant', given.variant, Object.keys(VARIANTS) as Variant[]) ?? preset.variant,
    model: choice('model', given.model, MODEL_KINDS) ?? preset.model,
    batchSize: count('batch-size', given['batch-size']) ?? preset.batchSize,
    epochs: epochs(given.epochs) ?? preset.epochs,
    learningRate: rate === undefined ? preset.learningRate : { presence: rate, location: rate },
    split: choice('split', given.split, ['last', 'stratified']) ?? preset.split,
    locationThreshold: rule('location-threshold', given['location-threshold']) ?? preset.locationThreshold,
    presenceThreshold: rule('presence-threshold', given['presence-threshold']) ?? preset.presenceThreshold,
    thresholdShrinkage:
      number('threshold-shrinkage', given['threshold-shrinkage'], (x) => x >= 0 && x < Infinity, 'a number from 0') ??
      preset.thresholdShrinkage,
    thresholdsFrom: choice('thresholds', given.thresholds, ['validation', 'test']) ?? preset.thresholdsFrom,
    study: {
      ...preset.study,
      patients: count('patients', given.patients, 2) ?? preset.study.patients,
      testPatients: count('test-patients', given['test-patients']) ?? preset.study.testPatients,
      size: count('study-size', given['study-size'], 64) ?? preset.study.size,
    },
  };
  refuseTestLabels(settings);
  return settings;
}

/** Rules that learn from labels may only see the held-out training patients'. */
function refuseTestLabels(settings: Settings): void {
  const { locationThreshold, presenceThreshold, thresholdShrinkage, thresholdsFrom } = settings;
  if (thresholdsFrom === 'validation') return;
  const needs = [
    ...(thresholdMethod(locationThreshold).needsLabels ? [`--location-threshold ${locationThreshold}`] : []),
    ...(thresholdMethod(presenceThreshold).needsLabels ? [`--presence-threshold ${presenceThreshold}`] : []),
    ...(thresholdShrinkage > 0 ? ['--threshold-shrinkage'] : []),
  ];
  if (needs.length === 0) return;
  throw new UserError(
    `${needs[0]} learns from labels, and those of the test patients must not be used. Leave out --thresholds test, or ` +
      (needs[0]!.startsWith('--threshold-shrinkage')
        ? 'leave out --threshold-shrinkage.'
        : 'take a rule without labels: mean-plus-sigma, fixed or prevalence:SHARE.'),
  );
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!code?.startsWith('ERR_PARSE_ARGS')) throw error;
    // parseArgs explains how to pass dashes as text, which no option here needs.
    throw new UserError(`${message.split(/\. |\n/)[0]}. --help lists the options.`);
  }
}

function choice<T extends string>(option: string, text: string | undefined, choices: readonly T[]): T | undefined {
  if (text === undefined || choices.includes(text as T)) return text as T | undefined;
  throw new UserError(`--${option} is "${text}"; it can be ${choices.join(', ')}.`);
}

function number(option: string, text: string | undefined, accepts: (x: number) => boolean, expected: string) {
  if (text === undefined) return undefined;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!accepts(value)) throw new UserError(`--${option} is "${text}"; it must be ${expected}.`);
  return value;
}

function count(option: string, text: string | undefined, least = 1): number | undefined {
  return number(option, text, (x) => Number.isSafeInteger(x) && x >= least, `a whole number from ${least}`);
}

function epochs(text: string | undefined): Preset['epochs'] | undefined {
  if (text === undefined) return undefined;
  const [presence, location = presence, ...rest] = text.split(',').map((part) => count('epochs', part)!);
  if (rest.length > 0) throw new UserError(`--epochs is "${text}"; it must be one number, or two: presence,location.`);
  return { presence: presence!, location: location! };
}

function rule(option: string, text: string | undefined): ThresholdChoice | undefined {
  return text === undefined ? undefined : readThresholdChoice(option, text);
}

function path(option: string, text: string): string {
  if (text === '') throw new UserError(`--${option} is empty; it must be a folder.`);
  return text;
}
