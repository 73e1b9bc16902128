// Compiles assembly/ with relaxed SIMD and without, and writes src/generated/wasm.ts: both binaries as base64 (so that no
// bundler or file path stands between a user and the kernels) and the type of their exports. For shared memory a binary
// differs in the byte that says so; its place is written there too.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = join(root, 'src', 'generated');

/** 4 GiB, the limit of 32-bit WebAssembly; the engine reserves addresses only. */
const MAXIMUM_PAGES = 65_536;

const RELAXED = ['--enable', 'relaxed-simd'];
const SHARED = ['--sharedMemory', '--enable', 'threads'];
const builds = { plain: await compile([]), relaxed: await compile(RELAXED) };
const shared = { plain: await compile(SHARED), relaxed: await compile([...SHARED, ...RELAXED]) };
const sharedByte = placeOfSharedByte();
await mkdir(out, { recursive: true });
// Under another name first: a test run beside this one never reads half a file.
const temporary = join(out, `wasm.${process.pid}.tmp`);
await writeFile(
  temporary,
  [
    '// Made by scripts/build-wasm.mjs from assembly/.',
    `export interface WasmExports {\n${builds.plain.signatures}\n}`,
    '/** The byte that says whether the memory is shared: 3 if it is, 1 if not, as here. */',
    `export const SHARED_BYTE = ${sharedByte};`,
    'export const BINARIES = {',
    ...Object.entries(builds).map(([name, { wasm }]) => `  ${name}: '${wasm.toString('base64')}',`),
    '};',
    '',
  ].join('\n'),
);
await rename(temporary, join(out, 'wasm.ts'));
const sizes = Object.entries(builds).map(([name, { wasm }]) => `${name} ${wasm.length}`);
process.stdout.write(`kernels, bytes of WebAssembly: ${sizes.join(', ')}\n`);

/** Where the builds for plain and for shared memory differ; fails if that is not one byte, the same for all. */
function placeOfSharedByte() {
  const places = Object.entries(builds).map(([name, { wasm }]) => {
    const other = shared[name].wasm;
    const differing = [...wasm.keys()].filter((i) => wasm[i] !== other[i]);
    const [place] = differing;
    const isFlag = wasm.length === other.length && differing.length === 1 && wasm[place] === 1 && other[place] === 3;
    if (!isFlag) throw new Error(`The ${name} build for shared memory differs in more than a flag: ${differing}`);
    return place;
  });
  if (new Set(places).size > 1) throw new Error(`The flag for shared memory lies at ${places}`);
  return places[0];
}

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
