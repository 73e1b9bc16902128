import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import manifest from '../package.json' with { type: 'json' };

/**
 * A program that imports this package as plain JavaScript, for tests that start many processes: tsx would compile the
 * sources in each. It lies where it finds the package's dependencies.
 *
 * @param source the program; it imports from `@kium/angio-io`
 * @returns the path of the program
 */
export async function bundle(source: string): Promise<string> {
  const folder = fileURLToPath(new URL('../node_modules/.test/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  const own = mkdtempSync(join(folder, 'bundle-'));
  afterAll(() => rmSync(own, { recursive: true, force: true }));
  // tsx brings esbuild.
  const esbuild = createRequire(fileURLToPath(import.meta.resolve('tsx')))('esbuild') as {
    build(options: object): Promise<void>;
  };
  const outfile = join(own, 'program.mjs');
  await esbuild.build({
    stdin: { contents: source, resolveDir: own, loader: 'ts' },
    alias: { '@kium/angio-io': fileURLToPath(new URL('../src/index.ts', import.meta.url)) },
    external: Object.keys(manifest.dependencies),
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile,
    logLevel: 'error',
  });
  return outfile;
}
