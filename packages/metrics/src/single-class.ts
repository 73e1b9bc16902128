import { SingleClassError } from './errors';

/**
 * The only class that a label's weighted rows have, or undefined if they have both.
 */
export function singleClass(labels: Float64Array, weights?: Float64Array): 0 | 1 | undefined {
  const seen = [false, false];
  for (let row = 0; row < labels.length; row++) {
    if (weights !== undefined && weights[row] === 0) continue;
    seen[labels[row]!] = true;
    if (seen[0] && seen[1]) return undefined;
  }
  return seen[1] ? 1 : 0;
}

/**
 * @throws {@link SingleClassError} if the label's weighted rows have one class only
 */
export function requireBothClasses(labels: Float64Array, weights?: Float64Array, column?: number): void {
  const found = singleClass(labels, weights);
  if (found !== undefined) throw new SingleClassError(column, found, labels.length);
}
