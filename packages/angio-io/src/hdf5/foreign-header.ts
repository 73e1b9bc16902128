import { DatasetValueError, NotVolumesError, OptionError } from '../errors';
import { LABELS, VIEWS } from '../study/names';
import { Labels } from '../tables/labels';
import { type DatasetInfo, findDataset, listDatasets, readAttribute } from './dataset-info';
import { type Hdf5, type Hdf5File, runHdf5 } from './hdf5';
import type { OpenVolumesOptions } from './open-options';
import { reading } from './read-error';
import { defaultScale, isString } from './stored-dtype';
import { describeDataset } from './suggest-call';
import { readNumbers, readStrings } from './table-values';
import { missingSource } from './virtual-sources';
import type { VolumeHeader } from './volume-header';

/** Patients that a file can have; beyond that, it is damage or no file of patients. */
const MOST_PATIENTS = 2 ** 22;

/**
 * The header of a file of someone else's, made of the data sets that the caller names.
 *
 * @param prepare is shown each data set before it is read
 * @throws NotVolumesError, DatasetValueError, CorruptVolumeError, OptionError
 */
export function readForeignHeader(
  hdf5: Hdf5,
  file: Hdf5File,
  path: string,
  options: OpenVolumesOptions & { readonly volumes: string },
  prepare: (info: DatasetInfo) => void,
): VolumeHeader {
  const attempt = <T>(part: string, work: () => T): T => reading(path, part, work);
  const refuse = (missing: string): never => {
    const found = attempt('the list of contents', () => runHdf5(hdf5, () => listDatasets(hdf5, file)));
    throw new NotVolumesError(path, [missing], found.map(describeDataset), 'Name other data sets.');
  };
  const find = (name: string): DatasetInfo => {
    const found = attempt(name, () => runHdf5(hdf5, () => findDataset(hdf5, file, name)));
    if (typeof found === 'string') return refuse(found);
    const lacking = attempt(name, () => missingSource(hdf5, file, found));
    if (lacking) return refuse(lacking);
    prepare(found);
    return found;
  };

  const volumes = find(options.volumes);
  const channelsFirst = options.layout === 'nchw' && volumes.shape.length === 4;
  const shape = shapeOf(volumes, channelsFirst);
  if (typeof shape === 'string') return refuse(shape);
  const dtype = volumes.dtype ?? refuse(`${volumes.name} has the type ${volumes.type}, not integers or floats`);
  const [n, , , channels] = shape;

  const index = options.index === undefined ? positions(n) : readIndex(find(options.index));
  const table = options.labels === undefined ? undefined : readLabelTable(find(options.labels));
  const scale = options.scale ?? readScale() ?? defaultScale(dtype);
  return {
    path,
    shape,
    dtype,
    scale,
    index,
    labels: table && new Labels({ index, values: table.rows, names: table.names, path }),
    labelNames: table?.names ?? [],
    views: namesFor('views', options.views, channels, `${volumes.name} has ${channels} channels`, () =>
      channels === VIEWS.length ? VIEWS : Array.from({ length: channels }, (_, at) => `channel ${at}`),
    ),
    formatVersion: undefined,
    unfinished: file.mode === 'Sr',
    volumes,
    channelsFirst,
    checksums: undefined,
    damaged: [],
  };

  function readScale(): number | undefined {
    const found = attempt('the attribute scale', () =>
      runHdf5(hdf5, () => readAttribute(hdf5, file, volumes.name, 'scale')),
    );
    const value = Array.isArray(found) && found.length === 1 ? found[0] : found;
    if (value === undefined) return undefined;
    if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
    return refuse(`attribute scale of ${volumes.name} is ${JSON.stringify(found)}, not a number above 0`);
  }

  function readIndex(info: DatasetInfo): string[] {
    if (!isColumn(info.shape, n)) refuse(`${info.name} has the shape [${info.shape}], not [${n}]`);
    const text = isString(info.metadata);
    if (!text && (!info.dtype || info.dtype === 'bool')) refuse(`${info.name} has the type ${info.type}, not text`);
    const values = attempt(info.name, () => (text ? readStrings(hdf5, file, info) : readNumbers(hdf5, file, info)));
    return Array.from(values as ArrayLike<string | number | undefined>, (value, at) => {
      const usable = text ? value !== undefined && value !== '' : Number.isSafeInteger(value);
      if (usable) return String(value);
      const found = value === undefined ? 'not UTF-8' : value === '' ? 'empty' : String(value);
      throw new DatasetValueError(path, info.name, [at], undefined, found, text ? 'a name' : 'a whole number');
    });
  }

  function readLabelTable(info: DatasetInfo): { rows: Uint8Array[]; names: readonly string[] } {
    const column = isColumn(info.shape, n) || (n === 1 && info.shape.length === 0);
    const columns = column ? 1 : info.shape[1]!;
    if (!column && (info.shape.length !== 2 || info.shape[0] !== n || columns === 0)) {
      refuse(`${info.name} has the shape [${info.shape}], not [${n}] or [${n}, labels]`);
    }
    if (!info.dtype) refuse(`${info.name} has the type ${info.type}, not numbers`);
    const base = info.name.slice(info.name.lastIndexOf('/') + 1);
    const names = namesFor('labelNames', options.labelNames, columns, `${info.name} has ${columns} columns`, () => {
      if (columns === LABELS.length) return LABELS;
      return columns === 1 ? [base] : Array.from({ length: columns }, (_, at) => `${base} ${at}`);
    });
    const values = attempt(info.name, () => readNumbers(hdf5, file, info));
    const wrong = values.findIndex((value) => value !== 0 && value !== 1);
    if (wrong >= 0) {
      const row = Math.floor(wrong / columns);
      const place = column ? [row] : [row, wrong % columns];
      throw new DatasetValueError(path, info.name, place, index[row], String(values[wrong]), '0 or 1');
    }
    const bits = Uint8Array.from(values);
    return { rows: index.map((_, at) => bits.subarray(at * columns, (at + 1) * columns)), names };
  }
}

/** [patients, height, width, channels], or what is wrong with the data set's shape. */
function shapeOf({ name, shape }: DatasetInfo, channelsFirst: boolean): VolumeHeader['shape'] | string {
  const [n, a, b, c = 1] = shape as [number, number, number, number?];
  if (shape.length !== 4 && shape.length !== 3) {
    return `${name} has the shape [${shape}], not [n, height, width, channels] or [n, height, width]`;
  }
  if (shape.includes(0)) return `${name} has the shape [${shape}]: there is nothing in it`;
  if (n > MOST_PATIENTS) return `${name} has the shape [${shape}]: more than ${MOST_PATIENTS} patients`;
  return channelsFirst ? [n, b, c, a] : [n, a, b, c];
}

/** Whether the shape is [n] or [n, 1]. */
function isColumn(shape: readonly number[], n: number): boolean {
  return shape[0] === n && (shape.length === 1 || (shape.length === 2 && shape[1] === 1));
}

function positions(n: number): string[] {
  return Array.from({ length: n }, (_, at) => String(at));
}

function namesFor(
  option: string,
  given: readonly string[] | undefined,
  count: number,
  reason: string,
  fallback: () => readonly string[],
): readonly string[] {
  if (!given) return fallback();
  if (given.length !== count) throw new OptionError(option, given, `${count} names, because ${reason}`);
  return given;
}
