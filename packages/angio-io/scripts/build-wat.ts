// Assembles the programs in wat/ to src/hdf5/*-code.ts: `npx tsx scripts/build-wat.ts`, after a change; a test says so if
// that was forgotten.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import wabt from 'wabt';

const STATE_BYTES = 72;
const FUNCTIONS = 1;
/**
 * The custom section that Emscripten's loader asks for (WebAssembly tool conventions, "Dynamic Linking"): the memory
 * that the module needs, its alignment as a power of two, and its entries in the table of functions.
 */
const DYLINK = customSection('dylink.0', [1, 4, STATE_BYTES, 2, FUNCTIONS, 0]);

/** Each program, the constant that holds it, and what goes before its first section. */
const PROGRAMS = [
  { name: 'deflated-chunk', constant: 'DEFLATED_CHUNK_CODE', section: DYLINK },
  { name: 'grey-to-unit', constant: 'GREY_TO_UNIT_CODE', section: new Uint8Array(0) },
];

/** The files of code, by their paths. */
export async function codeFiles(): Promise<Map<string, string>> {
  const assembler = await wabt();
  const files = new Map<string, string>();
  for (const { name, constant, section } of PROGRAMS) {
    const source = readFileSync(new URL(`../wat/${name}.wat`, import.meta.url), 'utf8');
    const module = assembler.parseWat(`${name}.wat`, source);
    const { buffer } = module.toBinary({});
    module.destroy();
    const code = Buffer.concat([buffer.subarray(0, 8), section, buffer.subarray(8)]).toString('base64');
    const lines = code.match(/.{1,110}/g)!.map((line) => `  '${line}'`);
    files.set(
      fileURLToPath(new URL(`../src/hdf5/${name}-code.ts`, import.meta.url)),
      `/** wat/${name}.wat as WebAssembly, in base64; made by scripts/build-wat.ts. */
export const ${constant} =
${lines.join(' +\n')};
`,
    );
  }
  return files;
}

function customSection(name: string, payload: readonly number[]): Uint8Array {
  const content = [name.length, ...Buffer.from(name), ...payload];
  return Uint8Array.of(0, content.length, ...content);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, text] of await codeFiles()) writeFileSync(path, text);
}
