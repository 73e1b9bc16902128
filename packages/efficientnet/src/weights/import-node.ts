interface NodeModules {
  'node:fs/promises': typeof import('node:fs/promises');
  'node:path': typeof import('node:path');
  'node:url': typeof import('node:url');
}

/** One of Node's own modules, by a name that bundlers do not see: pages that bundle this package have no files. */
export function importNode<Name extends keyof NodeModules>(name: Name): Promise<NodeModules[Name]> {
  return import(/* webpackIgnore: true */ /* @vite-ignore */ name);
}

/** In Node, or in what calls itself that (Bun, Deno, Electron); not in a page. */
export function runsInNode(): boolean {
  return typeof process !== 'undefined' && process.versions?.node !== undefined;
}
