import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { beforeAll, expect, test } from 'vitest';
import { findChromium, startChromium } from '../../../../test/browser/chromium';
import { ensureBuilt, readManifest } from '../../../../test/packaging/workspace';
import { openVolumes, scanStudy, writeVolumes } from '../../src/index';
import { temporaryFolder, writeStudy } from '../support';
import { serveFiles } from './serve-files';

const folder = fileURLToPath(new URL('../..', import.meta.url));
const root = temporaryFolder();
/** The package as npm would install it. */
const installed = join(root, 'node_modules/@kium/angio-io');

beforeAll(async () => {
  const manifest = readManifest(folder);
  await ensureBuilt({ folder, manifest });
  mkdirSync(installed, { recursive: true });
  cpSync(join(folder, 'dist'), join(installed, 'dist'), { recursive: true });
  const { publishConfig } = manifest as { publishConfig?: object };
  writeFileSync(join(installed, 'package.json'), JSON.stringify({ ...manifest, ...publishConfig }));
});

/** What a bundler makes of a page that imports this. */
async function bundle(from: string, outdir: string) {
  const script = join(root, 'page.js');
  writeFileSync(script, `export * from ${JSON.stringify(from)};`);
  const { outputFiles, metafile } = await build({
    entryPoints: [script],
    outdir,
    ...{ bundle: true, splitting: true, format: 'esm', platform: 'browser', write: false, metafile: true },
    // Where a user's dependencies would lie.
    nodePaths: [join(folder, 'node_modules')],
  });
  return { files: outputFiles, inputs: Object.keys(metafile.inputs), outputs: Object.values(metafile.outputs) };
}

test('for a browser the package’s own name means the build for browsers, which needs nothing of Node', async () => {
  // The bundler fails where something of Node is imported; nor may anything be left to import.
  for (const name of ['@kium/angio-io', '@kium/angio-io/browser']) {
    const { files, inputs, outputs } = await bundle(name, root);
    expect(inputs.filter((path) => /angio-io\/dist\/(browser|index)\.js$/.test(path))).toHaveLength(1);
    expect(inputs.some((path) => path.endsWith('angio-io/dist/browser.js'))).toBe(true);
    expect(inputs.some((path) => /h5wasm|sharp/.test(path))).toBe(false);
    for (const { imports } of outputs) expect(imports.filter(({ external }) => external)).toEqual([]);
    for (const { text } of files) expect(text).not.toMatch(/["']node:|\brequire\(["'](fs|path|os|stream)["']\)/);
  }
  const { inputs, outputs } = await bundle('@kium/angio-io/volume-worker', root);
  expect(inputs).toHaveLength(2);
  for (const { imports } of outputs) expect(imports).toEqual([]);
});

const executable = findChromium();
const why = executable ? '' : ' (skipped: no Chromium here; install it or set KIUM_CHROMIUM to its path)';

test.skipIf(!executable)(`bundled, and as plain files, it reads a file in Chromium${why}`, async () => {
  const file = join(root, 'volumes.h5');
  const { patients } = await scanStudy(await writeStudy(join(root, 'study'), ['1001', '1002']));
  await writeVolumes(file, patients, { size: 16 });
  // The tool leaves new URL('./generated/…', import.meta.url) as it is, so the worker is put beside its output.
  const { files } = await bundle('@kium/angio-io', join(root, 'out'));
  mkdirSync(join(root, 'out/generated'), { recursive: true });
  for (const { path, contents } of files) writeFileSync(path, contents);
  copyFileSync(join(installed, 'dist/generated/volume-worker.js'), join(root, 'out/generated/volume-worker.js'));

  const page = { type: 'text/html', content: '<!doctype html><link rel="icon" href="data:,"><title>test</title>' };
  const served = { '/': page, '/volumes.h5': file, ...texts('/bundled', join(root, 'out'), files) };
  const scripts = readdirSync(join(installed, 'dist'), { recursive: true }).filter((name) =>
    /\.js$/.test(String(name)),
  );
  const plain = Object.fromEntries(
    scripts.map((name) => [`/plain/${name}`, script(join(installed, 'dist', `${name}`))]),
  );
  const server = await serveFiles({ files: { ...served, ...plain } });
  const browser = await startChromium(executable!);
  try {
    const ours = await openVolumes(file);
    for (const url of ['/bundled/page.js', '/plain/browser.js']) {
      const tab = await browser.newPage();
      await tab.goto(server.origin);
      // As text, since the test runner would put a function of its own in place of import().
      const values = await tab.evaluate(`(async () => {
        const { openVolumes } = await import('${url}');
        const volumes = await openVolumes('/volumes.h5');
        const values = [...(await volumes.read(1))];
        volumes.close();
        return values;
      })()`);
      expect(values, url).toEqual([...ours.read(1)]);
    }
    ours.close();
  } finally {
    await browser.close();
    server.close();
  }
});

function script(path: string) {
  return { type: 'text/javascript', content: readFileSync(path) };
}

function texts(prefix: string, folder: string, files: readonly { path: string }[]) {
  const paths = [...files.map(({ path }) => path), join(folder, 'generated/volume-worker.js')];
  return Object.fromEntries(
    paths.map((path) => [prefix + path.slice(folder.length).replaceAll('\\', '/'), script(path)]),
  );
}
