// Assembles plugin/deflated-chunk.wat to src/hdf5/deflated-chunk-plugin.ts: `npx tsx scripts/build-plugin.ts`, after a
// change; a test says so if that was forgotten.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import wabt from 'wabt';

const source = new URL('../plugin/deflated-chunk.wat', import.meta.url);

/** The plug-in as TypeScript. */
export async function pluginSource(): Promise<string> {
  const module = (await wabt()).parseWat('deflated-chunk.wat', readFileSync(source, 'utf8'));
  const { buffer } = module.toBinary({});
  module.destroy();
  const code = Buffer.concat([buffer.subarray(0, 8), DYLINK, buffer.subarray(8)]).toString('base64');
  const lines = code.match(/.{1,110}/g)!.map((line) => `  '${line}'`);
  return `/** plugin/deflated-chunk.wat as WebAssembly, in base64; made by scripts/build-plugin.ts. */
export const DEFLATED_CHUNK_PLUGIN =
${lines.join(' +\n')};
`;
}

const STATE_BYTES = 72;
const FUNCTIONS = 1;
/**
 * The custom section that Emscripten's loader asks for (WebAssembly tool conventions, "Dynamic Linking"): the memory
 * that the module needs, its alignment as a power of two, and its entries in the table of functions.
 */
const DYLINK = customSection('dylink.0', [1, 4, STATE_BYTES, 2, FUNCTIONS, 0]);

function customSection(name: string, payload: readonly number[]): Uint8Array {
  const content = [name.length, ...Buffer.from(name), ...payload];
  return Uint8Array.of(0, content.length, ...content);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(new URL('../src/hdf5/deflated-chunk-plugin.ts', import.meta.url), await pluginSource());
}
