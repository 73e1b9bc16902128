import { NotVolumesError } from '../errors';
import { Labels } from '../tables/labels';
import { type DatasetInfo, findDataset, listDatasets, readAttribute } from './dataset-info';
import { type Hdf5, type Hdf5File, runHdf5 } from './hdf5';
import { reading } from './read-error';
import { isString } from './stored-dtype';
import { describeDataset, suggestCall } from './suggest-call';
import { readNumbers, readStrings } from './table-values';
import { FORMAT_NAME, FORMAT_VERSION, patientChecksum } from './volume-format';
import type { VolumeHeader } from './volume-header';

/**
 * The header of a file that `writeVolumes` made, checked against its format.
 *
 * @param prepare is shown each data set before it is read
 * @throws NotVolumesError, CorruptVolumeError
 */
export function readOwnHeader(
  hdf5: Hdf5,
  file: Hdf5File,
  path: string,
  prepare: (info: DatasetInfo) => void,
): VolumeHeader {
  const found = reading(path, 'the list of contents', () => runHdf5(hdf5, () => look(hdf5, file)));
  const unfinished = file.mode === 'Sr' || path.endsWith('.partial');
  const missing = findMissing(found, unfinished);
  if (missing.length > 0) {
    const call = found.attributes.format === FORMAT_NAME ? undefined : suggestCall(found.datasets);
    throw new NotVolumesError(path, missing, describe(found), call && `To read it as it is: ${call}.`);
  }

  const { volumes, index, labels, checksum, attributes } = found as Complete;
  // A run that was interrupted may have left a patient in some of the tables only.
  const tables = [volumes, index, labels, checksum].filter((it) => it !== undefined);
  tables.forEach(prepare);
  const n = Math.min(...tables.map(({ shape }) => shape[0]!));
  const [, height, width, channels] = volumes.shape as VolumeHeader['shape'];
  const names = reading(path, 'the index', () => readStrings(hdf5, file, index)).slice(0, n);
  const columns = labels?.shape[1] ?? 0;
  const bits = labels && (reading(path, 'the label table', () => readNumbers(hdf5, file, labels)) as Uint8Array);
  const rows = bits && names.map((_, at) => bits.subarray(at * columns, (at + 1) * columns));
  const sums = checksum && (reading(path, 'the checksums', () => readNumbers(hdf5, file, checksum)) as Uint32Array);
  const isDamaged = (at: number) =>
    names[at] === undefined || (sums && sums[2 * at + 1] !== patientChecksum(names[at], rows?.[at]));
  const labelNames = rows ? (attributes.label_names as string[]) : [];
  const patients = names.map((name) => name ?? '\ufffd');
  return {
    path,
    shape: [n, height, width, channels],
    dtype: volumes.dtype!,
    scale: volumes.dtype === 'uint8' ? 255 : 1,
    index: patients,
    labels: rows && new Labels({ index: patients, values: rows, names: labelNames, path }),
    labelNames,
    views: attributes.views as string[],
    formatVersion: attributes.format_version as number,
    unfinished,
    volumes,
    channelsFirst: false,
    checksums: sums && Uint32Array.from({ length: n }, (_, at) => sums[2 * at]!),
    damaged: Array.from({ length: n }, (_, at) => at).filter(isDamaged),
  };
}

interface Found {
  readonly attributes: Record<string, unknown>;
  readonly datasets: readonly DatasetInfo[];
  readonly volumes: DatasetInfo | undefined;
  readonly index: DatasetInfo | undefined;
  readonly labels: DatasetInfo | undefined;
  readonly checksum: DatasetInfo | undefined;
}
type Complete = Found & { readonly volumes: DatasetInfo; readonly index: DatasetInfo };

function look(hdf5: Hdf5, file: Hdf5File): Found {
  const names = hdf5.Module.get_attribute_names(file.file_id, '/');
  const find = (name: string) => {
    const found = findDataset(hdf5, file, name);
    return typeof found === 'string' ? undefined : found;
  };
  return {
    attributes: Object.fromEntries(names.map((name) => [name, readAttribute(hdf5, file, '/', name)])),
    datasets: listDatasets(hdf5, file),
    volumes: find('volumes'),
    index: find('index'),
    labels: find('labels'),
    checksum: find('checksum'),
  };
}

/** What the file lacks to be one of ours, one phrase each; later checks only make sense once earlier ones pass. */
function findMissing({ attributes, volumes, index, labels, checksum }: Found, unfinished: boolean): string[] {
  const { format, format_version: version, views, label_names: labelNames } = attributes;
  if (format !== FORMAT_NAME) return [`attribute format is ${show(format)}, not ${show(FORMAT_NAME)}`];
  if (typeof version !== 'number' || !(version >= 1 && version <= FORMAT_VERSION)) {
    return [`format_version is ${show(version)}, this release reads up to ${FORMAT_VERSION}: update @kium/angio-io`];
  }
  const missing: string[] = [];
  const n = volumes?.shape[0];
  const isTable = (info: DatasetInfo, ...columns: number[]) =>
    String(info.shape) === String([unfinished ? info.shape[0] : n, ...columns]);
  if (!volumes) missing.push('no data set volumes');
  else if (volumes.shape.length !== 4) {
    missing.push(`volumes has the shape [${volumes.shape}], not [n, height, width, views]`);
  } else if (volumes.dtype !== 'uint8' && volumes.dtype !== 'float32') {
    missing.push(`volumes has the type ${volumes.type}, not uint8 or float32`);
  }
  if (!index) missing.push('no data set index');
  else if (!isString(index.metadata)) missing.push(`index has the type ${index.type}, not strings`);
  else if (!isTable(index)) missing.push(`index has the shape [${index.shape}], not [${n}]`);
  if (!isList(views)) missing.push('attribute views is not a list of names');
  else if (volumes && views.length !== volumes.shape[3]) {
    missing.push(`attribute views has ${views.length} names, volumes has the shape [${volumes.shape}]`);
  }
  if (labels && !isList(labelNames)) missing.push('attribute label_names is not a list of names');
  else if (labels && !isTable(labels, (labelNames as string[]).length)) {
    missing.push(`labels has the shape [${labels.shape}], not [${n}, ${(labelNames as string[]).length}]`);
  } else if (labels && labels.dtype !== 'uint8') missing.push(`labels has the type ${labels.type}, not uint8`);
  if (version < 2) return missing;
  if (!checksum) missing.push('no data set checksum');
  else if (!isTable(checksum, 2)) missing.push(`checksum has the shape [${checksum.shape}], not [${n}, 2]`);
  else if (checksum.dtype !== 'uint32') missing.push(`checksum has the type ${checksum.type}, not uint32`);
  // A file without labels has no names for them: their table is gone.
  if (labelNames !== undefined && !labels) missing.push('no data set labels, which label_names names');
  return missing;
}

function isList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((it) => typeof it === 'string');
}

function describe({ attributes, datasets }: Found): string[] {
  return [...datasets.map(describeDataset), ...Object.keys(attributes).map((name) => `attribute ${name}`)];
}

function show(value: unknown): string {
  return value === undefined || value === null ? 'missing' : JSON.stringify(value);
}
