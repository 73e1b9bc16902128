import { type Covariates, readCovariates } from '../covariates';
import { UnknownColumnError } from '../errors';

/**
 * Σ slopeⱼ · (xⱼ − centreⱼ) of each row.
 *
 * @param names - the covariates that the slopes belong to; the rows may have others and another order
 * @throws {@link UnknownColumnError} if one is missing; {@link SurvivalError} on other bad input
 */
export function logPartialHazard(
  names: readonly string[],
  slopes: ArrayLike<number>,
  centres: ArrayLike<number>,
  covariates: Covariates,
): number[] {
  const rows = rowsOf(covariates);
  const given = readCovariates(covariates, rows, allRows(rows));
  const columns = names.map((name) => {
    const column = given.names.indexOf(name);
    if (column < 0) throw new UnknownColumnError(name, given.names);
    return column;
  });
  const width = given.names.length;
  return Array.from({ length: rows }, (_, row) => {
    let sum = 0;
    for (const [j, column] of columns.entries()) {
      sum += (given.values[row * width + column]! - centres[j]!) * slopes[j]!;
    }
    return sum;
  });
}

function rowsOf(covariates: Covariates): number {
  if ('matrix' in covariates && Array.isArray(covariates.matrix)) return covariates.matrix.length;
  return Object.values(covariates)[0]?.length ?? 0;
}

function allRows(n: number): Uint32Array {
  const rows = new Uint32Array(n);
  for (let row = 0; row < n; row++) rows[row] = row;
  return rows;
}
