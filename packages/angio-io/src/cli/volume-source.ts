import type { OpenVolumesOptions } from '../hdf5/open-options';
import { type CliArguments, type CliOptions, UsageError } from './command';
import { namesOf, numberOf, textOf } from './parse-arguments';

/** How an HDF5 file that is not of this package is read. */
export const FOREIGN_OPTIONS: CliOptions = {
  volumes: {
    type: 'string',
    value: 'NAME',
    help: 'the data set with the volumes of an HDF5 file that is not of this package',
  },
  index: { type: 'string', value: 'NAME', help: "its data set with the patients' names (default: their positions)" },
  layout: { type: 'string', value: 'ORDER', help: 'the order of its axes, nhwc (default) or nchw' },
  scale: { type: 'string', value: 'N', help: 'what its values are divided by to lie in [0, 1]' },
  'label-names': { type: 'string', value: 'A,B,…', help: 'the names of its label columns' },
};

/** The options for `openVolumes`; with `--volumes`, `--labels` and `--views` are those of the HDF5 file. */
export function openOptions(args: CliArguments): OpenVolumesOptions {
  const volumes = textOf(args, 'volumes');
  if (volumes === undefined) {
    const lone = [...Object.keys(FOREIGN_OPTIONS), 'labels', 'views'].find((name) => args.values[name] !== undefined);
    if (lone) throw new UsageError(`--${lone} needs --volumes with an HDF5 file: this package's own say it themselves`);
    return {};
  }
  const [labels, index, layout] = [textOf(args, 'labels'), textOf(args, 'index'), textOf(args, 'layout')];
  const [scale, views, labelNames] = [numberOf(args, 'scale'), namesOf(args, 'views'), namesOf(args, 'label-names')];
  return {
    volumes,
    ...(labels !== undefined && { labels }),
    ...(index !== undefined && { index }),
    ...(layout !== undefined && { layout: layout as 'nhwc' }),
    ...(scale !== undefined && { scale }),
    ...(views && { views }),
    ...(labelNames && { labelNames }),
  };
}

/** Refuse options that would have no effect. */
export function refuseOptions(args: CliArguments, names: readonly string[], why: string): void {
  const given = names.find((name) => args.values[name] !== undefined);
  if (given !== undefined) throw new UsageError(`--${given} ${why}`);
}
