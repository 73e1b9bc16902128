/**
 * Keras's binary accuracy: the part of all outputs that are on the same side of the threshold as their target is of 0.5 (an
 * output of exactly the threshold counts as 0).
 *
 * @param threshold - 0.5 for probabilities, 0 for logits
 */
export function correctPart(yTrue: ArrayLike<number>, outputs: ArrayLike<number>, threshold: number): number {
  let correct = 0;
  for (let i = 0; i < outputs.length; i++) if (outputs[i]! > threshold === yTrue[i]! > 0.5) correct++;
  return correct / outputs.length;
}
