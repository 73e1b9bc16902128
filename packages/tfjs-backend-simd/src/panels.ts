import type { DataId, SimdBackend } from './backend';
import { type Matrix, packedBytes, packPanels } from './matMul';
import type { WasmMemory } from './memory';

/** A matrix that is the values of a tensor. */
export interface FilterMatrix extends Matrix {
  /** Whose values they are, if a packed copy may be kept for as long as they are: for filters that are used again. */
  readonly keptWith?: DataId | undefined;
}

/**
 * Packed copies of filters, which inference would otherwise make anew for every batch. A tensor's values never change, so
 * that a copy is good until they are disposed of.
 */
export class KeptPanels {
  private readonly copies = new Map<DataId, { address: number; k: number; n: number }>();
  private users = 0;

  constructor(private readonly memory: WasmMemory) {}

  /** Runs `use` with the address of b (k × n) packed by `packPanels`. */
  with(backend: SimdBackend, b: FilterMatrix, k: number, n: number, use: (packed: number) => void): void {
    const bytes = packedBytes(n, k);
    if (b.keptWith === undefined || bytes > LARGEST) {
      backend.withScratch(bytes, (packed) => {
        packPanels(backend, b, k, n, packed, k);
        use(packed);
      });
      return;
    }
    this.users++;
    try {
      use(this.copyOf(backend, b.keptWith, b, k, n, bytes));
    } finally {
      this.users--;
    }
  }

  /** The copy of a tensor's values is no longer needed. */
  release(data: DataId): void {
    const copy = this.copies.get(data);
    if (copy === undefined) return;
    this.copies.delete(data);
    this.memory.free(copy.address);
  }

  /** Gives up all copies, if none is being used. Returns whether there was one. */
  releaseAll(): boolean {
    if (this.users > 0 || this.copies.size === 0) return false;
    for (const data of [...this.copies.keys()]) this.release(data);
    return true;
  }

  private copyOf(backend: SimdBackend, data: DataId, b: Matrix, k: number, n: number, bytes: number): number {
    const found = this.copies.get(data);
    // The same values can be another matrix after a reshape.
    if (found?.k === k && found.n === n) return found.address;
    this.release(data);
    const address = backend.allocate(bytes);
    packPanels(backend, b, k, n, address, k);
    this.copies.set(data, { address, k, n });
    return address;
  }
}

/** Copies of larger filters, in bytes, would take more memory than packing them takes time. */
const LARGEST = 4 * 1024 * 1024;
