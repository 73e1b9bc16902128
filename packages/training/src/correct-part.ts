/**
 * Keras's binary accuracy: the part of all outputs that are on the same side of 0.5 as their target (a score of exactly
 * 0.5 counts as 0).
 */
export function correctPart(yTrue: ArrayLike<number>, scores: ArrayLike<number>): number {
  let correct = 0;
  for (let i = 0; i < scores.length; i++) if (scores[i]! > 0.5 === yTrue[i]! > 0.5) correct++;
  return correct / scores.length;
}
