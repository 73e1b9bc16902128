import { mkdirSync, mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import manifest from '@kium/angio-io/package.json' with { type: 'json' };
import { removeOnExit } from './temporary';

/**
 * A contender that uses `@kium/angio-io` as plain JavaScript, as an application would run it: tsx, which compiles while
 * it runs, takes several times the memory of the work itself.
 */
export function bundle(contender: string): string {
  // It lies where it finds the package's dependencies.
  const folder = fileURLToPath(new URL('../packages/angio-io/node_modules/.bench/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  const outfile = join(removeOnExit(mkdtempSync(join(folder, 'bundle-'))), 'contender.mjs');
  // tsx brings esbuild.
  const esbuild = createRequire(fileURLToPath(import.meta.resolve('tsx')))('esbuild') as {
    buildSync(options: object): void;
  };
  esbuild.buildSync({
    entryPoints: [fileURLToPath(new URL(`contenders/${contender}`, import.meta.url))],
    external: Object.keys(manifest.dependencies),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    outfile,
    logLevel: 'error',
  });
  return outfile;
}
