import type { SimdBackend } from './backend';
import type { WasmKernels } from './wasm';

/** Kernels whose last two arguments are a range of independent units of work. */
type RangeKernel = {
  [Name in keyof WasmKernels]: WasmKernels[Name] extends (...args: number[]) => void ? Name : never;
}[keyof WasmKernels];

/**
 * Runs a kernel over units 0 to `units`. Units do not depend on each other, and each computes the same however they
 * are grouped. With `scratchBytes`, a scratch block of that size is passed behind `args`.
 */
export function runUnits(
  backend: SimdBackend,
  name: RangeKernel,
  args: number[],
  units: number,
  scratchBytes = 0,
): void {
  const kernel = backend.kernels[name] as (...args: number[]) => void;
  if (scratchBytes === 0) kernel(...args, 0, units);
  else backend.withScratch(scratchBytes, (scratch) => kernel(...args, scratch, 0, units));
}
