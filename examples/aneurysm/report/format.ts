/** What stands where there is nothing to tell. */
export const NONE = '–';

interface WithInterval {
  estimate: number;
  lower: number;
  upper: number;
}

/** A figure with a fixed number of digits; a dash where there is none. */
export function figure(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  // No "-0.000", and a true minus sign.
  const text = value.toFixed(digits);
  return Number(text) === 0 ? (0).toFixed(digits) : text.replace('-', '−');
}

/** A difference, always with its sign. */
export function signed(value: number | null | undefined, digits = 3): string {
  const text = figure(value, digits);
  return text === NONE || text.startsWith('−') || Number(text) === 0 ? text : `+${text}`;
}

/** "0.774 (0.708 to 0.837)". */
export function withInterval(value: WithInterval | null | undefined, digits = 3): string {
  if (!value) return NONE;
  return `${figure(value.estimate, digits)} (${figure(value.lower, digits)} to ${figure(value.upper, digits)})`;
}

/** A share as a percentage: "62.5 %", with a space that does not break. */
export function percent(share: number | null | undefined, digits = 1): string {
  const text = figure(share === null || share === undefined ? share : 100 * share, digits);
  return text === NONE ? NONE : `${text}\u00a0%`;
}

/** "62.5 % (50.1 to 73.2 %)". */
export function percentWithInterval(value: WithInterval | null | undefined, digits = 0): string {
  if (!value) return NONE;
  return `${percent(value.estimate, digits)} (${figure(100 * value.lower, digits)} to ${percent(value.upper, digits)})`;
}

/** A count with its thousands parted, and what is counted: "1 patient", "1,127 patients". */
export function count(value: number, one?: string, many = `${one}s`): string {
  const text = value.toLocaleString('en');
  return one === undefined ? text : `${text}\u00a0${value === 1 ? one : many}`;
}

/** A threshold or a score: small ones keep three significant digits. */
export function score(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  return value !== 0 && Math.abs(value) < 0.01 ? value.toPrecision(2) : value.toFixed(3);
}

/** "0.531 (0.482 to 0.602)"; a range without width is left out. */
export function scoreWithInterval(value: number, range: { lower: number; upper: number } | null | undefined): string {
  if (!range || range.lower === range.upper) return score(value);
  return `${score(value)} (${score(range.lower)} to ${score(range.upper)})`;
}

/** "a, b and c". */
export function list(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? NONE) : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
