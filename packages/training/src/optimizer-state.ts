import { dispose, type Optimizer, type Tensor, tensor, tidy, Variable } from '@tensorflow/tfjs-core';
import { OptimizerStateError } from './errors';

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
