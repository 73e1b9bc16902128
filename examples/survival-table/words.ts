/** A p value as text. */
export function probability(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`;
}

/** Two digits after the point; more where that would be 0. */
export function ratio(value: number): string {
  return value >= 0.1 ? value.toFixed(2) : value.toPrecision(2);
}

/** A time with as many digits as tell months apart. */
export function duration(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
}

/** A ratio as a change of the rate: `38 % lower`, `2.1 times as high`. */
export function change(value: number): string {
  if (value >= 2) return `${value.toPrecision(2)} times as high`;
  const percent = Math.round(Math.abs(value - 1) * 100);
  return percent === 0 ? 'the same' : `${percent} % ${value < 1 ? 'lower' : 'higher'}`;
}

/** How often chance alone does it: `about 2 in 1000`. */
export function howOften(p: number): string {
  if (p < 0.001) return 'fewer than 1 in 1000';
  const of = p < 0.1 ? 1000 : 100;
  return `about ${Math.round(p * of)} in ${of}`;
}
