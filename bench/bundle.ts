import { mkdirSync, mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { removeOnExit } from './temporary';

/**
 * A contender of ours as plain JavaScript, as an application would run it: tsx, which compiles while it runs, takes memory
 * of its own, and wraps every function that is made.
 *
 * @param folder - Where what is not bundled is found: one that has a `node_modules`, relative to this one.
 * @param external - What is not bundled: all that is not from this repository.
 */
export function bundle(contender: string, folder: string, external: readonly string[]): string {
  const made = bundles.get(contender) ?? build(contender, folder, external);
  bundles.set(contender, made);
  return made;
}

const bundles = new Map<string, string>();

function build(contender: string, folder: string, external: readonly string[]): string {
  const beside = fileURLToPath(new URL(`${folder}/node_modules/.bench/`, import.meta.url));
  mkdirSync(beside, { recursive: true });
  const outfile = join(removeOnExit(mkdtempSync(join(beside, 'bundle-'))), 'contender.mjs');
  // tsx brings esbuild.
  const esbuild = createRequire(fileURLToPath(import.meta.resolve('tsx')))('esbuild') as {
    buildSync(options: object): void;
  };
  esbuild.buildSync({
    entryPoints: [fileURLToPath(new URL(`contenders/${contender}`, import.meta.url))],
    external,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    outfile,
    logLevel: 'error',
  });
  return outfile;
}
