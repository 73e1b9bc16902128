import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

interface Row {
  name: string;
  unit: string;
  ours: number | null;
  peers: Record<string, number>;
  ratio: Record<string, number>;
  missing: Record<string, string>;
}

const root = fileURLToPath(new URL('..', import.meta.url));
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kium-bench-test-'));
});

afterAll(() => rm(folder, { recursive: true }));

/** Without PyTorch, which may be there or not, and whose threads take very long where others use the cores. */
async function bench(...options: string[]): Promise<{ rows: Row[]; markdown: string }> {
  const files = { json: join(folder, 'rows.json'), markdown: join(folder, 'tables.md') };
  const size = [
    '--size',
    '32',
    '--batch',
    '2',
    '--steps',
    '2',
    '--cpu-size',
    '32',
    '--cpu-batch',
    '1',
    '--without',
    'PyTorch',
  ];
  execFileSync(
    process.execPath,
    ['--import', 'tsx', 'bench/main.ts', ...size, '--json', files.json, '--markdown', files.markdown, ...options],
    { cwd: root, stdio: 'pipe' },
  );
  return { rows: JSON.parse(await readFile(files.json, 'utf8')), markdown: await readFile(files.markdown, 'utf8') };
}

test("inference is compared with onnxruntime's, which computes the same, and with tfjs's backends", async () => {
  const { rows, markdown } = await bench('--only', 'predict', '--cpu-steps', '1');
  expect(rows.map(({ name }) => name)).toEqual([
    'inference, B0 32×32×8, batch 2',
    'peak memory of the process, inference, B0 32×32×8, batch 2',
    'inference, B0 32×32×8, batch 1',
  ]);
  for (const { ours, peers, ratio } of rows) {
    for (const peer of ['onnxruntime', 'tfjs wasm']) expect(ratio[peer]).toBeCloseTo(peers[peer]! / ours!, 10);
  }
  expect(rows[2]!.peers['tfjs cpu']).toBeGreaterThan(0);
  for (const { missing } of rows) expect(missing).toHaveProperty('PyTorch', 'left out (--without)');
  expect(markdown).toContain('### Inference');
});

test('who cannot train is named with the reason', async () => {
  const { rows } = await bench('--only', 'train', '--cpu-steps', '0');
  expect(rows[0]!.ours).toBeGreaterThan(0);
  expect(rows[0]!.missing['tfjs wasm']).toMatch(/^cannot train: Kernel '.*' not registered/);
});

test('metrics are measured too', async () => {
  const { rows, markdown } = await bench('--only', 'metrics', '--without', 'scikit-learn');
  expect(rows.map(({ name }) => name)).toContain('rocAucInterval, 1,000 rows × 21, 3 % positive, 2,000 replicates');
  for (const { ours } of rows) expect(ours).toBeGreaterThan(0);
  expect(markdown).toContain('### Metrics');
});

test('survival analysis is measured too', async () => {
  const { rows, markdown } = await bench('--only', 'survival', '--without', 'R survival');
  expect(rows.map(({ name }) => name)).toContain('concordance, 1,000,000 rows');
  for (const { ours } of rows) expect(ours).toBeGreaterThan(0);
  expect(markdown).toContain('### Survival analysis');
});

test('data sets are made and read too, by h5py the same', async () => {
  const { rows, markdown } = await bench('--only', 'angio-io', '--patients', '2');
  expect(rows.map(({ name }) => name)).toEqual([
    '16 JPEGs 1024² → 2 volumes 256×256×8, gzip 4',
    'peak memory of the process, 16 JPEGs 1024² → 2 volumes 256×256×8, gzip 4',
    'reading 2 volumes 256×256×8 as float32, batches of 8',
    'peak memory of the process, reading 2 volumes 256×256×8 as float32, batches of 8',
  ]);
  for (const { ours, peers, missing } of rows) {
    expect(ours).toBeGreaterThan(0);
    // Where there is no h5py, that is said.
    expect(Object.keys(peers).length + Object.keys(missing).length).toBe(1);
    for (const reason of Object.values(missing)) expect(reason).toMatch(/^there is no python3 with h5py/);
  }
  expect(markdown).toContain('### Data sets');
});
