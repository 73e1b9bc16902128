import type { SimdBackend } from './backend';

/** Where the parameters of y = (x − mean) · factor + offset lie, per channel, and whether swish follows. */
export interface Normalization {
  readonly mean: number;
  readonly factor: number;
  readonly offset: number;
  readonly swish: boolean;
  /** Where the means over the pixels of each image go ([images][channels]), if they are wanted and can be had. */
  readonly pooled?: number;
}

/** Bytes of assembly/normalizeRows.ts's `Normalization`. */
const NORMALIZATION_BYTES = 16;

/** Runs `use` with the address of a normalisation's fields in WebAssembly memory. */
export function withNormalization(backend: SimdBackend, to: Normalization, use: (address: number) => void): void {
  backend.withScratch(NORMALIZATION_BYTES, (address) => {
    backend.wasmMemory.int32(address, 4).set([to.mean, to.factor, to.offset, to.swish ? 1 : 0]);
    use(address);
  });
}
