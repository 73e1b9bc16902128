/**
 * The factorisation A = L D Lᵀ of a symmetric, positive semidefinite matrix (generalised Cholesky). A column that is
 * a combination of those before it has no pivot: it is marked redundant, and solutions have 0 in its place, as in R's
 * `survival`.
 */
export interface Ldl {
  readonly size: number;
  /** Unit lower triangle, row by row, with D on the diagonal. */
  readonly factors: Float64Array;
  /** Which columns are redundant. */
  readonly redundant: readonly boolean[];
}

/** R's `toler.chol`: double precision to the power of ¾. */
const TOLERANCE = Number.EPSILON ** 0.75;

/** Factors an n × n matrix; a pivot below 2e-12 of its diagonal entry is taken for 0. */
export function factorLdl(matrix: Float64Array, size: number): Ldl {
  const factors = matrix.slice();
  const redundant: boolean[] = [];
  for (let j = 0; j < size; j++) {
    let pivot = matrix[j * size + j]!;
    for (let k = 0; k < j; k++) pivot -= factors[j * size + k]! ** 2 * factors[k * size + k]!;
    const isRedundant = !(pivot > TOLERANCE * matrix[j * size + j]!);
    redundant.push(isRedundant);
    factors[j * size + j] = isRedundant ? 0 : pivot;
    for (let i = j + 1; i < size; i++) {
      if (isRedundant) {
        factors[i * size + j] = 0;
        continue;
      }
      let entry = matrix[i * size + j]!;
      for (let k = 0; k < j; k++) entry -= factors[i * size + k]! * factors[j * size + k]! * factors[k * size + k]!;
      factors[i * size + j] = entry / pivot;
    }
  }
  return { size, factors, redundant };
}

/** x with A x = b, 0 where a column is redundant. */
export function solveLdl({ size, factors, redundant }: Ldl, b: Float64Array): Float64Array {
  const x = b.slice();
  for (let i = 0; i < size; i++) {
    if (redundant[i]) {
      x[i] = 0;
      continue;
    }
    for (let k = 0; k < i; k++) x[i]! -= factors[i * size + k]! * x[k]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    if (redundant[i]) continue;
    x[i]! /= factors[i * size + i]!;
    for (let k = i + 1; k < size; k++) x[i]! -= factors[k * size + i]! * x[k]!;
  }
  return x;
}

/** A⁻¹, with rows and columns of 0 for redundant ones. */
export function invertLdl(ldl: Ldl): Float64Array {
  const { size, redundant } = ldl;
  const inverse = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    if (redundant[j]) continue;
    const unit = new Float64Array(size);
    unit[j] = 1;
    const column = solveLdl(ldl, unit);
    for (let i = 0; i < size; i++) inverse[i * size + j] = column[i]!;
  }
  return inverse;
}
