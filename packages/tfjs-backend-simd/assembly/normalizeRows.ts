// What the convolutions that normalise their outputs share: the parameters, and how much is normalised in one go.
import { addNormalized, normalize, normalizeSwish } from './batchNormalize';
import { Linear, Swish } from './batchNormBlocks';

/** Outputs that are normalised in one go take about this much: a part of the second-level cache. */
const BLOCK_BYTES: usize = 256 * 1024;

/** y = (x - mean) * factor + offset, and swish behind it where `swish` is not 0; ../src/normalization.ts writes it. */
@unmanaged
export class Normalization {
  mean: usize;
  factor: usize;
  offset: usize;
  swish: i32;
}

/** Rows of n floats that are normalised in one go. */
export function rowsOfBlock(n: usize): usize {
  return max<usize>(32, (BLOCK_BYTES / max<usize>(4, n << 2)) & ~31);
}

/** Normalises rows of n floats where they are. */
export function normalizeRows(normalization: usize, y: usize, rows: usize, n: usize): void {
  const to = changetype<Normalization>(normalization);
  if (to.swish != 0) normalizeSwish(y, y, to.mean, to.factor, to.offset, <i32>rows, <i32>n);
  else normalize(y, y, to.mean, to.factor, to.offset, <i32>rows, <i32>n);
}

/** As `normalizeRows`; adds the normalised values to `sums` (float64, n). */
export function normalizeAndSumRows(normalization: usize, y: usize, sums: usize, rows: usize, n: usize): void {
  const to = changetype<Normalization>(normalization);
  if (to.swish != 0) addNormalized<Swish>(y, y, to.mean, to.factor, to.offset, sums, <i32>rows, <i32>n);
  else addNormalized<Linear>(y, y, to.mean, to.factor, to.offset, sums, <i32>rows, <i32>n);
}
