/** What each standardised coefficient costs the log-likelihood: ridge / 2 · β² + lasso · |β|. */
export interface Penalty {
  readonly ridge: Float64Array;
  readonly lasso: Float64Array;
}

/** The same elastic net for every coefficient: strength · (l1Ratio · |β| + (1 − l1Ratio) / 2 · β²). */
export function elasticNet(size: number, strength: number, l1Ratio: number): Penalty {
  return {
    ridge: new Float64Array(size).fill(strength * (1 - l1Ratio)),
    lasso: new Float64Array(size).fill(strength * l1Ratio),
  };
}

/** What coefficients cost. */
export function penaltyOf({ ridge, lasso }: Penalty, coefficients: Float64Array): number {
  let cost = 0;
  for (let j = 0; j < coefficients.length; j++) {
    const value = coefficients[j]!;
    cost += (ridge[j]! / 2) * value * value + lasso[j]! * Math.abs(value);
  }
  return cost;
}
