import { type DatasetInfo, MOST_BYTES } from './dataset-info';
import { type Hdf5, Hdf5Failure, type Hdf5File, hasCrashed, runHdf5 } from './hdf5';

/** Reads rows (places along the first axis) of a data set. */
export interface RowReader {
  /** The bytes of row `at`, little-endian, in the memory of WebAssembly: valid until the next call. */
  read(at: number): Uint8Array;
  /** Read again what is asked for next. */
  forget(): void;
  /** Give the memory back. */
  free(): void;
}

/** Rows that share a chunk are read together if they take no more than this. */
const BLOCK_BYTES = 2 ** 26;

/**
 * Reads straight into a buffer that stays: `Dataset.slice` would allocate one, and copy it, at every call.
 *
 * Where a chunk holds several rows, as h5py's own choice of chunks does, reading one row decompresses all of them. So
 * the rows of a chunk are read together and kept for the calls that follow.
 *
 * @throws Hdf5Failure if the data set claims sizes that cannot be read; `read` throws it too
 */
export function rowReader(hdf5: Hdf5, file: Hdf5File, { name, shape, metadata }: DatasetInfo): RowReader {
  const [rows, ...inner] = shape as [number, ...number[]];
  const rowBytes = product(inner) * metadata.size;
  const chunkBytes = product(metadata.chunks ?? [0]) * metadata.size;
  if (!(rowBytes <= MOST_BYTES)) throw new Hdf5Failure(undefined, `one volume is said to have ${rowBytes} bytes`);
  if (!(chunkBytes <= MOST_BYTES)) throw new Hdf5Failure(undefined, `a chunk is said to have ${chunkBytes} bytes`);
  const perChunk = Math.min(metadata.chunks?.[0] ?? 1, rows);
  const block = rowBytes * perChunk <= BLOCK_BYTES ? perChunk : 1;
  const { Module } = hdf5;
  let pointer = 0;
  let first = 0;
  let count = 0;

  return {
    read(at) {
      if (at < first || at >= first + count) {
        // Whatever goes wrong, what the buffer holds then is no longer a block that was read.
        count = 0;
        pointer ||= Module._malloc(rowBytes * block);
        if (pointer === 0) throw new Hdf5Failure(undefined, `no memory for ${rowBytes * block} bytes`);
        const start = at - (at % block);
        const wanted = Math.min(block, rows - start);
        const offset = [BigInt(start), ...inner.map(() => 0n)];
        const status = runHdf5(hdf5, () =>
          Module.get_dataset_data(
            file.file_id,
            name,
            [wanted, ...inner].map(BigInt),
            offset,
            shape.map(() => 1n),
            BigInt(pointer),
          ),
        );
        if (status < 0) throw new Hdf5Failure(undefined, 'HDF5 gave no reason');
        first = start;
        count = wanted;
      }
      // Taken anew each time: the memory may have grown, and older views of it with it become empty.
      return Module.HEAPU8.subarray(pointer + (at - first) * rowBytes, pointer + (at - first + 1) * rowBytes);
    },
    forget() {
      count = 0;
    },
    free() {
      if (pointer !== 0 && !hasCrashed(hdf5)) Module._free(pointer);
      pointer = 0;
      count = 0;
    },
  };
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((result, size) => result * size, 1);
}
