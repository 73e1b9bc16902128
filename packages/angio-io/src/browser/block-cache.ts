import type { ByteSource } from './byte-source';

/** Options of {@link blockCache}. */
export interface BlockCacheOptions {
  /** Bytes of a block: what is read at least. Default: 64 KiB. */
  readonly blockBytes?: number;
  /** How many bytes are kept. Default: 32 MiB. */
  readonly cacheBytes?: number;
}

const KIB = 1024;
/** A reader that goes on where it stopped gets twice as much each time, up to this. */
const MOST_AHEAD = 1024 * KIB;

/**
 * A source that reads whole blocks of another one and keeps those that were used last. HDF5 finds its way through a
 * file by many reads of a few bytes, each of which would be a request of its own; a volume's chunk is one large read,
 * which stays one request. A reader that goes through the file in order is read ahead for.
 */
export function blockCache(source: ByteSource, options: BlockCacheOptions = {}): ByteSource {
  const { blockBytes = 64 * KIB, cacheBytes = 32 * KIB * KIB } = options;
  const lastBlock = Math.floor((source.size - 1) / blockBytes);
  /** In the order of their last use: a Map keeps the order in which keys were set. */
  const blocks = new Map<number, Uint8Array>();
  const capacity = Math.max(1, Math.floor(cacheBytes / blockBytes));
  let nextBlock = -1;
  let ahead = blockBytes;

  /** Blocks `first` to `last` in one read. */
  const load = (first: number, last: number): Map<number, Uint8Array> => {
    const start = first * blockBytes;
    const bytes = source.read(start, Math.min((last + 1) * blockBytes, source.size) - start);
    const loaded = new Map<number, Uint8Array>();
    for (let block = first; block <= last; block++) {
      const at = (block - first) * blockBytes;
      // A copy, so that a block that is kept does not keep all that came with it.
      loaded.set(block, bytes.slice(at, at + blockBytes));
    }
    return loaded;
  };

  const keep = (block: number, bytes: Uint8Array): void => {
    blocks.delete(block);
    blocks.set(block, bytes);
    if (blocks.size > capacity) blocks.delete(blocks.keys().next().value!);
  };

  return {
    size: source.size,
    read(position, length) {
      const result = new Uint8Array(length);
      if (length === 0) return result;
      const first = Math.floor(position / blockBytes);
      const last = Math.floor((position + length - 1) / blockBytes);
      const found = new Map<number, Uint8Array>();
      for (let block = first; block <= last; block++) {
        const bytes = blocks.get(block);
        if (bytes) found.set(block, bytes);
      }
      if (found.size <= last - first) {
        let [start, end] = [first, last];
        while (found.has(start)) start++;
        while (found.has(end)) end--;
        ahead = start === nextBlock ? Math.min(ahead * 2, MOST_AHEAD) : blockBytes;
        if (end === last) end = Math.min(Math.max(end, start + Math.floor(ahead / blockBytes) - 1), lastBlock);
        nextBlock = end + 1;
        for (const [block, bytes] of load(start, end)) {
          found.set(block, bytes);
          if (block > last) keep(block, bytes);
        }
      }
      for (let block = first; block <= last; block++) {
        const bytes = found.get(block)!;
        keep(block, bytes);
        const start = block * blockBytes;
        const from = Math.max(position - start, 0);
        result.set(bytes.subarray(from, position + length - start), start + from - position);
      }
      return result;
    },
  };
}
