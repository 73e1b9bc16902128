import { LABELS, VIEWS } from '../study/names';
import { type Hdf5, hasCrashed, runHdf5 } from './hdf5';
import { loadHdf5 } from './load-hdf5';
import {
  DTYPE_CODE,
  FORMAT_NAME,
  patientChecksum,
  type Recipe,
  type VolumeDtype,
  volumeChecksum,
} from './volume-format';

/** How the volumes of a file were made, as far as the file tells: version 1 has only `size` and `dtype` as recipe. */
export interface KeptLayout {
  readonly compression: number;
  readonly views: readonly string[];
  readonly labelNames: readonly string[] | undefined;
  readonly indexWidth: number;
  readonly recipe: Recipe;
}

/** A volume file that is to be continued. */
export interface KeptVolumes {
  readonly layout: KeptLayout;
  readonly version: number;
  /** The patients of whom everything has been written; that it is right, `isWhole` tells. */
  readonly index: readonly string[];
  labels(at: number): Uint8Array | undefined;
  /** Volume `at` as it is stored. */
  read(at: number): Uint8Array | Float32Array;
  /** Whether all that is stored of a patient agrees with its checksums. */
  isWhole(at: number): boolean;
  close(): void;
}

/**
 * Open a volume file, also one that its writer has left in the middle of a patient.
 *
 * @param path a file of version 1 or 2 whose consistency flags are clear
 * @throws Hdf5Failure, or another error if the file is not a volume file
 */
export async function openKeptVolumes(path: string): Promise<KeptVolumes> {
  const hdf5 = await loadHdf5();
  const file = runHdf5(hdf5, () => new hdf5.File(path, 'r'));
  let open = true;
  const close = () => {
    if (open && !hasCrashed(hdf5)) file.close();
    open = false;
  };
  try {
    return { ...runHdf5(hdf5, () => contents(hdf5, file)), close };
  } catch (error) {
    close();
    throw error;
  }
}

type File = InstanceType<Hdf5['File']>;
type Dataset = InstanceType<Hdf5['Dataset']>;

function contents(hdf5: Hdf5, file: File): Omit<KeptVolumes, 'close'> {
  const attribute = (name: string) => file.attrs[name]?.json_value;
  if (attribute('format') !== FORMAT_NAME) throw new Error('not a volume file');
  const version = attribute('format_version') as number;
  const dataset = (name: string) => (file.get(name) as Dataset | null) ?? undefined;
  const volumes = dataset('volumes')!;
  const tables = { index: dataset('index')!, labels: dataset('labels'), checksum: dataset('checksum') };
  const [, height, width] = volumes.shape!;
  const dtype = (['uint8', 'float32'] as const).find(
    (name): name is VolumeDtype => DTYPE_CODE[name] === volumes.dtype,
  )!;

  // A patient is written to one data set after the other: who is in the shortest one is in all.
  const all = [volumes, tables.index, tables.labels, tables.checksum].filter((it) => it !== undefined);
  const length = Math.min(...all.map(({ shape }) => shape![0]!));
  const read = <T>(table: Dataset | undefined) => (length > 0 ? (table?.slice([[0, length]]) as T) : undefined);
  const index = read<string[]>(tables.index) ?? [];
  const rows = read<Uint8Array>(tables.labels);
  const checksums = read<Uint32Array>(tables.checksum);
  const labelNames = tables.labels && ((version === 1 ? LABELS : attribute('label_names')) as string[]);

  const labels = (at: number) => rows?.slice(at * labelNames!.length, (at + 1) * labelNames!.length);
  const readVolume = (at: number) => runHdf5(hdf5, () => volumes.slice([[at, at + 1]])) as Uint8Array | Float32Array;
  return {
    version,
    layout: {
      compression: (volumes.filters as { cd_values: number[] }[])[0]?.cd_values[0] ?? 0,
      views: version === 1 ? VIEWS : (attribute('views') as string[]),
      labelNames,
      indexWidth: tables.index.metadata.size,
      recipe: {
        ...(version === 1 ? {} : (JSON.parse(attribute('recipe') as string) as Recipe)),
        size: height === width ? height! : `${height} × ${width}`,
        dtype,
      },
    },
    index,
    labels,
    read: readVolume,
    isWhole(at) {
      if (!checksums) return true;
      if (checksums[2 * at + 1] !== patientChecksum(index[at]!, labels(at))) return false;
      try {
        return checksums[2 * at] === volumeChecksum(readVolume(at));
      } catch {
        return false;
      }
    },
  };
}
