import { encodeSafetensors, readSafetensors, type StoredTensor, tensorValues } from '@kium/safetensors';
import { dispose, type Optimizer, tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { writeFileAtomically } from './atomic-write';
import { CheckpointCorruptError, CheckpointMismatchError } from './errors';
import type { EpochRecord } from './history';
import { importNode } from './import-node';
import { readOptimizerState, type SavedTensor, writeOptimizerState } from './optimizer-state';
import { readRandomSteps, writeRandomSteps } from './random-layers';

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
}

/** What must be alike for a checkpoint to be continued, field by field. */
export type Fingerprint = Record<string, string | number | boolean | null>;

const VERSION = '1';
const WEIGHT = 'weight:';
const OPTIMIZER = 'optimizer:';
/** safetensors: one file, replaced in one step, that other tools open. */
const DTYPES = { float32: 'F32', int32: 'I32' } as const;

/** The checkpoint's file. */
export function checkpointPath({ folder }: CheckpointOptions): string {
  return `${folder.replace(/[/\\]+$/, '')}/checkpoint.safetensors`;
}

/** Writes model weights, optimizer state, random counters and progress, whole or not at all. */
export async function writeCheckpoint(
  options: CheckpointOptions,
  model: LayersModel,
  optimizer: Optimizer,
  fingerprint: Fingerprint,
  state: TrainingState,
): Promise<void> {
  const { mkdir } = await importNode('node:fs/promises');
  const weights = await Promise.all(
    model.weights.map(async (weight, i): Promise<SavedTensor> => {
      const values = (await weight.read().data()) as Float32Array;
      return {
        name: `${WEIGHT}${i}:${weight.originalName}`,
        dtype: 'float32',
        shape: weight.shape as number[],
        values,
      };
    }),
  );
  const moments = await readOptimizerState(optimizer);
  const tensors = [...weights, ...moments.map((saved, i) => ({ ...saved, name: `${OPTIMIZER}${i}:${saved.name}` }))];
  const metadata = {
    version: VERSION,
    fingerprint: JSON.stringify(fingerprint),
    state: JSON.stringify(state),
    randomSteps: JSON.stringify(readRandomSteps(model)),
  };
  await mkdir(options.folder, { recursive: true });
  const stored = tensors.map(({ dtype, values, ...rest }) => ({ ...rest, dtype: DTYPES[dtype], data: values }));
  await writeFileAtomically(checkpointPath(options), encodeSafetensors(stored, metadata));
}

/**
 * Puts a checkpoint back into model and optimizer.
 *
 * @returns how far the training had come; null when there is no checkpoint
 * @throws {@link CheckpointMismatchError} when it belongs to another training
 * @throws {@link CheckpointCorruptError} when it cannot be read
 * @throws {@link OptimizerStateError} when the optimizer cannot be resumed at all
 */
export async function restoreCheckpoint(
  options: CheckpointOptions,
  model: LayersModel,
  optimizer: Optimizer,
  fingerprint: Fingerprint,
): Promise<TrainingState | null> {
  const path = checkpointPath(options);
  // Fails for an optimizer without state now, rather than when the first epoch has been trained.
  await readOptimizerState(optimizer);
  const file = await readCheckpoint(path);
  if (!file) return null;
  const { tensors, state, randomSteps } = file;
  compareFingerprints(path, file.fingerprint, fingerprint);

  const weights = tensors
    .filter(({ name }) => name.startsWith(WEIGHT))
    .map(({ values, shape }) => tensor(values, shape, 'float32'));
  model.setWeights(weights);
  dispose(weights);
  const moments = tensors
    .filter(({ name }) => name.startsWith(OPTIMIZER))
    .map((saved) => ({ ...saved, name: saved.name.replace(/^optimizer:\d+:/, '') }));
  await writeOptimizerState(optimizer, moments);
  writeRandomSteps(model, randomSteps);
  return state;
}

interface CheckpointFile {
  tensors: SavedTensor[];
  fingerprint: Fingerprint;
  state: TrainingState;
  randomSteps: number[];
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
      state: JSON.parse(metadata.state!),
      randomSteps: JSON.parse(metadata.randomSteps!),
    };
  } catch (cause) {
    throw new CheckpointCorruptError(path, (cause as Error).message, { cause });
  }
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
