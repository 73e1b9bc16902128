import { OptionError } from '../errors';
import { describe } from '../errors/describe';
import { viewMatcher } from './match-view';
import { asIndex } from './names';

/** What a caller's naming says of one file. */
export interface ParsedName {
  /** The patient. Without it, the patient is the folder that the file lies in, if that lies in the study's own. */
  readonly index?: string | undefined;
  /** One of the study's views. */
  readonly view?: string | undefined;
}

/**
 * A caller's naming: what a file's name, and its path from the study's folder on (with `/`, on every system), say of
 * it. `'skip'` passes the file over; undefined lists it as `stray-file`.
 *
 * A regular expression with the groups `view` and, unless folders name the patients, `index` does the same: it is
 * looked for in the path, and a file that it does not match is listed.
 */
export type ParseName = RegExp | ((name: string, path: string) => ParsedName | 'skip' | undefined);

/** A file as the caller's naming sees it: `view` is as the caller wrote it where it is none of the study's. */
export interface NamedFile<V extends string> {
  readonly index: string | undefined;
  readonly view: V | undefined;
  readonly found: string | undefined;
}

/** The caller's naming as one function that answers with this study's views. */
export function nameParser<V extends string>(
  parseName: ParseName,
  views: readonly V[],
): (path: string) => NamedFile<V> | 'skip' | undefined {
  const parse = parseName instanceof RegExp ? fromPattern(parseName) : parseName;
  if (typeof parse !== 'function') throw new OptionError('parseName', parseName, 'a function or a regular expression');
  const matchView = viewMatcher(views);
  return (path) => {
    const folders = path.split('/');
    const named = parse(folders.at(-1)!, path);
    if (named === undefined || named === 'skip') return named;
    const owner = folders.length === 2 ? folders[0] : undefined;
    const [index = owner, view] = [textOf(named, 'index', path), textOf(named, 'view', path)];
    return {
      index: index === undefined ? undefined : asIndex(index),
      view: view === undefined ? undefined : matchView(view),
      found: view,
    };
  };
}

function fromPattern(pattern: RegExp): (name: string, path: string) => ParsedName | undefined {
  if (!pattern.source.includes('(?<view>')) {
    throw new OptionError('parseName', pattern, 'a pattern with the named group (?<view>…), and (?<index>…)');
  }
  // A pattern with g or y remembers where it was.
  const stateless = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''));
  return (_, path) => stateless.exec(path)?.groups;
}

function textOf(named: ParsedName, field: 'index' | 'view', path: string): string | undefined {
  const value: unknown = named[field];
  if (value === undefined || typeof value === 'string') return value;
  throw new OptionError(
    'parseName',
    `a function that gives ${field} = ${describe(value)} for ${path}`,
    'one that gives text',
  );
}
