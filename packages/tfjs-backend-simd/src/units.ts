import type { SimdBackend } from './backend';
import type { ActionKernel } from './threads';
import { MOST_CALLS } from './workerSource';

/** About what a multiply-add in a matrix product takes, in nanoseconds, on one thread. */
export const MULTIPLY_ADD_NS = 0.05;
/** About what a float takes that a kernel reads or writes, in nanoseconds, on one thread. */
export const FLOAT_NS = 0.2;

/** Shorter calls are not worth handing to another thread. */
const SHORTEST_CALL_NS = 10_000;
/** Calls for each thread, so that one that is interrupted does not hold up the others for long. */
const CALLS_PER_THREAD = 8;

/** The cost of a unit of work, and how many units should stay together. */
export interface UnitCost {
  /** Estimated nanoseconds a unit. */
  readonly unitNs: number;
  /** Calls get multiples of this many units; default 1. */
  readonly grain?: number;
}

/**
 * Runs a kernel whose last two arguments are a range of units, over units 0 to `units`, on all threads. Units do not
 * depend on each other, and each computes the same however they are grouped. With `scratchBytes`, the address of a
 * scratch block of that size is passed behind `args`.
 *
 * They may still be running when it returns, see `SimdBackend.runCalls`. Blocks that they use may be freed all the same:
 * nothing is written to memory before they are done.
 */
export function runUnits(
  backend: SimdBackend,
  name: ActionKernel,
  args: number[],
  units: number,
  cost: UnitCost,
  scratchBytes = 0,
): void {
  const ranges = splitUnits(units, cost, backend.threads);
  if (scratchBytes === 0) {
    backend.runCalls(
      name,
      ranges.map(([start, end]) => [...args, start, end]),
    );
    return;
  }
  backend.withScratch(scratchBytes * backend.threads, (address) => {
    const calls = ranges.map(([start, end]) => [...args, address, start, end]);
    backend.runCalls(name, calls, { argument: args.length, address, bytesPerThread: scratchBytes });
  });
}

/**
 * Runs a kernel that knows nothing of ranges, a slice of its units at a time, on all threads: `argsOf` gives the
 * arguments for `count` units from `start` on.
 */
export function runSlices(
  backend: SimdBackend,
  name: ActionKernel,
  units: number,
  cost: UnitCost,
  argsOf: (start: number, count: number) => number[],
): void {
  const ranges = splitUnits(units, cost, backend.threads);
  backend.runCalls(
    name,
    ranges.map(([start, end]) => argsOf(start, end - start)),
  );
}

/** Cuts units 0 to `units` into ranges, each worth a call of its own. */
export function splitUnits(units: number, { unitNs, grain = 1 }: UnitCost, threads: number): [number, number][] {
  const worthwhile = Math.floor((units * unitNs) / SHORTEST_CALL_NS);
  const count = threads === 1 ? 1 : Math.max(1, Math.min(worthwhile, threads * CALLS_PER_THREAD, MOST_CALLS));
  const size = Math.max(grain, Math.ceil(units / count / grain) * grain);
  const ranges: [number, number][] = [];
  for (let start = 0; start < units; start += size) ranges.push([start, Math.min(units, start + size)]);
  return ranges;
}
