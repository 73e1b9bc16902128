/** Round numbers between ticks: 1, 2, 2.5 or 5 times a power of ten, at least `least`. */
export function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  // A little less will do: 0.1 · 3 is not to jump over 0.3.
  const factor = [1, 2, 2.5, 5].find((candidate) => candidate * power >= least * (1 - 1e-9)) ?? 10;
  // Twice 1e308 would be infinite.
  return Math.min(factor * power, 1e308);
}

/** The multiples of `step` from `min` to `max`, at most 100. */
export function multiples(min: number, max: number, step: number): number[] {
  const first = Math.ceil(min / step - 1e-9);
  const count = Math.min(Math.floor(max / step + 1e-9) - first, 99);
  const values = Array.from({ length: count + 1 }, (_, i) => (first + i) * step);
  return values.filter((value) => Number.isFinite(value));
}

/** Round numbers from `min` to `max`, both above 0, for a logarithmic axis with room for about `most`. */
export function logTicks(min: number, max: number, most: number): number[] {
  const [low, high] = [Math.log10(min), Math.log10(max)];
  // Labels of such ticks are short, so that twice as many have room.
  const finer = decades(low, high).flatMap((power) => [power, 2 * power, 5 * power]);
  const within = finer.filter((value) => value >= min * (1 - 1e-9) && value <= max * (1 + 1e-9));
  if (within.length >= 3 && within.length <= 2 * most + 2) return within;
  if (within.length < 3) return multiples(min, max, roundStep((max - min) / most));
  return multiples(low, high, Math.ceil((high - low) / most)).map((exponent) => 10 ** exponent);
}

/** The nearest 1, 2 or 5 times a power of ten that is not below (`up`) or not above the number. */
export function roundLog(value: number, up: boolean): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const candidates = [1, 2, 5, 10].map((factor) => factor * power);
  const found = up
    ? candidates.find((candidate) => candidate >= value * (1 - 1e-9))
    : candidates.reverse().find((candidate) => candidate <= value * (1 + 1e-9));
  return found ?? value;
}

/** Text of a number by itself, rounded to so many digits. */
export function labelOf(value: number, digits = 12): string {
  const rounded = Number(value.toPrecision(digits));
  return labelsOf([Number.isFinite(rounded) ? rounded : value])[0]!;
}

/** Texts of numbers, with as many digits as tell them apart; `−` is a minus sign. */
export function labelsOf(values: readonly number[]): string[] {
  // The shortest text of a number rounded to 12 digits: 0.1 + 0.2 is 0.3.
  const short = values.map((value) => Number(value.toPrecision(12)));
  const sizes = short.map(Math.abs).filter((size) => size > 0);
  if (Math.max(...sizes, 1) >= 1e6 || Math.min(...sizes, 1) < 1e-5) return short.map(withExponent).map(minus);
  const isGeometric =
    short.length > 2 && short.every((value, i) => value > 0 && (i === 0 || value / short[i - 1]! > 1.9));
  if (isGeometric) return short.map(String).map(minus);
  const digits = Math.max(0, ...short.map(decimals));
  return short.map((value) => minus(value.toFixed(digits)));
}

/** Digits after the point that a number needs. */
function decimals(value: number): number {
  return value.toFixed(15).replace(/0+$/, '').split('.')[1]!.length;
}

/** With a typographic minus sign. */
export function minus(text: string): string {
  return text.replace('-', '−');
}

function decades(low: number, high: number): number[] {
  const first = Math.floor(low);
  return Array.from({ length: Math.ceil(high) - first + 1 }, (_, i) => 10 ** (first + i));
}

function withExponent(value: number): string {
  if (value === 0) return '0';
  const [mantissa, exponent] = value.toExponential().split('e') as [string, string];
  const power = `10${superscript(exponent.replace('+', ''))}`;
  return mantissa === '1' ? power : `${mantissa}·${power}`;
}

function superscript(digits: string): string {
  return Array.from(digits, (digit) => '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'['-0123456789'.indexOf(digit)]).join('');
}
