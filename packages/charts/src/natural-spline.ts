/** A curve fitted to points, at some places. */
export interface Smooth {
  x: number[];
  y: number[];
  /** Variance of `y` as a multiple of the variance of a point: x · (XᵀX)⁻¹ · xᵀ. */
  variance: number[];
}

/** Places at which the curve is computed: as many as R's `plot.cox.zph` takes. */
const PLACES = 40;
/** A column that is this much shorter after the others are taken out was a combination of them. */
const DEPENDENT = 1e-9;

/**
 * A natural cubic spline with `df` parameters, fitted by least squares as R's `plot.cox.zph` does it: the knots are
 * quantiles of the data and of 40 evenly spaced places together (`splines::ns`), the boundary knots both ends.
 *
 * @param df - at least 2, a straight line
 * @returns undefined if there are fewer than `df` different x
 */
export function naturalSpline(x: readonly number[], y: readonly number[], df: number): Smooth | undefined {
  if (new Set(x).size < df) return undefined;
  const [low, high] = x.reduce(([low, high], at) => [Math.min(low, at), Math.max(high, at)], [x[0]!, x[0]!]);
  const at = Array.from({ length: PLACES }, (_, i) =>
    i === PLACES - 1 ? high : low + ((high - low) * i) / (PLACES - 1),
  );
  const scaled = (value: number) => (value - low) / (high - low);
  const pooled = [...at, ...x].map(scaled).sort((a, b) => a - b);
  const inner = Array.from({ length: df - 2 }, (_, i) => quantile(pooled, (i + 1) / (df - 1)));
  const knots = [0, ...new Set(inner.filter((knot) => knot > 0 && knot < 1)), 1];
  const rows = [...x, ...at].map((value) => basis(scaled(value), knots));
  const columns = orthonormal(
    knots.map((_, j) => Float64Array.from(rows, (row) => row[j]!)),
    x.length,
  );
  const weights = columns.map((column) => y.reduce((sum, value, i) => sum + value * column[i]!, 0));
  const sumAt = (term: (value: number, j: number) => number) =>
    at.map((_, i) => columns.reduce((sum, column, j) => sum + term(column[x.length + i]!, j), 0));
  return { x: at, y: sumAt((value, j) => value * weights[j]!), variance: sumAt((value) => value * value) };
}

/** Truncated powers that are straight beyond the outer knots (Hastie, Tibshirani and Friedman 2009, eq. 5.4 and 5.5). */
function basis(x: number, knots: readonly number[]): number[] {
  const last = knots.length - 1;
  const cube = (value: number) => Math.max(value, 0) ** 3;
  const d = (k: number) => (cube(x - knots[k]!) - cube(x - knots[last]!)) / (knots[last]! - knots[k]!);
  return [1, x, ...knots.slice(0, -2).map((_, k) => d(k) - d(last - 1))];
}

/** Columns that are orthonormal in their first `rows` entries, the others changed alike (Gram and Schmidt, twice over). */
function orthonormal(columns: Float64Array[], rows: number): Float64Array[] {
  const done: Float64Array[] = [];
  const dot = (a: Float64Array, b: Float64Array) => {
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += a[i]! * b[i]!;
    return sum;
  };
  for (const column of columns) {
    const before = Math.sqrt(dot(column, column));
    for (const other of [...done, ...done]) {
      const share = dot(column, other);
      for (let i = 0; i < column.length; i++) column[i]! -= share * other[i]!;
    }
    const length = Math.sqrt(dot(column, column));
    if (length > before * DEPENDENT) done.push(column.map((value) => value / length));
  }
  return done;
}

/** R's type 7. */
function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!);
}
