import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';

interface Outcome {
  passed: string[];
  failed: { name: string; message: string }[];
}

const here = join(dirname(fileURLToPath(import.meta.url)), 'conformance');
let folder: string;
let bundle: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simd-conformance-'));
  bundle = join(folder, 'tests.cjs');
  await bundleTests(bundle);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test("tfjs-core's own op tests: simd passes every spec that cpu passes", async () => {
  const cpu = await runTests('cpu');
  const simd = await runTests('simd');
  // tfjs-core 4.22 has 4,227 specs that apply to the cpu backend in Node; far fewer would mean that they did not run.
  expect(cpu.passed.length).toBeGreaterThan(4200);
  const passedOnCpu = new Set(cpu.passed);
  expect(simd.failed.filter(({ name }) => passedOnCpu.has(name))).toEqual([]);
  const passedOnSimd = new Set(simd.passed);
  // These two are only for a backend whose name is cpu.
  const missing = cpu.passed.filter((name) => !passedOnSimd.has(name) && !name.startsWith('Switching cpu backends'));
  expect(missing).toEqual([]);
});

async function runTests(backend: string): Promise<Outcome> {
  const result = join(folder, `${backend}.json`);
  const env = { ...process.env, TFJS_TEST_BACKEND: backend };
  await promisify(execFile)(process.execPath, [join(here, 'run.mjs'), bundle, result], { env, maxBuffer: 2 ** 26 });
  return JSON.parse(await readFile(result, 'utf8')) as Outcome;
}

/** One file with tfjs-core, both backends and tfjs-core's published tests: they must share one engine. */
async function bundleTests(outfile: string): Promise<void> {
  await build({
    stdin: {
      contents: `import './environment'; import '@tensorflow/tfjs-core/dist/tests';`,
      resolveDir: here,
      loader: 'ts',
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
    mainFields: ['module', 'main'],
    // tfjs-core declares its tests free of side effects, which would drop them all.
    ignoreAnnotations: true,
    plugins: [
      {
        name: 'use the running jasmine',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^jasmine-core\// }, ({ path }) => ({ path, namespace: 'jasmine' }));
          onLoad({ filter: /.*/, namespace: 'jasmine' }, () => ({
            contents: 'module.exports = { core: () => globalThis.jasmine };',
          }));
        },
      },
    ],
  });
}
