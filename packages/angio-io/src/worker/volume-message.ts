import type { JoinedVolumes } from '../hdf5/join-volumes';
import { Labels } from '../tables/labels';

/** What is known of volumes, as it crosses the boundary of a worker. */
export type HeaderMessage = Pick<
  JoinedVolumes,
  'path' | 'paths' | 'shape' | 'dtype' | 'index' | 'labelNames' | 'views' | 'unfinished'
> & {
  /** The label rows, one after another. */
  readonly labelRows: Uint8Array | undefined;
  /** What is another one once the files are, if the system tells. */
  readonly version: string | undefined;
};

/** What a worker sends of a header. */
export function toHeaderMessage(volumes: JoinedVolumes, version?: string): HeaderMessage {
  const { path, paths, shape, dtype, index, labels, labelNames, views, unfinished } = volumes;
  const labelRows = labels && new Uint8Array(index.length * labelNames.length);
  for (const [at, row] of labels?.values.entries() ?? []) labelRows!.set(row, at * labelNames.length);
  return { path, paths, shape, dtype, index, labelNames, views, unfinished, labelRows, version };
}

/** The labels of a header. */
export function labelsOfHeader({ index, labelNames, labelRows, path }: HeaderMessage): Labels | undefined {
  if (!labelRows) return undefined;
  const columns = labelNames.length;
  const values = index.map((_, at) => labelRows.subarray(at * columns, (at + 1) * columns));
  return new Labels({ index, values, names: labelNames, path });
}
