/**
 * A sum that keeps the digits which each addition loses (Neumaier 1974): of 1e8 numbers it is as exact as of ten. Whole
 * numbers are exact up to 2⁵³.
 */
export class CompensatedSum {
  #sum: number;
  #lost: number;

  constructor(sum = 0, lost = 0) {
    this.#sum = sum;
    this.#lost = lost;
  }

  get value(): number {
    return this.#sum + this.#lost;
  }

  add(number: number): void {
    const total = this.#sum + number;
    this.#lost += lostDigits(this.#sum, number, total);
    this.#sum = total;
  }

  merge(other: CompensatedSum): void {
    // Read first: a sum may be merged with itself.
    const lost = other.#lost;
    this.add(other.#sum);
    this.#lost += lost;
  }

  toJSON(): [sum: number, lost: number] {
    return [this.#sum, this.#lost];
  }
}

/** What the rounding of `a + b` to `total` took away. */
export function lostDigits(a: number, b: number, total: number): number {
  return Math.abs(a) >= Math.abs(b) ? a - total + b : b - total + a;
}
