import { deflateBytes } from './deflate';
import { deflatedChunks, type WithDeflatedChunk } from './deflated-chunk';
import { MAX_GREY } from './grey-to-unit';
import { type Hdf5, runHdf5 } from './hdf5';
import { loadHdf5 } from './load-hdf5';
import { nodeSettings } from './node-settings';
import { toUnit } from './unit-scale';
import {
  DTYPE_CODE,
  FORMAT_NAME,
  FORMAT_VERSION,
  LIBVER,
  patientChecksum,
  type Recipe,
  stringWidth,
  type VolumeDtype,
  volumeChecksum,
} from './volume-format';

/** How a volume file is laid out. */
export interface VolumeLayout {
  /** Height in pixels, and width where that is not another. */
  readonly size: number;
  readonly width?: number;
  readonly dtype: VolumeDtype;
  readonly compression: number;
  readonly views: readonly string[];
  /** The columns of the label table; undefined if there are no labels. */
  readonly labelNames: readonly string[] | undefined;
  /** Bytes of a patient's name. */
  readonly indexWidth: number;
  readonly recipe: Recipe;
}

/** height × width × views grey values, or numbers in [0, 1] for a float32 file. */
export type VolumeValues = Uint8Array | Float32Array;

/** A volume as the file will have it. */
export interface PreparedVolume {
  readonly stored: VolumeValues;
  /** The chunk, if HDF5 need not deflate it. */
  readonly deflated: Uint8Array | undefined;
}

/** One patient of a volume file. */
export interface PatientRecord {
  readonly index: string;
  readonly volume: VolumeValues | PreparedVolume;
  /** One value a label, if the file has labels. */
  readonly labels: Uint8Array | undefined;
}

/** A volume file that is being written; every method throws `Hdf5Failure` if it could not be done. */
export interface VolumeWriter {
  /** How many patients the file has. */
  readonly length: number;
  /** Compress a volume ahead, on another thread; needs no order, and nothing of the file. */
  prepare(volume: VolumeValues): Promise<PreparedVolume>;
  /** Add one patient, and hand everything to the system: once this returns, a killed process loses nothing of it. */
  append(patient: PatientRecord): void;
  /** Close the file, whole. */
  finish(): void;
  /** Close the file if it still is open; whatever fails then is no longer of interest. */
  close(): void;
}

/**
 * Begin a volume file. It is written in HDF5's SWMR mode (single writer, multiple readers): whatever moment the process
 * is killed at, the patients added before are readable, in mode `Sr` or with h5py's `swmr=True`.
 */
export async function createVolumes(path: string, layout: VolumeLayout): Promise<VolumeWriter> {
  const hdf5 = await loadHdf5();
  const file = runHdf5(hdf5, () => new hdf5.File(path, 'w', { libver: LIBVER }));
  return writerOf(hdf5, file, layout, 0, () => {
    begin(file, layout);
    // From here on no object or attribute can be added, so all are there from the start.
    file.start_swmr_write();
  });
}

/**
 * Go on with a volume file whose first `length` patients are to be kept; also in SWMR mode, so that these stay readable
 * whatever happens.
 *
 * @param path a file with the same layout, whose consistency flags are clear
 */
export async function continueVolumes(path: string, layout: VolumeLayout, length: number): Promise<VolumeWriter> {
  const hdf5 = await loadHdf5();
  const file = runHdf5(hdf5, () => new hdf5.File(path, 'Sa', { libver: LIBVER }));
  return writerOf(hdf5, file, layout, length, () => {
    // What was begun of another patient goes.
    for (const { table, row } of tablesOf(file, layout)) table.resize([length, ...row]);
    file.flush();
  });
}

function writerOf(hdf5: Hdf5, file: File, layout: VolumeLayout, kept: number, prepare: () => void): VolumeWriter {
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
    runHdf5(hdf5, prepare);
  } catch (error) {
    close();
    throw error;
  }
  let length = kept;
  const withDeflated = deflatedChunksOf(hdf5);
  const write = rowWriter(file, layout, withDeflated);
  return {
    get length() {
      return length;
    },
    async prepare(volume) {
      const stored = toStored(volume, layout);
      const deflated = withDeflated && (await deflateBytes(bytesOf(stored), layout.compression));
      return { stored, deflated };
    },
    append(patient) {
      runHdf5(hdf5, () => write(patient, length));
      length++;
    },
    finish: () => runHdf5(hdf5, closeFile),
    close,
  };
}

type File = InstanceType<Hdf5['File']>;
type Dataset = InstanceType<Hdf5['Dataset']>;

/** Rows of a chunk of the small tables: 4 KiB of 16-byte names, so that a patient rewrites one page. */
const TABLE_CHUNK = 256;

function begin(file: File, layout: VolumeLayout): void {
  const { size, width = size, dtype, compression, views, labelNames, indexWidth, recipe } = layout;
  // Fixed strings lie in the object header, which has a checksum; those of variable length would not.
  const strings = (name: string, values: readonly string[]) =>
    file.create_attribute(name, [...values], null, `S${stringWidth(values)}`);
  file.create_attribute('format', FORMAT_NAME, null, `S${stringWidth([FORMAT_NAME])}`);
  file.create_attribute('format_version', FORMAT_VERSION, null, '<i');
  strings('views', views);
  if (labelNames) strings('label_names', labelNames);
  const json = JSON.stringify(recipe);
  file.create_attribute('recipe', json, null, `S${stringWidth([json])}`);

  const volumes = file.create_dataset({
    name: 'volumes',
    data: dtype === 'uint8' ? new Uint8Array(0) : new Float32Array(0),
    shape: [0, size, width, views.length],
    maxshape: [null, size, width, views.length],
    chunks: [1, size, width, views.length],
    dtype: DTYPE_CODE[dtype],
    compression: 'gzip',
    compression_opts: compression,
  });
  volumes.create_attribute('scale', dtype === 'uint8' ? MAX_GREY : 1, null, '<d');
  for (const [at, name] of ['patient', 'height', 'width', 'view'].entries()) volumes.set_dimension_label(at, name);

  // Not compressed: a chunk that is written again stays where it is, and its older rows are the same bytes.
  const table = (name: string, code: string, columns?: number) =>
    file.create_dataset({
      name,
      data: [],
      shape: columns === undefined ? [0] : [0, columns],
      maxshape: columns === undefined ? [null] : [null, columns],
      chunks: columns === undefined ? [TABLE_CHUNK] : [TABLE_CHUNK, columns],
      dtype: code,
    });
  table('index', `S${indexWidth}`);
  if (labelNames) table('labels', DTYPE_CODE.uint8, labelNames.length);
  table('checksum', DTYPE_CODE.uint32, 2);
}

/** The data sets in the order in which a patient is written to them, with the shape of a patient's row. */
function tablesOf(
  file: File,
  { size, width = size, views, labelNames }: VolumeLayout,
): { table: Dataset; row: readonly number[] }[] {
  const rows: [string, readonly number[]][] = [
    ['volumes', [size, width, views.length]],
    ['index', []],
    ...(labelNames ? [['labels', [labelNames.length]] as [string, readonly number[]]] : []),
    // Last, so that a patient with a checksum is there whole.
    ['checksum', [2]],
  ];
  return rows.map(([name, row]) => ({ table: file.get(name) as Dataset, row }));
}

function rowWriter(
  file: File,
  layout: VolumeLayout,
  withDeflated: WithDeflatedChunk | undefined,
): (patient: PatientRecord, at: number) => void {
  const tables = tablesOf(file, layout);
  return ({ index, volume, labels }, at) => {
    const { stored, deflated } =
      'stored' in volume ? volume : { stored: toStored(volume, layout), deflated: undefined };
    const checksum = Uint32Array.of(volumeChecksum(stored, nodeSettings.crc32), patientChecksum(index, labels));
    const cells = [stored, [index], ...(labels ? [labels] : []), checksum];
    const write = () => {
      for (const [column, { table, row }] of tables.entries()) {
        table.resize([at + 1, ...row]);
        table.write_slice([[at, at + 1]], cells[column]!);
      }
      file.flush();
    };
    if (withDeflated && deflated) withDeflated(deflated, stored.byteLength, write);
    else write();
  };
}

/** The volume in the file's dtype. */
function toStored(volume: VolumeValues, { dtype }: VolumeLayout): VolumeValues {
  const isGrey = dtype === 'float32' && volume instanceof Uint8Array;
  return isGrey ? toUnit(volume, new Float32Array(volume.length)) : volume;
}

function bytesOf({ buffer, byteOffset, byteLength }: VolumeValues): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Without it, as when there is no room for temporary files, HDF5 compresses for itself. */
function deflatedChunksOf(hdf5: Hdf5): WithDeflatedChunk | undefined {
  try {
    return runHdf5(hdf5, () => deflatedChunks(hdf5, nodeSettings.pluginFolder));
  } catch {
    return undefined;
  }
}
