import { LABELS, VIEWS } from '../study/names';
import { type Hdf5, loadHdf5, runHdf5 } from './hdf5';
import { MAX_GREY, toUnit } from './unit-scale';
import { DTYPE_CODE, FORMAT_NAME, FORMAT_VERSION, type VolumeDtype } from './volume-format';

/** How a volume file is laid out. */
export interface VolumeLayout {
  readonly size: number;
  readonly dtype: VolumeDtype;
  readonly compression: number;
}

/** A volume file that is being written; every method throws `Hdf5Failure` if it could not be done. */
export interface VolumeWriter {
  /** Add one patient: size × size × 8 grey values. */
  append(volume: Uint8Array): void;
  /** Add what is known only at the end, and close the file. */
  finish(index: readonly string[], labels: readonly Uint8Array[] | undefined): void;
  /** Close the file if it still is open; whatever fails then is no longer of interest. */
  close(): void;
}

/** Begin a volume file. */
export async function openVolumeWriter(path: string, layout: VolumeLayout): Promise<VolumeWriter> {
  const hdf5 = await loadHdf5();
  const file = runHdf5(hdf5, () => new hdf5.File(path, 'w'));
  let open = true;
  const closeFile = () => {
    if (open) file.close();
    open = false;
  };
  const close = () => {
    try {
      runHdf5(hdf5, closeFile);
    } catch {
      open = false;
    }
  };
  try {
    const volumes = runHdf5(hdf5, () => begin(file, layout));
    const shape = [layout.size, layout.size, VIEWS.length];
    const unit = layout.dtype === 'float32' ? new Float32Array(layout.size ** 2 * VIEWS.length) : undefined;
    let length = 0;
    return {
      append(volume) {
        const data = unit ? toUnit(volume, unit) : volume;
        runHdf5(hdf5, () => {
          volumes.resize([length + 1, ...shape]);
          volumes.write_slice([[length, length + 1]], data);
        });
        length++;
      },
      finish(index, labels) {
        runHdf5(hdf5, () => {
          end(file, index, labels);
          closeFile();
        });
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

type File = InstanceType<Hdf5['File']>;

function begin(file: File, { size, dtype, compression }: VolumeLayout) {
  file.create_attribute('format', FORMAT_NAME);
  file.create_attribute('format_version', FORMAT_VERSION, null, '<i');
  file.create_attribute('views', [...VIEWS]);
  const volumes = file.create_dataset({
    name: 'volumes',
    data: dtype === 'uint8' ? new Uint8Array(0) : new Float32Array(0),
    shape: [0, size, size, VIEWS.length],
    maxshape: [null, size, size, VIEWS.length],
    chunks: [1, size, size, VIEWS.length],
    dtype: DTYPE_CODE[dtype],
    compression: 'gzip',
    compression_opts: compression,
  });
  volumes.create_attribute('scale', dtype === 'uint8' ? MAX_GREY : 1, null, '<d');
  for (const [at, name] of ['patient', 'height', 'width', 'view'].entries()) volumes.set_dimension_label(at, name);
  return volumes;
}

function end(file: File, index: readonly string[], labels: readonly Uint8Array[] | undefined): void {
  // h5wasm's `S` is a space-padded string, so all four characters are the Index; `A` would end in a NUL.
  file.create_dataset({ name: 'index', data: [...index], shape: [index.length], dtype: 'S4' });
  if (labels) {
    const flat = new Uint8Array(index.length * LABELS.length);
    labels.forEach((row, at) => {
      flat.set(row, at * LABELS.length);
    });
    const shape = [index.length, LABELS.length];
    file.create_dataset({ name: 'labels', data: flat, shape, dtype: DTYPE_CODE.uint8 });
    file.create_attribute('label_names', [...LABELS]);
  }
  file.flush();
}
