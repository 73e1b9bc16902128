import type { SimdBackend } from './backend';
import type { UseExpansion } from './deferredData';
import { type Matrix, packedBytes, packPanels } from './matMul';
import { type Normalization, withNormalization } from './normalization';

/** Bytes of assembly/depthwiseParts.ts's `Expansion`. */
const EXPANSION_BYTES = 16;

/**
 * Runs `use` with the address of an `Expansion` in WebAssembly memory: the normalised product of a, whose rows lie one
 * behind the other, and b (k × n).
 */
export function withExpansion(
  backend: SimdBackend,
  a: number,
  b: Matrix,
  n: number,
  k: number,
  normalization: Normalization,
  use: UseExpansion,
): void {
  backend.withScratch(packedBytes(n, k), (packed) => {
    packPanels(backend, b, k, n, packed, k);
    withNormalization(backend, normalization, (to) =>
      backend.withScratch(EXPANSION_BYTES, (address) => {
        backend.wasmMemory.int32(address, 4).set([a, k, packed, to]);
        use(address);
      }),
    );
  });
}
