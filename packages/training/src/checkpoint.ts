import { encodeSafetensors, readSafetensors, type StoredTensor, tensorValues } from '@kium/safetensors';
import { dispose, type Optimizer, tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { writeFileAtomically } from './atomic-write';
import type { Callback } from './callback';
import { CheckpointCorruptError, CheckpointMismatchError } from './errors';
import type { Fingerprint } from './fingerprint';
import type { EpochRecord } from './history';
import { importNode } from './import-node';
import { readOptimizerState, type SavedTensor, writeOptimizerState } from './optimizer-state';
import { readRandomSteps, writeRandomSteps } from './random-layers';
import type { WeightAverage } from './weight-average';

/** Where a training keeps its state, so that it can be continued. Needs Node's file system. */
export interface CheckpointOptions {
  /** Folder of `checkpoint.safetensors`; made if it is missing. One training a folder. */
  folder: string;
  /**
   * Anything that tells this training from others and that `fit` cannot see, for example the data file's checksum and the
   * model's seed. A checkpoint with another key is refused.
   */
  key?: string;
}

/** How far a training has come. */
export interface TrainingState {
  /** Finished epochs. */
  history: EpochRecord[];
  /** Steps done in the running epoch. */
  step: number;
  /** Sums over the running epoch's steps. */
  lossSum: number;
  correctSum: number;
  /** Seconds spent in the running epoch. */
  seconds: number;
  /** Name of the callback that ended the training. */
  stoppedBy?: string;
}

/** Where the state of a training comes from and goes to. */
export interface Checkpoint {
  options: CheckpointOptions;
  model: LayersModel;
  optimizer: Optimizer;
  average: WeightAverage | undefined;
  callbacks: readonly Callback[];
  fingerprint: Fingerprint;
}

const VERSION = '1';
const WEIGHT = 'weight:';
const OPTIMIZER = 'optimizer:';
const AVERAGE = 'average:';
const CALLBACK = 'callback:';
/** safetensors: one file, replaced in one step, that other tools open. */
const DTYPES = { float32: 'F32', int32: 'I32' } as const;

/** The checkpoint's file. */
export function checkpointPath({ folder }: CheckpointOptions): string {
  return `${folder.replace(/[/\\]+$/, '')}/checkpoint.safetensors`;
}

/** Writes weights and their average, the state of optimizer and callbacks, random counters and progress, whole or not at all. */
export async function writeCheckpoint(checkpoint: Checkpoint, state: TrainingState): Promise<void> {
  const { options, model, optimizer, average, callbacks, fingerprint } = checkpoint;
  const { mkdir } = await importNode('node:fs/promises');
  const weights = await Promise.all(
    model.weights.map(async (weight): Promise<SavedTensor> => {
      const values = (await weight.read().data()) as Float32Array;
      return { name: weight.originalName, dtype: 'float32', shape: weight.shape as number[], values };
    }),
  );
  const states = callbacks.flatMap((callback) => {
    const kept = callback.state?.();
    return kept ? [{ name: callback.name, values: kept.values, tensors: kept.tensors ?? [] }] : [];
  });
  const tensors = [
    ...numbered(WEIGHT, weights),
    ...numbered(OPTIMIZER, await readOptimizerState(optimizer)),
    ...numbered(AVERAGE, (await average?.read()) ?? []),
    ...states.flatMap((kept, i) => numbered(`${CALLBACK}${i}:`, kept.tensors)),
  ];
  const metadata = {
    version: VERSION,
    fingerprint: JSON.stringify(fingerprint),
    state: JSON.stringify(state, notFiniteToText),
    randomSteps: JSON.stringify(readRandomSteps(model)),
    callbacks: JSON.stringify(states.map(({ name, values }) => ({ name, values }))),
  };
  await mkdir(options.folder, { recursive: true });
  const stored = tensors.map(({ dtype, values, ...rest }) => ({ ...rest, dtype: DTYPES[dtype], data: values }));
  await writeFileAtomically(checkpointPath(options), encodeSafetensors(stored, metadata));
}

/**
 * Puts a checkpoint back into model, optimizer, average and callbacks.
 *
 * @returns how far the training had come; null when there is no checkpoint
 * @throws {@link CheckpointMismatchError} when it belongs to another training
 * @throws {@link CheckpointCorruptError} when it cannot be read
 * @throws {@link OptimizerStateError} when the optimizer cannot be resumed at all
 */
export async function restoreCheckpoint(checkpoint: Checkpoint): Promise<TrainingState | null> {
  const { options, model, optimizer, average, callbacks, fingerprint } = checkpoint;
  const path = checkpointPath(options);
  // Fails for an optimizer without state now, rather than when the first epoch has been trained.
  await readOptimizerState(optimizer);
  const file = await readCheckpoint(path);
  if (!file) return null;
  compareFingerprints(path, file.fingerprint, fingerprint);

  const weights = taken(WEIGHT, file.tensors).map(({ values, shape }) => tensor(values, shape, 'float32'));
  model.setWeights(weights);
  dispose(weights);
  await writeOptimizerState(optimizer, taken(OPTIMIZER, file.tensors));
  average?.restore(taken(AVERAGE, file.tensors));
  file.callbacks.forEach(({ name, values }, i) => {
    const callback = callbacks.find((callback) => callback.name === name);
    callback?.restore?.({ values, tensors: taken(`${CALLBACK}${i}:`, file.tensors) });
  });
  writeRandomSteps(model, file.randomSteps);
  return file.state;
}

/** Names under which tensors of several origins can stand in one file, in an order that does not depend on the file's. */
function numbered(prefix: string, tensors: readonly SavedTensor[]): SavedTensor[] {
  return tensors.map((saved, i) => ({ ...saved, name: `${prefix}${i}:${saved.name}` }));
}

/** Undoes {@link numbered}. */
function taken(prefix: string, tensors: readonly SavedTensor[]): SavedTensor[] {
  const ours: SavedTensor[] = [];
  for (const saved of tensors) {
    if (!saved.name.startsWith(prefix)) continue;
    const [, index, name] = /^(\d+):(.*)$/s.exec(saved.name.slice(prefix.length))!;
    ours[Number(index)] = { ...saved, name: name! };
  }
  return ours;
}

interface CheckpointFile {
  tensors: SavedTensor[];
  fingerprint: Fingerprint;
  state: TrainingState;
  randomSteps: number[];
  callbacks: { name: string; values: Record<string, unknown> }[];
}

async function readCheckpoint(path: string): Promise<CheckpointFile | null> {
  const { readFile } = await importNode('node:fs/promises');
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw cause;
  }
  try {
    const { tensors: stored, metadata } = readSafetensors(bytes);
    if (metadata.version !== VERSION) throw new Error(`its version is ${metadata.version}, not ${VERSION}`);
    return {
      tensors: [...stored.values()].map(savedTensor),
      fingerprint: JSON.parse(metadata.fingerprint!),
      state: JSON.parse(metadata.state!, notFiniteFromText),
      randomSteps: JSON.parse(metadata.randomSteps!),
      // Absent in files of versions without callbacks.
      callbacks: JSON.parse(metadata.callbacks ?? '[]'),
    };
  } catch (cause) {
    throw new CheckpointCorruptError(path, (cause as Error).message, { cause });
  }
}

/** A figure may be NaN, such as an AUROC of a single class; JSON would make it null. */
function notFiniteToText(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

function notFiniteFromText(key: string, value: unknown): unknown {
  // What earlier versions made of them.
  if (value === null) return Number.NaN;
  return key !== 'stoppedBy' && ['NaN', 'Infinity', '-Infinity'].includes(value as string) ? Number(value) : value;
}

function savedTensor(stored: StoredTensor): SavedTensor {
  const { name, dtype, shape } = stored;
  const values = tensorValues(stored);
  if (dtype === 'F32') return { name, dtype: 'float32', shape: [...shape], values: values as Float32Array };
  if (dtype === 'I32') return { name, dtype: 'int32', shape: [...shape], values: values as Int32Array };
  throw new Error(`tensor ${name} has the type ${dtype}; F32 and I32 are understood`);
}

function compareFingerprints(path: string, checkpoint: Fingerprint, now: Fingerprint): void {
  const fields = [...new Set([...Object.keys(checkpoint), ...Object.keys(now)])];
  const differences = fields
    .filter((field) => checkpoint[field] !== now[field])
    .map((field) => ({ field, checkpoint: checkpoint[field], now: now[field] }));
  if (differences.length > 0) throw new CheckpointMismatchError(path, differences);
}
