import { ShapeMismatchError } from './errors';
import { type Column, type Domain, readPair, readWeights } from './table';

/** One label's checked rows. */
export interface OneLabel {
  readonly labels: Float64Array;
  readonly values: Float64Array;
  readonly weights: Float64Array | undefined;
}

/**
 * Reads the arguments of a figure that exists for one label only.
 *
 * @throws {@link ShapeMismatchError} if there are several labels; {@link MetricsError} on other bad input
 */
export function readOneLabel(
  yTrue: Column,
  name: string,
  other: Column,
  domain: Domain,
  sampleWeight: Column | undefined,
): OneLabel {
  const pair = readPair(yTrue, name, other, domain);
  const { rows, columns } = pair.truth;
  if (columns.length !== 1) throw new ShapeMismatchError('yTrue', [rows], [rows, columns.length]);
  return { labels: columns[0]!, values: pair.other.columns[0]!, weights: readWeights(sampleWeight, rows) };
}
