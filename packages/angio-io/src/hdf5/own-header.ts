import { CorruptVolumeError, NotVolumesError } from '../errors';
import { Labels } from '../tables/labels';
import { type DatasetInfo, findDataset, listDatasets, readAttribute } from './dataset-info';
import { type Hdf5, type Hdf5File, runHdf5 } from './hdf5';
import { isString } from './stored-dtype';
import { readNumbers, readStrings } from './table-values';
import { FORMAT_NAME, FORMAT_VERSION } from './volume-format';
import type { VolumeHeader } from './volume-header';

/**
 * The header of a file that `writeVolumes` made, checked against its format.
 *
 * @throws NotVolumesError, CorruptVolumeError
 */
export function readOwnHeader(hdf5: Hdf5, file: Hdf5File, path: string): VolumeHeader {
  const attempt = <T>(part: string, work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw new CorruptVolumeError(path, part, (error as Error).message, { cause: error });
    }
  };
  const found = attempt('the list of contents', () => runHdf5(hdf5, () => look(hdf5, file)));
  const missing = findMissing(found);
  if (missing.length > 0) throw new NotVolumesError(path, missing, describe(found));

  const { volumes, index, labels, attributes } = found as Complete;
  const names = attempt('the index', () => readStrings(hdf5, file, index)) as string[];
  const rows = labels && (attempt('the label table', () => readNumbers(hdf5, file, labels)) as Uint8Array);
  const labelNames = rows ? (attributes.label_names as string[]) : [];
  const columns = labelNames.length;
  return {
    path,
    shape: volumes.shape as unknown as VolumeHeader['shape'],
    dtype: volumes.dtype!,
    scale: volumes.dtype === 'uint8' ? 255 : 1,
    index: names,
    labels:
      rows &&
      new Labels({
        index: names,
        values: names.map((_, at) => rows.subarray(at * columns, (at + 1) * columns)),
        names: labelNames,
        path,
      }),
    labelNames,
    views: attributes.views as string[],
    formatVersion: attributes.format_version as number,
    unfinished: false,
    volumes,
    channelsFirst: false,
    checksums: undefined,
  };
}

/** Whether the file says that it is one of `writeVolumes`. */
export function isOwn(hdf5: Hdf5, file: Hdf5File): boolean {
  return runHdf5(hdf5, () => readAttribute(hdf5, file, '/', 'format')) === FORMAT_NAME;
}

interface Found {
  readonly attributes: Record<string, unknown>;
  readonly datasets: readonly DatasetInfo[];
  readonly volumes: DatasetInfo | undefined;
  readonly index: DatasetInfo | undefined;
  readonly labels: DatasetInfo | undefined;
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
  };
}

/** What the file lacks to be one of ours, one phrase each; later checks only make sense once earlier ones pass. */
function findMissing({ attributes, volumes, index, labels }: Found): string[] {
  const { format, format_version: version, views, label_names: labelNames } = attributes;
  if (format !== FORMAT_NAME) return [`attribute format is ${show(format)}, not ${show(FORMAT_NAME)}`];
  if (typeof version !== 'number' || !(version >= 1 && version <= FORMAT_VERSION)) {
    return [`format_version is ${show(version)}, this release reads up to ${FORMAT_VERSION}: update @kium/angio-io`];
  }
  const missing: string[] = [];
  const n = volumes?.shape[0];
  if (!volumes) missing.push('no data set volumes');
  else if (volumes.shape.length !== 4) {
    missing.push(`volumes has the shape [${volumes.shape}], not [n, height, width, views]`);
  } else if (volumes.dtype !== 'uint8' && volumes.dtype !== 'float32') {
    missing.push(`volumes has the type ${volumes.type}, not uint8 or float32`);
  }
  if (!index) missing.push('no data set index');
  else if (!isString(index.metadata)) missing.push(`index has the type ${index.type}, not strings`);
  else if (index.shape.length !== 1 || index.shape[0] !== n) {
    missing.push(`index has the shape [${index.shape}], not [${n}]`);
  }
  if (!isList(views)) missing.push('attribute views is not a list of names');
  else if (volumes && views.length !== volumes.shape[3]) {
    missing.push(`attribute views has ${views.length} names, volumes has the shape [${volumes.shape}]`);
  }
  if (!labels) return missing;
  if (!isList(labelNames)) missing.push('attribute label_names is not a list of names');
  else if (labels.shape.length !== 2 || labels.shape[0] !== n || labels.shape[1] !== labelNames.length) {
    missing.push(`labels has the shape [${labels.shape}], not [${n}, ${labelNames.length}]`);
  }
  if (labels.dtype !== 'uint8') missing.push(`labels has the type ${labels.type}, not uint8`);
  return missing;
}

function isList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((it) => typeof it === 'string');
}

function describe({ attributes, datasets }: Found): string[] {
  return [
    ...datasets.map(({ name, shape, type }) => `data set ${name} [${shape}] ${type}`),
    ...Object.keys(attributes).map((name) => `attribute ${name}`),
  ];
}

function show(value: unknown): string {
  return value === undefined || value === null ? 'missing' : JSON.stringify(value);
}
