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
  private readonly copies = new Map<DataId, Copy>();

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
    const copy = this.copyOf(backend, b.keptWith, b, k, n, bytes);
    copy.users++;
    try {
      use(copy.address);
    } finally {
      copy.users--;
    }
  }

  /** The copy of a tensor's values is no longer needed. */
  release(data: DataId): void {
    const copy = this.copies.get(data);
    if (copy === undefined) return;
    this.copies.delete(data);
    this.memory.free(copy.address);
  }

  /** Gives up the copies that are not being used. Returns whether there was one. */
  releaseUnused(): boolean {
    const unused = [...this.copies].filter(([, { users }]) => users === 0);
    for (const [data] of unused) this.release(data);
    return unused.length > 0;
  }

  private copyOf(backend: SimdBackend, data: DataId, b: Matrix, k: number, n: number, bytes: number): Copy {
    const found = this.copies.get(data);
    // The same values can be another matrix after a reshape.
    if (found?.k === k && found.n === n) return found;
    this.release(data);
    const address = backend.allocate(bytes);
    packPanels(backend, b, k, n, address, k);
    const copy = { address, k, n, users: 0 };
    this.copies.set(data, copy);
    return copy;
  }
}

/** A filter (k × n), packed. */
interface Copy {
  readonly address: number;
  readonly k: number;
  readonly n: number;
  /** Kernels that are reading it. */
  users: number;
}

/** Copies of larger filters, in bytes, would take more memory than packing them takes time. */
const LARGEST = 4 * 1024 * 1024;
