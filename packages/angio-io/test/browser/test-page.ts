import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type * as angioIo from '../../src/browser';

declare global {
  /** The package, as the page of {@link pageFiles} has it. */
  var io: typeof angioIo;
}

/** A page that has the package as `io`, bundled from its sources, and the worker where the package looks for it. */
export async function pageFiles(): Promise<Record<string, string | { type: string; content: string }>> {
  const entry = fileURLToPath(new URL('../../src/browser.ts', import.meta.url));
  // Node's own modules would make this fail.
  const options = {
    bundle: true,
    platform: 'browser',
    format: 'esm',
    splitting: true,
    outdir: '/',
    write: false,
  } as const;
  const { outputFiles } = await build({ entryPoints: [entry], ...options });
  const script = 'import * as io from "/browser.js"; globalThis.io = io; document.title = "ready";';
  const html = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script type="module">${script}</script><input type="file">`;
  const type = 'text/javascript';
  return {
    '/': { type: 'text/html', content: html },
    ...Object.fromEntries(outputFiles.map(({ path, text }) => [path.replaceAll('\\', '/'), { type, content: text }])),
  };
}

/** The worker program that the tests' setup has bundled. */
export const workerFile = fileURLToPath(new URL('../../src/generated/volume-worker.js', import.meta.url));
