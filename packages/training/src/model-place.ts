import { OptionError } from './errors';
import { importNode } from './import-node';

/** The scheme of `scheme://…` or `file:…`, in lower case; undefined for a path, Windows' `C:\…` included. */
export function schemeOf(place: string): string | undefined {
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(place)?.[1] ?? (/^file:/i.test(place) ? 'file' : undefined);
  return scheme?.toLowerCase();
}

/** The absolute path of a folder given as a path or a `file:` URL. */
export async function folderOf(place: string): Promise<string> {
  const { resolve } = await importNode('node:path');
  if (schemeOf(place) === undefined) return resolve(place);
  const { fileURLToPath } = await importNode('node:url');
  try {
    return fileURLToPath(place);
  } catch {
    throw new OptionError('folder', place, 'an absolute URL such as file:///data/model, or a plain path');
  }
}
