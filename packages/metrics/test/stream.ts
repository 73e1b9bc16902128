import fc from 'fast-check';
import { expect } from 'vitest';

/** What every accumulator can do. */
export interface Accumulator {
  update(yTrue: never, other: never, sampleWeight?: number[]): unknown;
  merge(other: never): unknown;
  toJSON(): { kind: string };
}

/** A row, and how it comes: at which worker, in which order, and whether a new update begins with it. */
export interface StreamedRow {
  y: number[];
  s: number[];
  weight: number;
  worker: number;
  place: number;
  cut: boolean;
}

const bit = fc.constantFrom(0, 1);
/** Probabilities of all sizes, many of them equal or nearly so. */
export const probability = fc.oneof(
  fc.integer({ min: 0, max: 10 }).map((tenths) => tenths / 10),
  fc.integer({ min: 0, max: 20 }).map((step) => 0.3 + step * 1e-5),
  fc.integer({ min: 1, max: 80 }).map((halvings) => 2 ** -halvings),
  fc.integer({ min: 1, max: 53 }).map((halvings) => 1 - 2 ** -halvings),
  fc.double({ min: 0, max: 1, noNaN: true }),
);

export function streams(score: fc.Arbitrary<number> = probability): fc.Arbitrary<StreamedRow[]> {
  const row = fc.record({
    y: fc.tuple(bit, bit, bit),
    s: fc.tuple(score, score, score),
    weight: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.double({ min: 1e-3, max: 2, noNaN: true })),
    worker: fc.integer({ min: 0, max: 2 }),
    place: fc.integer({ min: 0, max: 99 }),
    cut: fc.boolean(),
  });
  return fc
    .array(row, { minLength: 1, maxLength: 30 })
    .filter((rows) => rows.reduce((sum, { weight }) => sum + weight, 0) > 0);
}

/** The rows of a flat label, of all labels, of all labels with weights. */
export const shapes = [
  { name: 'one flat label', of: (row: number[]) => row[0]!, weighted: false },
  { name: 'three labels', of: (row: number[]) => row, weighted: false },
  { name: 'three labels, weighted', of: (row: number[]) => row, weighted: true },
] as const;

/** The rows put through several accumulators, one of them by way of JSON, that are merged in the end. */
export function stream<A extends Accumulator>(
  make: () => A,
  fromJSON: (state: never) => A,
  rows: readonly StreamedRow[],
  { of, weighted }: (typeof shapes)[number],
): A {
  const workers = [make(), make(), make()];
  const ordered = [...rows].sort((a, b) => a.place - b.place);
  for (const [worker, accumulator] of workers.entries()) {
    const chunks: StreamedRow[][] = [];
    for (const row of ordered.filter((each) => each.worker === worker)) {
      if (row.cut || chunks.length === 0) chunks.push([row]);
      else chunks.at(-1)!.push(row);
    }
    for (const chunk of chunks) {
      const weights = weighted ? chunk.map(({ weight }) => weight) : undefined;
      accumulator.update(chunk.map(({ y }) => of(y)) as never, chunk.map(({ s }) => of(s)) as never, weights);
    }
  }
  const [first, second, third] = workers;
  first!.merge(fromJSON(JSON.parse(JSON.stringify(second)) as never) as never);
  third!.merge(first as never);
  return third!;
}

/** Equal to 1e-12, relative above 1; NaN equals NaN. */
export function expectSame(found: number | number[], expected: number | number[]): void {
  const [own, other] = [[found].flat(), [expected].flat()];
  expect(own).toHaveLength(other.length);
  for (const [i, value] of other.entries()) {
    if (Number.isNaN(value)) expect(own[i]).toBeNaN();
    else
      expect(Math.abs(own[i]! - value), `${own[i]} against ${value}`).toBeLessThanOrEqual(
        1e-12 * Math.max(1, Math.abs(value)),
      );
  }
}

/** The value, or the tag of the error. */
export function outcome<T>(call: () => T): T | string {
  try {
    return call();
  } catch (error) {
    return (error as { tag?: string }).tag ?? String(error);
  }
}
