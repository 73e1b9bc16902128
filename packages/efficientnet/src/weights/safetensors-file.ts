import { float32Values, readSafetensors, SafetensorsFormatError } from '@kium/safetensors';
import { WeightsFormatError } from '../errors';
import type { WeightFile } from './weight-file';

/** Types whose values float32 can hold, if rounded. */
const FLOATS = ['F32', 'F16', 'BF16', 'F64'];

/**
 * Opens a safetensors file.
 *
 * @throws {@link WeightsFormatError} for a damaged one
 */
export function openSafetensors(bytes: Uint8Array, label: string): WeightFile {
  let tensors: ReturnType<typeof readSafetensors>['tensors'];
  try {
    ({ tensors } = readSafetensors(bytes));
  } catch (cause) {
    if (!(cause instanceof SafetensorsFormatError)) throw cause;
    throw new WeightsFormatError(
      label,
      `it is a damaged safetensors file: ${cause.problem}`,
      'Download or export it again.',
      { cause },
    );
  }
  const weights = [...tensors.values()]
    // Counters of training steps, which batch norms of PyTorch keep beside their weights.
    .filter(({ name }) => !name.endsWith('num_batches_tracked'))
    .map((tensor) => ({
      name: tensor.name,
      shape: tensor.shape,
      unreadable: FLOATS.includes(tensor.dtype) ? undefined : tensor.dtype,
      read: () => float32Values(tensor),
    }));
  return { format: 'safetensors', layers: [{ name: '', weights }], close: () => {} };
}
