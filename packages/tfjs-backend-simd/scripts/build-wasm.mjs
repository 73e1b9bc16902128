// Compiles assembly/ four times, for shared and for plain memory, with relaxed SIMD and without, and writes
// src/generated/wasm.ts: the binaries as base64 (so that no bundler or file path stands between a user and the kernels)
// and the type of their exports.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = join(root, 'src', 'generated');

/** 4 GiB, the limit of 32-bit WebAssembly; the engine reserves addresses only. */
const MAXIMUM_PAGES = 65_536;

const SHARED = ['--sharedMemory', '--enable', 'threads'];
const RELAXED = ['--enable', 'relaxed-simd'];
const builds = {
  shared: await compile(SHARED),
  sharedRelaxed: await compile([...SHARED, ...RELAXED]),
  plain: await compile([]),
  plainRelaxed: await compile(RELAXED),
};
await mkdir(out, { recursive: true });
// Under another name first: a test run beside this one never reads half a file.
const temporary = join(out, `wasm.${process.pid}.tmp`);
await writeFile(
  temporary,
  [
    '// Made by scripts/build-wasm.mjs from assembly/.',
    `export interface WasmExports {\n${builds.shared.signatures}\n}`,
    'export const BINARIES = {',
    ...Object.entries(builds).map(([name, { wasm }]) => `  ${name}: '${wasm.toString('base64')}',`),
    '};',
    '',
  ].join('\n'),
);
await rename(temporary, join(out, 'wasm.ts'));
const sizes = Object.entries(builds).map(([name, { wasm }]) => `${name} ${wasm.length}`);
process.stdout.write(`kernels, bytes of WebAssembly: ${sizes.join(', ')}\n`);

async function compile(flags) {
  const files = new Map();
  const { error, stderr } = await asc.main(
    [
      'assembly/index.ts',
      ...['--outFile', 'kernels.wasm', '--bindings', 'raw', '--optimizeLevel', '3', '--shrinkLevel', '0'],
      ...['--runtime', 'stub', '--noAssert', '--importMemory', '--noExportMemory', '--use', 'abort='],
      ...['--initialMemory', '1', '--maximumMemory', String(MAXIMUM_PAGES), '--enable', 'simd', ...flags],
    ],
    {
      readFile: (name, base) => readFile(join(root, base === '.' ? '' : base, name), 'utf8').catch(() => null),
      writeFile: (name, contents) => void files.set(name, contents),
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`AssemblyScript: ${stderr.toString()}`);
  return { wasm: Buffer.from(files.get('kernels.wasm')), signatures: signatures(String(files.get('kernels.d.ts'))) };
}

/** The `export function` lines of AssemblyScript's declaration file, as members of an interface. */
function signatures(declarations) {
  return [...declarations.matchAll(/export function (\w+\([^)]*\): \w+);/g)]
    .map(([, signature]) => signature)
    .filter((signature) => !signature.startsWith('__'))
    .map((signature) => `  ${signature};`)
    .join('\n');
}
