import { join } from 'node:path';
import type { Settings } from './arguments';
import type { Screen } from './progress';
import type { State } from './state';

/** What every step is given. */
export interface Run {
  settings: Settings;
  state: State;
  screen: Screen;
  signal: AbortSignal;
}

/** Names of what a run writes, relative to its output folder. */
export const FILES = {
  study: 'study',
  train: 'train.h5',
  test: 'test.h5',
  problems: 'problems.txt',
  presence: 'presence',
  location: 'location',
  checkpoints: 'checkpoints',
  output: 'output.csv',
  thresholds: 'thresholds.json',
  explanations: 'explanations',
  wrongPatients: 'wrong-patients',
  results: 'results.json',
  report: 'report.html',
  state: 'state.json',
} as const;

/** Where one of them lies. */
export function pathOf({ settings }: Run, file: keyof typeof FILES): string {
  return join(settings.out, FILES[file]);
}
