import { OutOfMemoryError } from './errors';
import { ALIGNMENT, FreeBlocks } from './freeBlocks';

const PAGE = 65_536;
/**
 * Most pages to ask for: the 4 GiB that 32-bit addresses reach, and less where the engine has not that many addresses to
 * set aside for a shared memory (phones, 32-bit systems).
 */
const MAXIMUM_PAGES = [65_536, 32_768, 16_384, 8_192];
const INITIAL_PAGES = 512;
/** Growing costs a call into the engine, so memory grows by at least 16 MiB. */
const GROWTH_PAGES = 256;

/**
 * WebAssembly memory with an allocator that reuses blocks.
 *
 * Blocks start and end at cache lines: no two tensors share one, and every SIMD load is aligned. The memory grows only
 * when no free block is large enough.
 */
export class WasmMemory {
  readonly memory: WebAssembly.Memory;
  /** Whether the memory is a SharedArrayBuffer; growing a shared memory does not detach views. */
  readonly shared: boolean;
  /** Why the memory is not shared though that was wanted. */
  readonly whyNotShared: string | undefined;

  /** Called before anyone sees the memory's contents; the backend finishes there what still writes to them. */
  beforeAccess: (() => void) | undefined;

  private readonly maximumPages: number;
  private top = 0;
  private readonly sizes = new Map<number, number>();
  private readonly freeBlocks = new FreeBlocks();
  private used = 0;
  /** Bytes that the memory had when the engine last refused more. */
  private refusedAt: number | undefined;

  /**
   * @param shared - whether threads are to share it; by default where that is possible.
   * @param create - makes the memory; it throws a `RangeError` for more pages than the engine grants.
   */
  constructor(
    shared?: boolean,
    create = (descriptor: WebAssembly.MemoryDescriptor) => new WebAssembly.Memory(descriptor),
  ) {
    const reason = shared === undefined ? whyNoSharedMemory() : undefined;
    const wanted = (shared ?? true) && reason === undefined;
    const made = (wanted ? largest(true, create) : undefined) ?? largest(false, create);
    if (!made) throw new OutOfMemoryError(INITIAL_PAGES * PAGE, 0, 0);
    this.memory = made.memory;
    this.maximumPages = made.pages;
    this.shared = made.shared;
    this.whyNotShared = wanted && !made.shared ? 'The engine has no room for shared WebAssembly memory.' : reason;
  }

  /** Sets where the heap starts: behind the module's static data. Called once, before the first `allocate`. */
  startHeapAt(address: number): void {
    this.top = roundUp(address, ALIGNMENT);
  }

  /** Bytes in blocks that are handed out. */
  get bytesInUse(): number {
    return this.used;
  }

  /** Bytes that the engine has granted. */
  get bytesReserved(): number {
    return this.memory.buffer.byteLength;
  }

  /** Bytes that the memory can grow to, if the engine grants them. */
  get bytesLimit(): number {
    return this.maximumPages * PAGE;
  }

  /** Address of a fresh block of at least `bytes` bytes, 64-byte aligned, with undefined contents. */
  allocate(bytes: number): number {
    const size = roundUp(Math.max(bytes, 1), ALIGNMENT);
    const address = this.freeBlocks.take(size) ?? this.extend(size);
    if (address === undefined) throw new OutOfMemoryError(bytes, this.used, this.refusedAt ?? this.bytesLimit);
    this.sizes.set(address, size);
    this.used += size;
    return address;
  }

  /** Hands a block back. */
  free(address: number): void {
    const size = this.sizes.get(address);
    if (size === undefined) throw new RangeError(`No block starts at address ${address}.`);
    this.sizes.delete(address);
    this.used -= size;
    this.freeBlocks.add(address, size);
    // What ends at the top goes back to the part that has never been cut.
    this.top = this.freeBlocks.takeEndingAt(this.top) ?? this.top;
  }

  /** A view, valid until the next kernel is run, and until the memory grows when it is not shared. */
  float32(address: number, length: number): Float32Array {
    this.beforeAccess?.();
    return new Float32Array(this.memory.buffer, address, length);
  }

  /** A view, valid until the next kernel is run, and until the memory grows when it is not shared. */
  int32(address: number, length: number): Int32Array {
    this.beforeAccess?.();
    return new Int32Array(this.memory.buffer, address, length);
  }

  private extend(size: number): number | undefined {
    const address = this.top;
    const end = address + size;
    const missingPages = Math.ceil((end - this.memory.buffer.byteLength) / PAGE);
    if (missingPages > 0) {
      const pages = this.memory.buffer.byteLength / PAGE;
      const wanted = Math.min(Math.max(missingPages, GROWTH_PAGES), this.maximumPages - pages);
      if (wanted < missingPages) return undefined;
      try {
        this.memory.grow(wanted);
      } catch {
        this.refusedAt = this.bytesReserved;
        return undefined;
      }
    }
    this.top = end;
    return address;
  }
}

/** Why tensors cannot live in shared memory here, or undefined where they can: always in Node. */
export function whyNoSharedMemory(): string | undefined {
  const { crossOriginIsolated } = globalThis as { crossOriginIsolated?: boolean };
  if (typeof SharedArrayBuffer !== 'undefined' && crossOriginIsolated !== false) return undefined;
  return (
    'SharedArrayBuffer is missing, because the page is not cross-origin isolated: serve it with the headers ' +
    'Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp.'
  );
}

/** Memory with the most pages that the engine lets it grow to, or undefined where it grants none. */
function largest(shared: boolean, create: (descriptor: WebAssembly.MemoryDescriptor) => WebAssembly.Memory) {
  for (const pages of MAXIMUM_PAGES) {
    try {
      return { memory: create({ initial: INITIAL_PAGES, maximum: pages, shared }), pages, shared };
    } catch {
      // Fewer pages may be granted.
    }
  }
  return undefined;
}

const roundUp = (value: number, step: number) => Math.ceil(value / step) * step;
