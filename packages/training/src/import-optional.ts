/**
 * Imports a package that may not be installed: from beside this one, else from the working directory, where strict
 * package managers put what only the application depends on.
 *
 * @throws the first error when neither works
 */
export async function importOptional(module: string): Promise<unknown> {
  try {
    return await import(/* webpackIgnore: true */ /* @vite-ignore */ module);
  } catch (error) {
    if (!isMissing(error, module) || typeof process === 'undefined' || !process.versions?.node) throw error;
    const { createRequire } = await import('node:module');
    const { pathToFileURL } = await import('node:url');
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

/** Whether it is this module that was not found, not one that it imports in turn. */
function isMissing(error: unknown, module: string): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') && message.includes(module);
}
