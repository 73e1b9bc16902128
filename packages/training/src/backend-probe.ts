import { conv2d, grad, sum, type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';
// Importing the layers registers the gradients, without which no backend could train.
import '@tensorflow/tfjs-layers';

/**
 * Computes the gradient of a small convolution on the current backend. tfjs's wasm backend has no such kernel, and
 * tfjs-node on Node 23 and newer fails at its first operation, not when it is imported.
 *
 * @throws Error when an operation fails or the numbers are wrong
 */
export async function probeBackend(): Promise<void> {
  const gradient = tidy(() => {
    const filter = tensor4d([2], [1, 1, 1, 1]);
    const image = tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
    return grad((f) => sum(conv2d(image, f as Tensor4D, 1, 'same')))(filter);
  });
  const [found] = await gradient.data();
  gradient.dispose();
  if (found !== 10) throw new Error(`a convolution's gradient is ${found} instead of 10`);
}
