import { EmptyInputError, InvalidValueError, ShapeMismatchError } from './errors';

/** Covariates by name, one number a row each; or rows of numbers with the columns' names. */
export type Covariates =
  | Readonly<Record<string, ArrayLike<number>>>
  | { readonly names: readonly string[]; readonly matrix: readonly ArrayLike<number>[] };

/** Checked covariates of some rows. */
export interface Design {
  readonly names: readonly string[];
  /** Rows × covariates, row by row. */
  readonly values: Float64Array;
}

/**
 * Checks covariates and copies those of the rows asked for.
 *
 * @param n - how many rows there must be
 * @param rows - positions of the rows that are used
 * @throws {@link EmptyInputError}, {@link InvalidValueError}, {@link ShapeMismatchError}
 */
export function readCovariates(covariates: Covariates, n: number, rows: Uint32Array): Design {
  if (typeof covariates !== 'object' || covariates === null) {
    throw new InvalidValueError('covariates', covariates, 'columns by name, or { names, matrix }');
  }
  const { names, at } = isMatrix(covariates) ? readMatrix(covariates, n) : readColumns(covariates, n);
  const p = names.length;
  if (p === 0) throw new EmptyInputError('covariates', 'no covariates');
  const values = new Float64Array(rows.length * p);
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place]!;
    for (let j = 0; j < p; j++) {
      const value: unknown = at(row, j);
      if (typeof value !== 'number' || !Number.isFinite(value)) {
        const expected = 'a finite number (drop or fill in missing values; code categories as 0 and 1)';
        throw new InvalidValueError(`covariate ${JSON.stringify(names[j])}`, value, expected, row);
      }
      values[place * p + j] = value;
    }
  }
  return { names, values };
}

type Reader = { names: readonly string[]; at: (row: number, column: number) => number | undefined };

function isMatrix(covariates: Covariates): covariates is Extract<Covariates, { matrix: unknown }> {
  return 'matrix' in covariates && Array.isArray(covariates.names) && typeof covariates.names[0] !== 'number';
}

function readColumns(columns: Readonly<Record<string, ArrayLike<number>>>, n: number): Reader {
  const names = Object.keys(columns);
  for (const name of names) {
    const values: unknown = columns[name];
    if (typeof values !== 'object' || values === null || !('length' in values)) {
      throw new InvalidValueError(`covariate ${JSON.stringify(name)}`, values, 'an array with one number a row');
    }
    if (values.length !== n)
      throw new ShapeMismatchError(`covariate ${JSON.stringify(name)}`, n, Number(values.length));
  }
  const all = names.map((name) => columns[name]!);
  return { names, at: (row, column) => all[column]![row] };
}

function readMatrix({ names, matrix }: Extract<Covariates, { matrix: unknown }>, n: number): Reader {
  const doubled = names.find((name, place) => names.indexOf(name) !== place);
  if (doubled !== undefined) throw new InvalidValueError('covariates.names', doubled, 'each name once');
  if (matrix.length !== n) throw new ShapeMismatchError('covariates.matrix', n, matrix.length);
  for (let row = 0; row < n; row++) {
    const length = matrix[row]?.length;
    if (length !== names.length) {
      const expected = `a row of ${names.length} numbers, one a name`;
      throw new InvalidValueError(
        'covariates.matrix',
        length === undefined ? matrix[row] : `length ${length}`,
        expected,
        row,
      );
    }
  }
  return { names, at: (row, column) => matrix[row]![column] };
}
