import { OptionError } from '../errors';
import { choiceOption, namesOption } from '../options';

/** Options of {@link openVolumes}. Those from `labels` to `labelNames` describe a file of someone else's. */
export interface OpenVolumesOptions {
  /**
   * The data set that holds the volumes, such as `data/images`: four axes as `layout` says, or patient, height, width
   * for volumes of one channel; any integer or float type. Without it the file must be one that `writeVolumes` made.
   */
  readonly volumes?: string;
  /** The data set that holds the labels: one row a patient (or one value, for a single label), all 0 or 1. */
  readonly labels?: string;
  /** The data set that holds the patients' names, as text or whole numbers. Default: the positions, from `0`. */
  readonly index?: string;
  /**
   * The order of the axes of `volumes`: `nhwc` is patient, height, width, channel; `nchw` is patient, channel, height,
   * width, and is read as the other. Default: `nhwc`.
   */
  readonly layout?: 'nhwc' | 'nchw';
  /**
   * What a stored value is divided by to lie in [0, 1]. Default: the attribute `scale` of `volumes` if it has one,
   * otherwise 255 for uint8, 65535 for uint16, and 1 for every other type.
   */
  readonly scale?: number;
  /** The names of the channels. Default: the eight {@link VIEWS} for eight channels, otherwise `channel 0` and so on. */
  readonly views?: readonly string[];
  /**
   * The names of the label columns. Default: the 22 {@link LABELS} for 22 columns; for one column, the name of its
   * data set; otherwise that name with a number, such as `y 0`.
   */
  readonly labelNames?: readonly string[];
  /** Let NaN and infinities through, which otherwise are an error when they are read. Default: false. */
  readonly allowNonFinite?: boolean;
  /** Compare each volume with its checksum when it is read, in files that have checksums. Default: true. */
  readonly verify?: boolean;
  /** What to do if a patient stands in the file, or the files, twice: `error`, or `keep` both. Default: `error`. */
  readonly duplicates?: 'error' | 'keep';
}

/** The options, checked. */
export function checkOpenOptions(options: OpenVolumesOptions): void {
  const { volumes, scale } = options;
  for (const name of ['volumes', 'labels', 'index'] as const) {
    const value = options[name];
    if (value !== undefined && (typeof value !== 'string' || value === '')) {
      throw new OptionError(name, value, 'the name of a data set, such as data/images');
    }
  }
  if (volumes === undefined) {
    const lone = (['labels', 'index', 'layout', 'scale', 'views', 'labelNames'] as const).find((name) => options[name]);
    if (lone) throw new OptionError(lone, options[lone], 'left out, or given together with volumes');
  }
  choiceOption('layout', options.layout, ['nhwc', 'nchw']);
  choiceOption('duplicates', options.duplicates, ['error', 'keep']);
  if (scale !== undefined && !(Number.isFinite(scale) && scale > 0)) {
    throw new OptionError('scale', scale, 'a number above 0');
  }
  for (const name of ['views', 'labelNames'] as const) if (options[name]) namesOption(name, options[name], []);
}
