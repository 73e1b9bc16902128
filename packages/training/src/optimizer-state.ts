import { dispose, type Optimizer, type Tensor, tensor, tidy, Variable } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { AdamW } from './adamw';
import { OptimizerStateError, OptionError } from './errors';

/** Numbers with their shape, off the device. */
export interface SavedTensor {
  name: string;
  dtype: 'float32' | 'int32';
  shape: number[];
  values: Float32Array | Int32Array;
}

/**
 * Everything that the optimizer's next step depends on: its step counter and moments, as `getWeights` gives them, and the
 * variables it keeps besides (Adam's running powers of β). Adam's `setWeights` sets those powers anew with `pow`, which
 * differs in the last bits from the running product and so would break exact continuation.
 *
 * @throws {@link OptimizerStateError} for an optimizer without `getWeights` (adamax)
 */
export async function readOptimizerState(optimizer: Optimizer): Promise<SavedTensor[]> {
  const weights = await optimizerWeights(optimizer);
  try {
    const saved = await Promise.all(weights.map(({ name, tensor }) => read(name, tensor)));
    const extras = await Promise.all(extraVariables(optimizer).map(([key, variable]) => read(EXTRA + key, variable)));
    return [...saved, ...extras];
  } finally {
    // `getWeights` makes a new tensor for the step counter only; the rest is the optimizer's own.
    weights[0]?.tensor.dispose();
  }
}

/** Puts back what {@link readOptimizerState} returned, into an optimizer of the same class and settings. */
export async function writeOptimizerState(optimizer: Optimizer, saved: readonly SavedTensor[]): Promise<void> {
  const replaced = await optimizerWeights(optimizer);
  const weights: NamedTensor[] = saved
    .filter(({ name }) => !name.startsWith(EXTRA))
    .map(({ name, values, shape, dtype }) => ({ name, tensor: tensor(values, shape, dtype) }));
  await optimizer.setWeights(weights);
  dispose(replaced.map(({ tensor }) => tensor));
  // The optimizer made variables of its own from them.
  dispose(weights.map(({ tensor }) => tensor));
  const extras = new Map(extraVariables(optimizer));
  for (const { name, values, shape, dtype } of saved) {
    const variable = name.startsWith(EXTRA) ? extras.get(name.slice(EXTRA.length)) : undefined;
    if (variable) tidy(() => variable.assign(tensor(values, shape, dtype)));
  }
}

/**
 * Makes sure that an optimizer that was used before does not take one weight's state for another's: tfjs's keep it by the
 * weight's position among those that learn, which freezing and unfreezing moves.
 *
 * @throws {@link OptionError} when a weight would get the state of another, or of another shape
 */
export async function checkOptimizerState(optimizer: Optimizer, model: LayersModel): Promise<void> {
  // Not instanceof, to which tfjs's optimizers are all alike.
  if (optimizer.getClassName() === AdamW.className) return;
  const saved = await readOptimizerState(optimizer).catch((error) => {
    if (error instanceof OptimizerStateError) return [];
    throw error;
  });
  const learning = model.trainableWeights.map((weight) => weight.read() as Variable);
  const known = new Set(model.weights.map((weight) => (weight.read() as Variable).name));
  /** How many weights have had their state of each kind, such as Adam's `m` and `v`. */
  const seen = new Map<string, number>();
  for (const { name, shape } of saved) {
    const [, owner, kind] = /^(.+)\/([^/]+)$/.exec(name) ?? [];
    if (owner === undefined || kind === undefined || name.startsWith(EXTRA)) continue;
    const at = seen.get(kind) ?? 0;
    seen.set(kind, at + 1);
    const weight = learning[at];
    if (!weight || owner === weight.name) continue;
    // After a continuation names may differ from those in the checkpoint.
    if (!known.has(owner) && shape.join() === weight.shape.join()) continue;
    throw new OptionError(
      'optimizer',
      `one that holds the state of ${owner} where ${weight.name} is now`,
      'a new one where other weights learn than before, such as () => train.adam(0.001); or adamW, which goes by names',
    );
  }
}

type NamedTensor = Awaited<ReturnType<Optimizer['getWeights']>>[number];

/** Marks the variables that `getWeights` leaves out. */
const EXTRA = 'variable:';

async function optimizerWeights(optimizer: Optimizer): Promise<NamedTensor[]> {
  try {
    return await optimizer.getWeights();
  } catch (cause) {
    throw new OptimizerStateError(optimizer.getClassName(), { cause });
  }
}

function extraVariables(optimizer: Optimizer): [string, Variable][] {
  return Object.entries(optimizer).filter((entry): entry is [string, Variable] => entry[1] instanceof Variable);
}

async function read(name: string, from: Tensor): Promise<SavedTensor> {
  const values = await from.data();
  const dtype = from.dtype === 'int32' ? 'int32' : 'float32';
  return { name, dtype, shape: from.shape, values: values as Float32Array | Int32Array };
}
