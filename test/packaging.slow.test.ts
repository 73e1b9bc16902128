import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MARK, runnableExample, toCommonJs } from './packaging/readme-example';
import { ensureBuilt, packAll, readManifest, root, run, runTool, workspacePackages } from './packaging/workspace';

/** Of each package: a name that must be there, and the most KiB its tarball may have (about twice what it has). */
const EXPECTED: Record<string, { exported: string; kibibytes: number }> = {
  // 1 MB of it is HDF5 as WebAssembly, in the worker for browsers.
  '@kium/angio-io': { exported: 'scanStudy', kibibytes: 2400 },
  '@kium/charts': { exported: 'rocChart', kibibytes: 340 },
  '@kium/efficientnet': { exported: 'efficientNet', kibibytes: 500 },
  '@kium/metrics': { exported: 'rocAuc', kibibytes: 400 },
  '@kium/phantom': { exported: 'writeAngiogramStudy', kibibytes: 300 },
  '@kium/safetensors': { exported: 'readSafetensors', kibibytes: 40 },
  '@kium/survival': { exported: 'coxPH', kibibytes: 560 },
  '@kium/tfjs-backend-simd': { exported: 'SimdBackend', kibibytes: 440 },
  '@kium/thresholds': { exported: 'meanPlusSigma', kibibytes: 110 },
  '@kium/training': { exported: 'fit', kibibytes: 400 },
};
/** The peers that a user installs beside the packages. */
const PEERS = ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers', '@tensorflow/tfjs-backend-cpu'];
const PEER_VERSION = '4.22.0';

/** Of each entry beside a package's main one: a name that must be there. */
const SUBPATHS: Record<string, string> = {
  '@kium/angio-io/browser': 'openVolumes',
  '@kium/angio-io/tfjs': 'toTfDataset',
  '@kium/metrics/tfjs': 'focalLoss',
};
/** Subpaths of programs that workers run: nothing to import. */
const PROGRAMS = ['@kium/angio-io/volume-worker'];

const packages = workspacePackages();
const names = packages.map(({ manifest }) => manifest.name);
/** What can be imported, and a name that it must have. */
const entries = [...names.map((name) => [name, EXPECTED[name]?.exported] as const), ...Object.entries(SUBPATHS)];
let tarballs: Map<string, string>;
/** An empty project with all tarballs installed by npm, as a user's would be. */
let project: string;
/** Where the tarballs lie: beside the project, so that its examples see only what is installed. */
let packed: string;

beforeAll(async () => {
  [project, packed] = (await Promise.all(
    ['project', 'tarballs'].map(async (name) => realpath(await mkdtemp(join(tmpdir(), `kium-${name}-`)))),
  )) as [string, string];
  for (const entry of packages) await ensureBuilt(entry);
  tarballs = await packAll(packed);
  await writeFile(join(project, 'package.json'), '{ "name": "empty", "private": true }\n');
  const peers = PEERS.map((name) => `${name}@${PEER_VERSION}`);
  await run('npm', ['install', '--no-audit', '--no-fund', ...tarballs.values(), ...peers], project);
});

afterAll(async () => {
  for (const folder of [project, packed]) if (folder) await rm(folder, { recursive: true, force: true });
});

test('every package is packed and has its line in the table', () => {
  expect([...tarballs.keys()].sort()).toEqual(names);
  expect(Object.keys(EXPECTED).sort()).toEqual(names);
  const subpaths = packages.flatMap(({ manifest }) =>
    Object.keys(manifest.exports as object)
      .filter((path) => path !== '.' && path !== './package.json')
      .map((path) => manifest.name + path.slice(1))
      .filter((path) => !PROGRAMS.includes(path)),
  );
  expect(Object.keys(SUBPATHS).sort()).toEqual(subpaths.sort());
});

describe.each(names)('%s', (name) => {
  const installed = () => join(project, 'node_modules', name);

  test('publint finds no problem', async () => {
    // What is installed is the tarball's content, so nothing needs to be packed again.
    const { messages, pkg } = await publint({ pkgDir: installed(), strict: true, pack: false });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  test('are-the-types-wrong finds no problem', async () => {
    const options = ['--format', 'ascii', '--no-color', '--no-emoji', '--no-definitely-typed'];
    const programs = PROGRAMS.filter((path) => path.startsWith(`${name}/`)).map((path) => path.slice(name.length + 1));
    if (programs.length > 0) options.push('--exclude-entrypoints', ...programs, '--');
    await runTool('attw', [...options, tarballs.get(name)!], root, '@arethetypeswrong/cli');
  });

  test('holds the build, README and licence, nothing else, and is small', async () => {
    const entries = await readdir(installed(), { withFileTypes: true });
    expect(entries.map((entry) => entry.name).sort()).toEqual(['LICENSE', 'README.md', 'dist', 'package.json']);
    const dist = await readdir(join(installed(), 'dist'), { recursive: true, withFileTypes: true });
    const built = dist.filter((entry) => entry.isFile()).map((entry) => entry.name);
    expect(built).toEqual(expect.arrayContaining(['index.js', 'index.cjs', 'index.d.ts', 'index.d.cts']));
    expect(built.filter((file) => !/\.(c?js|d\.c?ts|c?js\.map|d\.c?ts\.map|wasm)$/.test(file))).toEqual([]);
    const { size } = await stat(tarballs.get(name)!);
    expect(size / 1024).toBeLessThan(EXPECTED[name]!.kibibytes);
  });

  test('its manifest names published versions and built files only', async () => {
    const manifest = readManifest(installed());
    expect(JSON.stringify(manifest)).not.toMatch(/workspace:|catalog:|\.\/src\//);
    const targets = JSON.stringify([manifest.main, manifest.types, manifest.exports]).match(/\.\/[^"]+(?="(?!:))/g)!;
    for (const target of targets) expect(existsSync(join(installed(), target)), target).toBe(true);
    const { version } = packages.find((entry) => entry.manifest.name === name)!.manifest;
    expect(manifest.version).toBe(version);
  });

  test('says in its README how to install it', async () => {
    expect(await readFile(join(installed(), 'README.md'), 'utf8')).toMatch(new RegExp(`npm install .*${name}`));
  });
});

describe('an empty project with the tarballs', () => {
  test('imports and requires every entry, and both give the same names', async () => {
    const list = JSON.stringify(entries.map(([name]) => name));
    const esm = `for (const name of ${list}) console.log(JSON.stringify([name, ...Object.keys(await import(name)).sort()]));`;
    const cjs = `for (const name of ${list}) console.log(JSON.stringify([name, ...Object.keys(require(name)).sort()]));`;
    await writeFile(join(project, 'names.mjs'), esm);
    await writeFile(join(project, 'names.cjs'), cjs);
    const imported = await namesPrinted('names.mjs');
    expect(await namesPrinted('names.cjs')).toEqual(imported);
    for (const [i, [name, ...exported]] of imported.entries()) expect(exported, name).toContain(entries[i]![1]);
  });

  test('errors of a subpath are those of its package', async () => {
    const check = `
      const isOne = (() => { try { losses.focalLoss({ gamma: -1 }); } catch (error) { return metrics.isMetricsError(error); } })();
      if (!isOne) throw new Error('not recognised');`;
    const [main, subpath] = ['@kium/metrics', '@kium/metrics/tfjs'];
    await writeFile(
      join(project, 'errors.mjs'),
      `import * as metrics from '${main}';\nimport * as losses from '${subpath}';${check}`,
    );
    await writeFile(
      join(project, 'errors.cjs'),
      `const metrics = require('${main}');\nconst losses = require('${subpath}');${check}`,
    );
    for (const file of ['errors.mjs', 'errors.cjs']) await run(process.execPath, [file], project);
  });

  test('computes on the simd backend with the tfjs that the project has', async () => {
    const check = `(async () => {
      if (!(await tf.setBackend('simd'))) throw new Error('simd is not registered');
      const product = await tf.matMul([[1, 2]], [[3], [4]]).data();
      if (product[0] !== 11) throw new Error('1 × 3 + 2 × 4 gave ' + product[0]);
    })();`;
    const [core, simd] = ['@tensorflow/tfjs-core', '@kium/tfjs-backend-simd'];
    await writeFile(join(project, 'simd.mjs'), `import * as tf from '${core}';\nimport '${simd}';\n${check}`);
    await writeFile(join(project, 'simd.cjs'), `const tf = require('${core}');\nrequire('${simd}');\n${check}`);
    for (const file of ['simd.mjs', 'simd.cjs']) await run(process.execPath, [file], project);
  });

  test('type-checks a program that uses every entry, as ESM and as CommonJS', async () => {
    const source = entries
      .map(
        ([name, exported], i) => `import * as p${i} from '${name}';\nexport type T${i} = typeof p${i}.${exported};\n`,
      )
      .join('');
    for (const extension of ['mts', 'cts']) await writeFile(join(project, `types.${extension}`), source);
    const compilerOptions = { module: 'nodenext', strict: true, noEmit: true, types: [] };
    const config = { compilerOptions, files: ['types.mts', 'types.cts'] };
    await writeFile(join(project, 'tsconfig.json'), JSON.stringify(config));
    const printed = await runTool('tsc', ['-p', 'tsconfig.json', '--pretty', 'false'], project, 'typescript').catch(
      (error: Error) => error.message,
    );
    // Declarations are checked too, so that ours can't refer to something that is not installed; tfjs 4.22's own do.
    const problems = printed.split('\n').filter((line) => /error TS\d+/.test(line));
    expect(problems.filter((line) => !line.startsWith('node_modules/@tensorflow/'))).toEqual([]);
    expect(printed === '' || problems.length > 0, printed).toBe(true);
  });

  test('runs angio-io as a program, by its name and by npx', async () => {
    const folder = await mkdtemp(join(project, '연구 🩻 '));
    const program = join(project, 'node_modules', '.bin', 'angio-io');
    const { version } = readManifest(join(project, 'node_modules', '@kium/angio-io'));
    expect(await run(program, ['--version'], folder)).toBe(`${version}\n`);
    expect(await run('npx', ['--no-install', '@kium/angio-io', '--help'], folder)).toContain('Usage: angio-io');
    // A BMP file of one grey pixel: file header, header of OS/2 1, a row of four bytes.
    const bmp = Buffer.from('424d1e000000000000001a0000000c000000010001000100180080808000', 'hex');
    await writeFile(join(folder, '1001정면.bmp'), bmp);
    const made = await run(program, ['convert', '.', 'out.h5', '--views', '정면', '--size', '4', '--json'], folder);
    expect(JSON.parse(made)).toMatchObject({ written: true, shape: [1, 4, 4, 1] });
    expect(await run(program, ['verify', 'out.h5'], folder)).toBe('out.h5: 1 patient, all checksums agree\n');
    expect(JSON.parse(await run(program, ['inspect', 'out.h5', '--json'], folder))).toMatchObject([{ kind: 'hdf5' }]);
  });

  test.each(['mjs', 'cjs'] as const)("runs the README's example as .%s", async (extension) => {
    const example = exampleOf(root);
    expect(example, `README.md needs a JavaScript block after a line '${MARK}'`).toBeDefined();
    await runExample(example!, extension);
  });

  const marked = packages.filter(({ folder }) => exampleOf(folder) !== undefined);

  test.each(marked.map(({ manifest }) => manifest.name))('runs the example of the README of %s', async (name) => {
    const example = exampleOf(join(project, 'node_modules', name))!;
    for (const extension of ['mjs', 'cjs'] as const) await runExample(example, extension);
  });
});

function exampleOf(folder: string): string | undefined {
  const readme = join(folder, 'README.md');
  return existsSync(readme) ? runnableExample(readFileSync(readme, 'utf8')) : undefined;
}

/** Runs a program in a fresh folder of the project, where it may write what it likes. */
async function runExample(example: string, extension: 'mjs' | 'cjs'): Promise<void> {
  const folder = await mkdtemp(join(project, 'example-'));
  await writeFile(join(folder, `example.${extension}`), extension === 'mjs' ? example : toCommonJs(example));
  await run(process.execPath, [`example.${extension}`], folder);
}

async function namesPrinted(file: string): Promise<string[][]> {
  const lines = (await run(process.execPath, [file], project)).trim().split('\n');
  return lines.map((line) => JSON.parse(line) as string[]);
}
