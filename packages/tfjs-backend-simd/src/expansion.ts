import type { SimdBackend } from './backend';
import type { UseExpansion } from './deferredData';
import type { Normalization } from './normalization';
import type { FilterMatrix } from './preparedFilters';

/** Bytes of assembly/depthwiseParts.ts's `Expansion`. */
const EXPANSION_BYTES = 20;

/**
 * Runs `use` with the address of an `Expansion` in WebAssembly memory: the normalised product of a, whose rows lie one
 * behind the other, and b (k × n).
 */
export function withExpansion(
  backend: SimdBackend,
  a: number,
  b: FilterMatrix,
  n: number,
  k: number,
  normalization: Normalization,
  use: UseExpansion,
): void {
  backend.filters.withPanels(backend, b, k, n, normalization, (packed, bias, swish) =>
    backend.withScratch(EXPANSION_BYTES, (address) => {
      backend.wasmMemory.int32(address, 5).set([a, k, packed, bias, swish]);
      use(address);
    }),
  );
}
