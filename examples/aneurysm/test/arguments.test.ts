import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { HELP, readArguments } from '../arguments';
import { UserError } from '../errors';
import { PRESETS } from '../presets';

test('without arguments: the demo preset on a generated study', () => {
  expect(readArguments([])).toMatchObject({
    ...PRESETS.demo,
    presetName: 'demo',
    data: null,
    out: resolve('out'),
    skipIncomplete: false,
    backend: null,
    restart: false,
  });
});

test('the paper preset has the report’s sizes', () => {
  expect(readArguments(['--preset', 'paper'])).toMatchObject({
    study: { patients: 1127, testPatients: 50 },
    size: 256,
    variant: 'b0',
    model: 'early',
    batchSize: 8,
    epochs: { presence: 10, location: 7 },
    learningRate: { presence: 1e-4, location: 1e-4 },
    validationSplit: 0.3,
    split: 'last',
    locationThreshold: 'mean-plus-sigma:1',
    presenceThreshold: 'fixed:0.5',
    thresholdShrinkage: 0,
    thresholdsFrom: 'validation',
  });
});

test('options change single values of the preset', () => {
  const args =
    '--preset paper --data . --size 64 --epochs 3,2 --batch-size 4 --learning-rate 1e-3 --seed 7 --backend cpu --model multiview';
  expect(readArguments([...args.split(' '), '--skip-incomplete', '--split', 'stratified'])).toMatchObject({
    ...PRESETS.paper,
    data: resolve('.'),
    size: 64,
    epochs: { presence: 3, location: 2 },
    batchSize: 4,
    learningRate: { presence: 1e-3, location: 1e-3 },
    seed: 7,
    backend: 'cpu',
    model: 'multiview',
    skipIncomplete: true,
    split: 'stratified',
  });
  expect(readArguments(['--epochs', '5'])!.epochs).toEqual({ presence: 5, location: 5 });
  const study = ['--patients', '16', '--test-patients', '8', '--study-size', '64'];
  expect(readArguments(study)!.study).toEqual({ ...PRESETS.demo.study, patients: 16, testPatients: 8, size: 64 });
});

test('rules for thresholds, with their usual number or another', () => {
  const args = ['--location-threshold', 'sensitivity', '--presence-threshold', 'youden', '--threshold-shrinkage', '5'];
  expect(readArguments(args)).toMatchObject({
    locationThreshold: 'sensitivity:0.9',
    presenceThreshold: 'youden',
    thresholdShrinkage: 5,
  });
  expect(readArguments(['--location-threshold', 'mean-plus-sigma:1.50'])!.locationThreshold).toBe(
    'mean-plus-sigma:1.5',
  );
  const blind = ['--thresholds', 'test', '--location-threshold', 'prevalence:0.05'];
  expect(readArguments(blind)).toMatchObject({ thresholdsFrom: 'test', locationThreshold: 'prevalence:0.05' });
});

test('help lists every option that is understood', () => {
  expect(readArguments(['--help'])).toBeNull();
  const named = new Set(HELP.match(/^ {2}--[a-z-]+/gm)!.map((option) => option.trim()));
  for (const option of named) {
    // An option without its value is told apart from an unknown one.
    const read = () => readArguments([option, '--out', 'x']);
    if (['--help', '--restart', '--skip-incomplete'].includes(option)) read();
    else expect(read).toThrow(new RegExp(`${option}.*(argument|value)`, 'i'));
  }
});

test.each([
  [['--wrong'], /Unknown option '--wrong'/],
  [['stray'], /stray/],
  [['--preset', 'small'], /--preset is "small"; it can be demo, paper/],
  [['--size', '31'], /--size is "31"; it must be a whole number from 32/],
  [['--size', ''], /--size is ""/],
  [['--seed', '1.5'], /--seed is "1.5"/],
  [['--seed=-1'], /--seed is "-1"/],
  [['--epochs', '1,2,3'], /--epochs/],
  [['--epochs', '0'], /--epochs is "0"/],
  [['--batch-size', 'many'], /--batch-size is "many"/],
  [['--learning-rate', '0'], /--learning-rate/],
  [['--variant', 'b9'], /b0, b1/],
  [['--model', 'late'], /--model is "late"; it can be early, multiview/],
  [['--backend', 'wasm'], /tfjs-node-gpu, tfjs-node, webgpu, simd, cpu/],
  [
    ['--location-threshold', 'otsu'],
    /--location-threshold is "otsu"; it can be mean-plus-sigma, fixed, max-f1, youden/,
  ],
  [['--location-threshold', 'toString'], /it can be/],
  [['--location-threshold', 'sensitivity:2'], /the number of sensitivity must be a number from 0 to 1/],
  [['--location-threshold', 'fixed:'], /the number of fixed must be a number/],
  [['--presence-threshold', 'fixed:50'], /the number of fixed must be a number from 0 to 1/],
  [['--presence-threshold', 'youden:1'], /--presence-threshold is "youden:1"; youden takes no number/],
  [['--threshold-shrinkage=-1'], /--threshold-shrinkage/],
  [['--thresholds', 'train'], /validation, test/],
  [['--thresholds', 'test', '--location-threshold', 'max-f1'], /--location-threshold max-f1 learns from labels/],
  [['--thresholds', 'test', '--location-threshold', 'prevalence'], /learns from labels/],
  [['--thresholds', 'test', '--presence-threshold', 'cost:3'], /--presence-threshold cost:3 learns from labels/],
  [
    ['--thresholds', 'test', '--threshold-shrinkage', '3'],
    /--threshold-shrinkage learns .* or leave out --threshold-sh/,
  ],
  [['--data', 'x', '--patients', '5'], /--patients is for a generated study/],
  [['--out', ''], /--out is empty/],
])('%j is a clear error', (args, message) => {
  expect(() => readArguments(args)).toThrow(UserError);
  expect(() => readArguments(args)).toThrow(message);
});
