import type { SimdBackend } from './backend';
import type { UseExpansion } from './deferredData';
import { type Normalization, withNormalization } from './normalization';
import type { FilterMatrix } from './panels';

/** Bytes of assembly/depthwiseParts.ts's `Expansion`. */
const EXPANSION_BYTES = 16;

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
  backend.panels.with(backend, b, k, n, (packed) =>
    withNormalization(backend, normalization, (to) =>
      backend.withScratch(EXPANSION_BYTES, (address) => {
        backend.wasmMemory.int32(address, 4).set([a, k, packed, to]);
        use(address);
      }),
    ),
  );
}
