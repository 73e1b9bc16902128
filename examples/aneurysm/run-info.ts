import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, cpus, homedir, release, totalmem, type } from 'node:os';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, promisify } from 'node:util';
import type { BackendInfo } from '@kium/training';
import type { Settings } from './arguments';
import { PRESETS, type Preset } from './presets';
import type { Run } from './run';

/** What was run, where and when: enough to do it again, and nothing that names a person or a place on their disk. */
export interface RunInfo {
  /** A generated study, or the name of the folder. */
  data: { kind: 'generated'; study: Preset['study'] } | { kind: 'folder'; name: string };
  preset: string;
  /** The settings that the preset would have had otherwise. */
  changed: { setting: string; preset: unknown; used: unknown }[];
  seed: number;
  circumstances: Circumstances;
  /** Work of each step in seconds, also where an earlier call did it; of one that was interrupted, the call that ended it. */
  steps: { name: string; seconds: number }[];
  /** All of them. */
  seconds: number;
}

/** Where and when the models were trained: a later call that finds them ready reports the same. */
export interface Circumstances {
  /** When the call that trained them began (ISO 8601). */
  started: string;
  /** The backend, and why that one. */
  backend: { name: string; reason: string };
  /** Of Node, TensorFlow.js and the packages of this repository. */
  versions: Record<string, string>;
  machine: { cpu: string; cores: number; memoryGiB: number; system: string };
  /** Of the code; null where it is in no git repository. */
  commit: { hash: string; hasChanges: boolean } | null;
}

/** Settings that are not the preset's business, or say where files lie on this disk. */
const NOT_OF_THE_PRESET: ReadonlySet<string> = new Set(['presetName', 'data', 'out', 'restart']);

/** Notes the circumstances once for each training; call it before that. */
export async function noteCircumstances(
  { state, settings }: Run,
  volumes: { fingerprint: string },
  backend: BackendInfo,
  started: Date,
): Promise<Circumstances> {
  const { size, variant, model, batchSize, epochs, learningRate, batchNormMomentum, seed } = settings;
  const { classifierInitializer, validationSplit, split } = settings;
  const inputs = {
    ...{ volumes: volumes.fingerprint, backend: backend.name, size, variant, model, batchSize, epochs, learningRate },
    ...{ batchNormMomentum, classifierInitializer, validationSplit, split, seed },
  };
  const { result } = await state.step('circumstances', inputs, [], async (): Promise<Circumstances> => {
    const [first] = cpus();
    return {
      started: started.toISOString(),
      backend: { name: backend.name, reason: withoutHome(backend.reason) },
      versions: await versions(),
      machine: {
        cpu: first?.model.trim() ?? 'unknown',
        cores: cpus().length,
        memoryGiB: Math.round(totalmem() / 2 ** 30),
        // The release's number only: what follows names a distribution's or a provider's build.
        system: [type(), /^[\d.]*\d/.exec(release())?.[0], arch()].filter(Boolean).join(' '),
      },
      commit: await commit(),
    };
  });
  return result;
}

/** What a report says of the run; `circumstances` as {@link noteCircumstances} gave them. */
export function describeRun({ settings, state }: Run, circumstances: Circumstances): RunInfo {
  const steps = state.work().filter(({ name }) => name !== 'circumstances');
  return {
    data:
      settings.data === null
        ? { kind: 'generated', study: settings.study }
        : { kind: 'folder', name: basename(settings.data) },
    preset: settings.presetName,
    changed: changedSettings(settings),
    seed: settings.seed,
    circumstances,
    steps,
    seconds: steps.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

function changedSettings(settings: Settings): RunInfo['changed'] {
  const preset: Record<string, unknown> = { ...PRESETS[settings.presetName], skipIncomplete: false, backend: null };
  return Object.entries(settings)
    .filter(([setting, used]) => !NOT_OF_THE_PRESET.has(setting) && !isDeepStrictEqual(used, preset[setting]))
    .map(([setting, used]) => ({ setting, preset: preset[setting], used }));
}

async function versions(): Promise<Record<string, string>> {
  const require = createRequire(import.meta.url);
  const { dependencies } = JSON.parse(await readFile(new URL('package.json', import.meta.url), 'utf8'));
  const names = Object.keys(dependencies).filter((name) => /^@(kium|tensorflow)\//.test(name));
  const found = await Promise.all(
    names.map(async (name) => {
      const { version } = JSON.parse(await readFile(require.resolve(`${name}/package.json`), 'utf8'));
      return [name, version] as const;
    }),
  );
  return Object.fromEntries([['node', process.versions.node], ...found]);
}

async function commit(): Promise<Circumstances['commit']> {
  const git = async (...args: string[]) => {
    const { stdout } = await promisify(execFile)('git', args, { cwd: dirname(fileURLToPath(import.meta.url)) });
    return stdout.trim();
  };
  try {
    return { hash: await git('rev-parse', 'HEAD'), hasChanges: (await git('status', '--porcelain')) !== '' };
  } catch {
    // No git, or a copy of the code without its history.
    return null;
  }
}

/** Messages of packages that could not be loaded may name files. */
function withoutHome(text: string): string {
  return text.replaceAll(process.cwd(), '.').replaceAll(homedir(), '~');
}
