// Bundles the two worker programs into src/generated/: the one for Node, which imports h5wasm from the package's own
// dependencies, and the one for browsers, which has h5wasm in it, so that a page needs no bundler and no import map.
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = join(root, 'src', 'generated');
const shared = { absWorkingDir: root, bundle: true, format: 'esm', write: false, minify: true, legalComments: 'none' };

const node = await build({
  ...shared,
  entryPoints: ['./src/worker/node-worker.ts'],
  platform: 'node',
  target: 'node20',
  packages: 'external',
});
const browser = await build({
  ...shared,
  entryPoints: ['./src/browser/volume-worker.ts'],
  platform: 'browser',
  target: 'es2022',
  // h5wasm has its WebAssembly in a string, which escapes would make half as large again.
  charset: 'utf8',
  // So that the file runs as a classic script too, and that no bundler looks for what lies beside it.
  define: { 'import.meta.url': 'self.location.href' },
});
await mkdir(out, { recursive: true });
const files = { 'node-worker.js': node, 'volume-worker.js': browser };
for (const [name, { outputFiles }] of Object.entries(files)) await replace(join(out, name), outputFiles[0].contents);

/** Only if it changes, so that what is built from it stays fresh; whole, since a test run beside this one may read it. */
async function replace(path, contents) {
  if (existsSync(path) && (await readFile(path)).equals(contents)) return;
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, contents);
  await rename(temporary, path);
  process.stdout.write(`${path.slice(root.length + 1)}: ${contents.length} bytes\n`);
}
