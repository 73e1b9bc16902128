import type { DatasetInfo } from './dataset-info';
import { isString } from './stored-dtype';

/** A data set in words, for messages. */
export function describeDataset({ name, shape, type }: DatasetInfo): string {
  return `data set ${name} [${shape}] ${type}`;
}

/** Options of `openVolumes`. */
export interface SuggestedOptions {
  readonly volumes: string;
  readonly labels?: string;
  readonly index?: string;
  readonly layout?: 'nchw';
}

/** The call that would read a file of someone else's, as {@link suggestOptions} sees it. */
export function suggestCall(datasets: readonly DatasetInfo[]): string | undefined {
  const options = Object.entries(suggestOptions(datasets) ?? {}).map(([name, value]) => `${name}: '${value}'`);
  return options.length === 0 ? undefined : `openVolumes(path, { ${options.join(', ')} })`;
}

/**
 * The options that would read a file of someone else's, as far as names, shapes and types tell; undefined if nothing in
 * it looks like volumes.
 */
export function suggestOptions(datasets: readonly DatasetInfo[]): SuggestedOptions | undefined {
  const size = ({ shape }: DatasetInfo) => shape.reduce((product, it) => product * it, 1);
  const [volumes] = datasets
    .filter(({ shape, dtype }) => dtype && (shape.length === 3 || shape.length === 4))
    .sort((a, b) => b.shape.length - a.shape.length || size(b) - size(a));
  if (!volumes) return undefined;
  const [n, a, b, c] = volumes.shape;
  const perPatient = datasets.filter(({ shape }) => shape[0] === n && shape.length <= 2);
  const labels = perPatient.find(({ name, dtype }) => dtype && /y$|label|target|class/i.test(name));
  const index = perPatient.find(
    (it) =>
      it !== labels && it.shape.length === 1 && (isString(it.metadata) || /ind|id|patient|name|case/i.test(it.name)),
  );
  // Channels are fewer than rows and columns of pixels.
  const channelsFirst = volumes.shape.length === 4 && a! < c! && a! < b!;
  return {
    volumes: short(volumes),
    ...(labels && { labels: short(labels) }),
    ...(index && { index: short(index) }),
    ...(channelsFirst && { layout: 'nchw' }),
  };
}

function short({ name }: DatasetInfo): string {
  return name.replace(/^\//, '');
}
