import { OptionError, ShardMismatchError } from '../errors';
import { Labels } from '../tables/labels';
import { checkDuplicates } from './check-duplicates';
import type { StoredVolumes } from './stored-volumes';

/** Volumes of one file or of several, without what is known of each single file. */
export type JoinedVolumes = Pick<
  StoredVolumes,
  | 'path'
  | 'shape'
  | 'dtype'
  | 'index'
  | 'labels'
  | 'labelNames'
  | 'views'
  | 'unfinished'
  | 'damaged'
  | 'read'
  | 'readInto'
  | 'preload'
  | 'check'
  | 'close'
> & {
  readonly paths: readonly string[];
  /** Whether every file has checksums. */
  readonly checksums: boolean;
  /** The file that volume `at` lies in. */
  pathOf(at: number): string;
};

/**
 * Several files as one: the volumes of the first, then those of the second …
 *
 * @param parts open files, one at least
 * @throws ShardMismatchError, RepeatedPatientError
 */
export function joinVolumes(parts: readonly StoredVolumes[], duplicates: 'error' | 'keep' = 'error'): JoinedVolumes {
  const first = parts[0]!;
  for (const part of parts) compare(part, first);
  const index = parts.flatMap((part) => part.index);
  const starts: number[] = [];
  let length = 0;
  for (const part of parts) {
    starts.push(length);
    length += part.shape[0];
  }
  const locate = (at: number): [StoredVolumes, number] => {
    if (!Number.isInteger(at) || at < 0 || at >= length) {
      throw new OptionError('at', at, `a position from 0 to ${length - 1}`);
    }
    let shard = parts.length - 1;
    while (starts[shard]! > at) shard--;
    return [parts[shard]!, at - starts[shard]!];
  };
  if (duplicates === 'error') {
    checkDuplicates(index, (at) => {
      const [{ path }, place] = locate(at);
      return { path, at: place };
    });
  }
  const values = parts.flatMap((part) => part.labels?.values ?? []);
  const { path, dtype, labelNames, views } = first;
  return {
    path,
    paths: parts.map((part) => part.path),
    shape: [length, first.shape[1], first.shape[2], first.shape[3]],
    dtype,
    index,
    labels:
      first.labels && new Labels({ index, values, names: labelNames, path: parts.map((it) => it.path).join(', ') }),
    labelNames,
    views,
    unfinished: parts.some((part) => part.unfinished),
    checksums: parts.every((part) => part.checksums !== undefined),
    damaged: parts.flatMap((part, shard) => part.damaged.map((at) => starts[shard]! + at)),
    pathOf: (at) => locate(at)[0].path,
    read(at) {
      const [part, place] = locate(at);
      return part.read(place);
    },
    readInto(at, target, offset, preloaded) {
      const [part, place] = locate(at);
      part.readInto(place, target, offset, preloaded);
    },
    preload(at) {
      const [part, place] = locate(at);
      return part.preload(place);
    },
    check(at) {
      const [part, place] = locate(at);
      part.check(place);
    },
    close() {
      for (const part of parts) part.close();
    },
  };
}

function compare(part: StoredVolumes, first: StoredVolumes): void {
  const properties: Record<string, (it: StoredVolumes) => string> = {
    'height × width × views': ({ shape }) => shape.slice(1).join(' × '),
    'type of value': ({ dtype }) => dtype,
    'list of views': ({ views }) => views.join(', '),
    'list of labels': ({ labelNames }) => labelNames.join(', ') || 'empty',
  };
  for (const [name, property] of Object.entries(properties)) {
    const [found, expected] = [property(part), property(first)];
    if (found !== expected) throw new ShardMismatchError(part.path, first.path, name, found, expected);
  }
}
