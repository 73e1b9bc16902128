import type { AccumulatorJSON } from './accumulator';
import { CompensatedSum } from './compensated-sum';
import { InvalidValueError } from './errors';

/** Reads the fields of a state, which may come from anywhere, and tells what is wrong with them. */
export class StateReader {
  readonly #state: Readonly<Record<string, unknown>>;

  /** @throws {@link InvalidValueError} unless the state is of this kind */
  static of(kind: string, state: AccumulatorJSON): StateReader {
    const found: unknown = (state as AccumulatorJSON | null | undefined)?.kind;
    if (found === kind) return new StateReader(state);
    throw new InvalidValueError("the state's kind", found, `${kind}: pass what toJSON() of such an accumulator gave`);
  }

  private constructor(state: Readonly<Record<string, unknown>>) {
    this.#state = state;
  }

  /** A whole number of at least `least`, or undefined if there is none. */
  count(field: string, least: number): number | undefined {
    const value = this.#state[field];
    if (value === undefined) return undefined;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value;
    throw this.#error(field, value, `a whole number of at least ${least}`);
  }

  /** Whatever an option was; the accumulator's constructor checks it. */
  option<T>(field: string): T {
    return this.#state[field] as T;
  }

  flag(field: string): boolean {
    const value = this.#state[field];
    if (typeof value === 'boolean') return value;
    throw this.#error(field, value, 'true or false');
  }

  list(field: string, length?: number): unknown[] {
    const value = this.#state[field];
    if (Array.isArray(value) && (length === undefined || value.length === length)) return value;
    throw this.#error(field, value, `a list${length === undefined ? '' : ` of ${length}`}`);
  }

  parts(field: string, length: number): StateReader[] {
    return this.list(field, length).map((value) => {
      if (typeof value === 'object' && value !== null) return new StateReader(value as Record<string, unknown>);
      throw this.#error(field, value, 'an object');
    });
  }

  sums(field: string, length: number): CompensatedSum[] {
    return this.list(field, length).map((value) => this.sum(field, value));
  }

  sum(field: string, value: unknown = this.#state[field]): CompensatedSum {
    const [sum, lost] = this.numbers(field, 2, value);
    return new CompensatedSum(sum, lost);
  }

  /** A list of finite numbers: the field's, unless a part of it is given. */
  numbers(field: string, length?: number, value: unknown = this.#state[field]): number[] {
    const fits = Array.isArray(value) && (length === undefined || value.length === length);
    if (fits && value.every((each) => Number.isFinite(each))) return value;
    throw this.#error(field, value, length === undefined ? 'a list of numbers' : `a list of ${length} numbers`);
  }

  /** A list of whole numbers from 0, below `size`. */
  indices(field: string, size: number): number[] {
    const values = this.numbers(field);
    if (values.every((value) => Number.isInteger(value) && value >= 0 && value < size)) return values;
    throw this.#error(field, values, `whole numbers from 0 to ${size - 1}`);
  }

  #error(field: string, found: unknown, expected: string): InvalidValueError {
    return new InvalidValueError(`the state's ${field}`, JSON.stringify(found), expected);
  }
}
