import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asAccessError, CorruptVolumeError, NotHdf5Error, NotVolumesError, TruncatedFileError } from '../errors';
import { LABELS, VIEWS } from '../study/names';
import { Labels } from '../tables/labels';
import { type Hdf5, type Hdf5Failure, loadHdf5, runHdf5 } from './hdf5';
import { type VolumeFile, type VolumeHeader, volumeFile } from './volume-file';
import { DTYPE_CODE, FORMAT_NAME, FORMAT_VERSION, type VolumeDtype } from './volume-format';

/**
 * Open a file that {@link writeVolumes} made, for random access and batches. Close it when done.
 *
 * @param source a path, or a `file:` URL
 * @throws FileAccessError, NotHdf5Error, TruncatedFileError
 * @throws NotVolumesError if it is another HDF5 file, or one of a later format version
 * @throws CorruptVolumeError if its index or labels cannot be read
 */
export async function openVolumes(source: string | URL): Promise<VolumeFile> {
  const path = source instanceof URL ? fileURLToPath(source) : source;
  const { beginning, bytes } = await look(path);
  const hdf5 = await loadHdf5();
  let file: File;
  try {
    file = runHdf5(hdf5, () => new hdf5.File(resolve(path), 'r'));
  } catch (error) {
    throw asOpenError(path, beginning, bytes, error as Hdf5Failure);
  }
  try {
    return volumeFile(hdf5, file, readHeader(hdf5, file, path));
  } catch (error) {
    file.close();
    throw error;
  }
}

type File = InstanceType<Hdf5['File']>;

function readHeader(hdf5: Hdf5, file: File, path: string): VolumeHeader {
  const attempt = <T>(part: string, work: () => T): T => {
    try {
      return runHdf5(hdf5, work);
    } catch (error) {
      throw new CorruptVolumeError(path, part, (error as Error).message, { cause: error });
    }
  };
  const { attributes, datasets } = attempt('the list of contents', () => contents(hdf5, file));
  const missing = findMissing(attributes, datasets);
  if (missing.length > 0) throw new NotVolumesError(path, missing, describe(attributes, datasets));

  const index = attempt('the index', () => (file.get('index') as Dataset).value as string[]);
  const rows = datasets.has('labels')
    ? attempt('the label table', () => (file.get('labels') as Dataset).value as Uint8Array)
    : undefined;
  const { shape, dtype } = datasets.get('volumes')!;
  const names = (attribute: string) => attributes.get(attribute) as string[];
  const labelNames = rows ? names('label_names') : [];
  const row = (at: number) => rows!.subarray(at * labelNames.length, (at + 1) * labelNames.length);
  return {
    path,
    shape: shape as unknown as VolumeHeader['shape'],
    dtype: DTYPES.find((name) => DTYPE_CODE[name] === dtype)!,
    index,
    labels: rows && new Labels({ index, values: index.map((_, at) => row(at)), names: labelNames, path }),
    labelNames,
    views: names('views'),
  };
}

type Dataset = InstanceType<Hdf5['Dataset']>;
type Attributes = Map<string, unknown>;
type Datasets = Map<string, { shape: readonly number[]; dtype: unknown }>;

const DTYPES: readonly VolumeDtype[] = ['uint8', 'float32'];

function contents(hdf5: Hdf5, file: File): { attributes: Attributes; datasets: Datasets } {
  const datasets: Datasets = new Map();
  for (const name of file.keys()) {
    const entity = file.get(name);
    if (entity instanceof hdf5.Dataset) datasets.set(name, { shape: entity.shape ?? [], dtype: entity.dtype });
  }
  const attributes = new Map(Object.entries(file.attrs).map(([name, attribute]) => [name, attribute.json_value]));
  return { attributes, datasets };
}

/** What the file lacks to be one of ours, one phrase each; later checks only make sense once earlier ones pass. */
function findMissing(attributes: Attributes, datasets: Datasets): string[] {
  const format = attributes.get('format');
  if (format !== FORMAT_NAME) return [`attribute format is ${show(format)}, not ${show(FORMAT_NAME)}`];
  const version = attributes.get('format_version');
  if (version !== 1 && version !== FORMAT_VERSION) {
    return [`format_version is ${show(version)}, this release reads up to ${FORMAT_VERSION}: update @kium/angio-io`];
  }
  const missing: string[] = [];
  const names = (name: string, expected: readonly string[]): readonly string[] => {
    const found = attributes.get(name);
    if (version === 1 && String(found) !== String(expected)) missing.push(`attribute ${name} is not ${expected}`);
    else if (!Array.isArray(found)) missing.push(`attribute ${name} is ${show(found)}, not a list of names`);
    else return found;
    return expected;
  };
  const table = (name: string, shape: readonly unknown[]) => {
    const found = datasets.get(name)?.shape;
    if (!found) missing.push(`no data set ${name}`);
    else if (String(found) !== String(shape)) missing.push(`${name} has the shape [${found}], not [${shape}]`);
  };
  const volumes = datasets.get('volumes');
  const n = volumes?.shape[0];
  const views = names('views', VIEWS).length;
  if (!volumes) missing.push('no data set volumes');
  else if (volumes.shape.length !== 4 || volumes.shape[3] !== views) {
    missing.push(`volumes has the shape [${volumes.shape}], not [n, height, width, ${views}]`);
  } else if (!DTYPES.some((name) => DTYPE_CODE[name] === volumes.dtype)) {
    missing.push(`volumes has the type ${show(volumes.dtype)}, not uint8 or float32`);
  }
  table('index', [n]);
  if (datasets.has('labels')) table('labels', [n, names('label_names', LABELS).length]);
  if (version !== 1) table('checksum', [n, 2]);
  return missing;
}

function describe(attributes: Attributes, datasets: Datasets): string[] {
  return [
    ...[...datasets].map(([name, { shape, dtype }]) => `data set ${name} [${shape}] ${show(dtype)}`),
    ...[...attributes.keys()].map((name) => `attribute ${name}`),
  ];
}

function show(value: unknown): string {
  return value === undefined || value === null ? 'missing' : JSON.stringify(value);
}

/** `\x89HDF\r\n\x1a\n` (HDF5 File Format Specification 3.0, II.A). */
const SIGNATURE = Buffer.from([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]);

async function look(path: string): Promise<{ beginning: Buffer; bytes: number }> {
  try {
    const handle = await open(path);
    try {
      const { size } = await handle.stat();
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(8), 0, 8, 0);
      return { beginning: buffer.subarray(0, bytesRead), bytes: size };
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw asAccessError(path, error, 'Give a file that writeVolumes made.');
  }
}

function asOpenError(path: string, beginning: Buffer, bytes: number, failure: Hdf5Failure): Error {
  if (!beginning.equals(SIGNATURE)) return new NotHdf5Error(path, recognize(beginning));
  const stored = /stored_eof = (\d+)/.exec(failure.message)?.[1];
  // A header shorter than any superblock is a truncated file too, though HDF5 cannot say by how much.
  if (stored || bytes < 96) return new TruncatedFileError(path, bytes, stored ? Number(stored) : undefined);
  return new CorruptVolumeError(path, 'the file', failure.message, { cause: failure });
}

function recognize(beginning: Buffer): string {
  if (beginning.length === 0) return 'an empty file';
  const known: [string, string][] = [
    ['ffd8ff', 'a JPEG image'],
    ['89504e47', 'a PNG image'],
    ['504b0304', 'a ZIP archive (NumPy .npz, Excel .xlsx …)'],
    ['934e554d5059', 'a NumPy array'],
    ['1f8b', 'gzip-compressed data'],
    ['43444601', 'a NetCDF classic file'],
  ];
  const hex = beginning.toString('hex');
  const name = known.find(([magic]) => hex.startsWith(magic))?.[1];
  return name ?? `a file that begins with the bytes ${hex.replace(/(..)(?=.)/g, '$1 ')}`;
}
