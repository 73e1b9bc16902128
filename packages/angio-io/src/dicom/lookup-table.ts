import { swapPairs } from './codecs/native';
import type { DataSet } from './data-set';
import type { Keyword } from './keywords';

/** A look-up table (PS3.3 C.11.1.1 and C.7.6.3.1.5). */
export interface LookupTable {
  /** The value that the first entry stands for; smaller values get the first entry, larger ones the last. */
  readonly first: number;
  readonly entries: ArrayLike<number>;
  /** The largest entry that its bits allow. */
  readonly max: number;
}

export function lookUp({ first, entries }: LookupTable, value: number): number {
  return entries[Math.min(Math.max(Math.round(value) - first, 0), entries.length - 1)]!;
}

/** Read a table of a sequence's item, or of a palette. */
export function readLut(
  item: DataSet,
  descriptor: Keyword = 'LUTDescriptor',
  data: Keyword = 'LUTData',
  signed = false,
): LookupTable {
  const [entries, first, bits] = item.shorts(descriptor, signed);
  if (entries === undefined || first === undefined || bits === undefined) {
    throw item.corrupt(descriptor, 'fewer than three numbers', 'entries, first value and bits');
  }
  if (bits < 8 || bits > 16) throw item.corrupt(descriptor, `${bits} bits`, '8 to 16');
  // Only the first value is ever signed; no entries stand for 65,536, which 16 bits cannot hold.
  const count = entries === 0 ? 65_536 : entries & 0xffff;
  return { first, entries: readEntries(item, data, count), max: 2 ** bits - 1 };
}

/** Entries of 16 bits, or, where there are only so many bytes, of 8. */
function readEntries(item: DataSet, keyword: Keyword, count: number): ArrayLike<number> {
  const bytes = item.bytes(keyword);
  const found = bytes?.length ?? 0;
  if (found === count * 2) return item.shorts(keyword);
  if (bytes && found === count + (count % 2)) {
    const packed = item.littleEndian || item.vr(keyword) === 'OB' ? bytes : swapPairs(bytes);
    return packed.subarray(0, count);
  }
  throw item.corrupt(keyword, `${found} bytes`, `${count * 2} or ${count} for ${count} entries`);
}
