import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const program = fileURLToPath(new URL('../compare-models.ts', import.meta.url));
const TINY = '--patients 16 --test-patients 16 --study-size 64 --size 32 --batch-size 4 --backend simd'.split(' ');
let out: string;
beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'kium-compare-'));
});
afterAll(() => rm(out, { recursive: true, force: true }));

function compare(...args: string[]): Promise<{ code: number | null; text: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', program, ...args], { cwd: root });
    const parts: string[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => parts.push(String(chunk)));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, text: parts.join('') }));
  });
}

const read = async () => JSON.parse(await readFile(join(out, 'comparison.json'), 'utf8'));

test('trains both with the same number of images, and writes the table', async () => {
  const { code, text } = await compare(...TINY, '--seeds', '1', '--multiview-epochs', '1', '--out', out);
  expect(code, text).toBe(0);
  const { results, difference } = await read();
  expect(results.map(({ kind, seed, epochs }: Record<string, unknown>) => [kind, seed, epochs])).toEqual([
    ['early', 1, 8],
    ['multiview', 1, 1],
  ]);
  for (const { presence, locations, boxHits, scores, bestEpoch, epochs } of results) {
    expect(scores.map((row: number[]) => row.length)).toEqual(Array(16).fill(22));
    for (const { estimate, lower, upper } of [presence, locations]) {
      expect(lower).toBeLessThanOrEqual(estimate);
      expect(upper).toBeGreaterThanOrEqual(estimate);
    }
    expect(boxHits.patients.trials).toBeGreaterThan(0);
    expect(bestEpoch).toBeLessThanOrEqual(epochs);
  }
  expect(difference.estimate).toBeCloseTo(results[1].presence.estimate - results[0].presence.estimate, 10);
  const table = await readFile(join(out, 'comparison.md'), 'utf8');
  expect(table).toContain('one encoder for each view');
  expect(table).toContain('AUROC of the presence, multi-view minus early fusion');
});

test('what is there is not done again; another seed is added to it', async () => {
  const before = await read();
  const same = await compare(...TINY, '--seeds=1', '--multiview-epochs=1', '--out', out);
  expect(same.text).not.toMatch(/training on|drawing|where it looks/);
  expect((await read()).results).toEqual(before.results);
  const more = await compare(...TINY, '--seeds', '2', '--multiview-epochs', '1', '--out', out);
  expect(more.text).not.toMatch(/Early-1: training/);
  const { results } = await read();
  expect(results.slice(0, 2)).toEqual(before.results);
  expect(results[2].scores).not.toEqual(results[0].scores);
  expect((await readdir(out)).filter((name) => /^(early|multiview)-/.test(name)).sort()).toEqual([
    ...['early-1', 'early-2', 'multiview-1', 'multiview-2'],
  ]);
});

test('another truth is compared anew, without training; one of a single class is refused before it', async () => {
  const before = await read();
  const path = join(out, 'study', 'groundtruth.csv');
  const [header, ...rows] = (await readFile(path, 'utf8')).trimEnd().split('\n');
  const write = (presenceOf: (old: string) => string) => {
    const changed = rows.map((row) => row.replace(/,([01])/, (_, old: string) => `,${presenceOf(old)}`));
    return writeFile(path, `${[header, ...changed].join('\n')}\n`);
  };
  await write((old) => (old === '1' ? '0' : '1'));
  const { text } = await compare(...TINY, '--seeds', '1', '--multiview-epochs', '1', '--out', out);
  expect(text).not.toContain('training on');
  const { presence } = (await read()).results[0];
  expect(presence.estimate).toBeCloseTo(1 - before.results[0].presence.estimate, 10);
  await write(() => '0');
  const refused = await compare(...TINY, '--seeds', '3', '--multiview-epochs', '1', '--out', out);
  expect(refused.code).toBe(1);
  expect(refused.text).toContain('all 16 have Aneurysm 0');
  expect(refused.text).not.toContain('training on');
});

test('--help explains; wrong numbers and unknown options are one line', async () => {
  expect((await compare('--help')).text).toContain('--multiview-epochs N');
  expect(await compare('--seeds', '0')).toEqual({
    code: 1,
    text: '\nError: --seeds is "0"; it must be a whole number from 1.\n',
  });
  expect((await compare('--sise', '3')).text).toContain("Unknown option '--sise'");
  for (const option of ['--model=early', '--epochs=3', '--thresholds=test']) {
    const { code, text } = await compare(option);
    expect([code, text]).toEqual([1, expect.stringContaining(`${option.split('=')[0]} is for npm start`)]);
  }
});
