import { OutOfMemoryError } from './errors';

const PAGE = 65_536;
const MAXIMUM_PAGES = 65_536;
const INITIAL_PAGES = 512;
/** Growing costs a call into the engine, so memory grows by at least 16 MiB. */
const GROWTH_PAGES = 256;
/** A cache line: no two tensors share one, and every SIMD load is aligned. */
const ALIGNMENT = 64;

/**
 * WebAssembly memory with an allocator that reuses blocks.
 *
 * A training step asks for the same sizes again and again, so freed blocks are kept in one list per size and handed
 * out again as they are. Only when the 4 GiB are used up are free neighbours joined and cut anew.
 */
export class WasmMemory {
  readonly memory: WebAssembly.Memory;
  /** Whether the memory is a SharedArrayBuffer; growing a shared memory does not detach views. */
  readonly shared: boolean;

  private top = 0;
  private readonly sizes = new Map<number, number>();
  private readonly freeBySize = new Map<number, number[]>();
  private used = 0;

  constructor(shared = sharedMemoryIsAvailable()) {
    this.shared = shared;
    this.memory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: MAXIMUM_PAGES, shared });
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

  /** Address of a fresh block of at least `bytes` bytes, 64-byte aligned, with undefined contents. */
  allocate(bytes: number): number {
    const size = blockSize(bytes);
    const address = this.freeBySize.get(size)?.pop() ?? this.extend(size) ?? this.allocateFromJoinedBlocks(size);
    if (address === undefined) throw new OutOfMemoryError(bytes, this.used);
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
    this.keepFree(address, size);
  }

  /** A view, valid until the memory grows when it is not shared. */
  float32(address: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, address, length);
  }

  /** A view, valid until the memory grows when it is not shared. */
  int32(address: number, length: number): Int32Array {
    return new Int32Array(this.memory.buffer, address, length);
  }

  private keepFree(address: number, size: number): void {
    const list = this.freeBySize.get(size);
    if (list) list.push(address);
    else this.freeBySize.set(size, [address]);
  }

  private extend(size: number): number | undefined {
    const address = this.top;
    const end = address + size;
    const missingPages = Math.ceil((end - this.memory.buffer.byteLength) / PAGE);
    if (missingPages > 0) {
      const pages = this.memory.buffer.byteLength / PAGE;
      const wanted = Math.min(Math.max(missingPages, GROWTH_PAGES), MAXIMUM_PAGES - pages);
      if (wanted < missingPages) return undefined;
      try {
        this.memory.grow(wanted);
      } catch {
        return undefined;
      }
    }
    this.top = end;
    return address;
  }

  private allocateFromJoinedBlocks(size: number): number | undefined {
    const blocks = [...this.freeBySize].flatMap(([blockSize, list]) => list.map((address) => ({ address, blockSize })));
    blocks.sort((a, b) => a.address - b.address);
    this.freeBySize.clear();

    let found: number | undefined;
    let start = -1;
    let end = -1;
    const close = () => {
      if (start < 0) return;
      if (found === undefined && end - start >= size) {
        found = start;
        start += size;
      }
      // What ends at the top goes back to the part that has never been cut.
      if (end === this.top) this.top = start;
      else if (start < end) this.keepFree(start, end - start);
    };
    for (const { address, blockSize } of blocks) {
      if (address !== end) {
        close();
        start = address;
      }
      end = address + blockSize;
    }
    close();
    return found ?? this.extend(size);
  }
}

/** Node always has shared memory; a page has it when it is cross-origin isolated. */
export function sharedMemoryIsAvailable(): boolean {
  if (typeof SharedArrayBuffer === 'undefined') return false;
  return (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated !== false;
}

/** Sizes come in steps of an eighth of their power of two, so that similar sizes share a list; at most 12.5 % is lost. */
function blockSize(bytes: number): number {
  const step = Math.max(ALIGNMENT, 2 ** Math.floor(Math.log2(Math.max(bytes, 1))) / 8);
  return roundUp(Math.max(bytes, ALIGNMENT), step);
}

const roundUp = (value: number, step: number) => Math.ceil(value / step) * step;
