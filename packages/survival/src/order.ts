import { argsort } from './argsort';

/**
 * Rows by group, within it by value, ascending; equal ones in their order.
 *
 * @param group - number of each row's group, from 0
 * @param groups - how many there are
 */
export function ascendingOrder(values: Float64Array, group: Uint32Array, groups: number): Uint32Array {
  const rows = argsort(values);
  if (groups === 1) return rows;
  const starts = new Uint32Array(groups + 1);
  for (let row = 0; row < rows.length; row++) starts[group[row]! + 1]!++;
  for (let number = 1; number <= groups; number++) starts[number]! += starts[number - 1]!;
  const dealt = new Uint32Array(rows.length);
  for (let i = 0; i < rows.length; i++) dealt[starts[group[rows[i]!]!]!++] = rows[i]!;
  return dealt;
}
