interface NodeModules {
  'node:fs/promises': typeof import('node:fs/promises');
  'node:module': typeof import('node:module');
  'node:path': typeof import('node:path');
  'node:url': typeof import('node:url');
}

/**
 * One of Node's own modules, by a name that bundlers do not see: a page that bundles this package for selectBackend, fit
 * or predict must not fail to build over files that it never opens.
 */
export function importNode<Name extends keyof NodeModules>(name: Name): Promise<NodeModules[Name]> {
  return import(/* webpackIgnore: true */ /* @vite-ignore */ name);
}
