import { importNode } from './import-node';

/**
 * Imports a package that may not be installed: from beside this one, else from the working directory, where strict
 * package managers put what only the application depends on.
 *
 * @throws the first error when neither works; {@link explainImport} puts it into words
 */
export async function importOptional(module: string): Promise<unknown> {
  try {
    return await import(/* webpackIgnore: true */ /* @vite-ignore */ module);
  } catch (error) {
    if (!isMissing(error) || !(error as Error).message.includes(module) || !runsInNode()) throw error;
    const { createRequire } = await importNode('node:module');
    const { pathToFileURL } = await importNode('node:url');
    const require = createRequire(`${process.cwd()}/package.json`);
    let path: string;
    try {
      path = require.resolve(module);
    } catch {
      throw error;
    }
    return await import(/* webpackIgnore: true */ /* @vite-ignore */ pathToFileURL(path).href);
  }
}

/** Why {@link importOptional}, or what the package did next, failed, as a clause without a full stop. */
export function explainImport(module: string, error: unknown): string {
  if (isMissing(error)) return `${module} is not installed`;
  // A page has no names of packages, only what its bundle or import map brings.
  if (!runsInNode() && error instanceof TypeError) return `this page has not imported ${module}`;
  return `${module} is installed but fails (${(error as Error).message.split('\n')[0]})`;
}

/** In Node, or in what calls itself that (Bun, Deno, Electron); not in a page. */
export function runsInNode(): boolean {
  return typeof process !== 'undefined' && process.versions?.node !== undefined;
}

/** Whether a module was not found: this one, or one that it imports in turn. */
function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
}
