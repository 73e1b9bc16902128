// Compiles assembly/ twice, for shared and for plain memory, and writes src/generated/wasm.ts: both binaries as base64
// (so that no bundler or file path stands between a user and the kernels) and the type of their exports.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = join(root, 'src', 'generated');

/** 4 GiB, the limit of 32-bit WebAssembly; the engine reserves addresses only. */
const MAXIMUM_PAGES = 65_536;

const shared = await compile(['--sharedMemory', '--enable', 'threads']);
const plain = await compile([]);
await mkdir(out, { recursive: true });
await writeFile(
  join(out, 'wasm.ts'),
  [
    '// Made by scripts/build-wasm.mjs from assembly/.',
    `export interface WasmExports {\n${shared.signatures}\n}`,
    `export const SHARED_WASM = '${shared.wasm.toString('base64')}';`,
    `export const PLAIN_WASM = '${plain.wasm.toString('base64')}';`,
    '',
  ].join('\n'),
);
process.stdout.write(`kernels: ${shared.wasm.length} bytes of WebAssembly\n`);

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
