import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as efficientnet from '@kium/efficientnet';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runnableExample, toCommonJs } from '../../../test/packaging/readme-example';
import * as metrics from '../../metrics/src/tfjs';
import * as training from '../src';

let folder: string;
beforeAll(async () => {
  await training.selectBackend({ prefer: 'simd' });
  folder = await mkdtemp(join(tmpdir(), 'kium-fine-tuning-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Two labels that the mean of a small noisy image tells. */
const labels = Array.from({ length: 12 }, (_, n) => (n % 2 ? [1, 0] : [0, 1]));
const x = labels.map(([first], n) =>
  Float32Array.from({ length: 32 * 32 * 8 }, (_, i) => Math.sin(n + i * (1 + n / 7)) ** 2 + (first ? 0.5 : 0)),
);

/** The guide's program on a small study: fewer and smaller samples, fewer epochs. */
async function guide(): Promise<string> {
  const text = await readFile(new URL('../../../docs/fine-tuning.md', import.meta.url), 'utf8');
  const small = [
    ['[256, 256, 8]', '[32, 32, 8]'],
    ['classes: 21', 'classes: 2'],
    ['epochs: 20', 'epochs: 2'],
    ['epochs: 20', 'epochs: 2'],
    ['warmup: 2', 'warmup: 0.5'],
    ['batchSize: 8', 'batchSize: 3'],
    ...['efficientnet_b0.safetensors', 'checkpoints/classifier', 'checkpoints/everything', 'fine-tuning.csv'].map(
      (name) => [`'${name}'`, `'${folder}/${name}'`],
    ),
    [`'fine-tuned'`, `'${folder}/fine-tuned'`],
  ] as [string, string][];
  return small.reduce((code, [from, to]) => {
    expect(code).toContain(from);
    return code.replace(from, to);
  }, runnableExample(text)!);
}

test('the program of docs/fine-tuning.md runs, and runs again from its checkpoints to the same scores', async () => {
  const pretrained = efficientnet.efficientNet('b0', {
    ...efficientnet.TORCHVISION.b0,
    inputShape: [32, 32, 3],
    seed: 9,
  });
  const file = join(folder, 'efficientnet_b0.safetensors');
  await efficientnet.saveWeights(pretrained, file, { format: 'safetensors', naming: 'torchvision' });
  pretrained.dispose();

  const modules: Record<string, unknown> = {
    '@kium/efficientnet': efficientnet,
    '@kium/metrics/tfjs': metrics,
    '@kium/training': training,
    './data.js': { data: await training.arrayData(x, labels, { inputShape: [32, 32, 8] }), labels },
  };
  // It handles errors by itself, which would hide them here.
  const code = toCommonJs(await guide()).replace(/\.catch\([^\n]*\);\n$/, '');
  const run = async () => {
    const printed: unknown[] = [];
    const print = {
      log: (...values: unknown[]) => printed.push(...values),
      table: (rows: unknown) => printed.push(rows),
    };
    const program = new Function('require', 'exports', 'console', `return ${code}`);
    await program((name: string) => modules[name], {}, print);
    return printed as [unknown[], unknown[], training.EpochRecord[], number[][]];
  };

  const [adapted, skipped, epochs, scores] = await run();
  expect(adapted.length).toBe(1);
  expect(JSON.stringify(skipped)).toMatch(/predictions|classifier/);
  expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2]);
  expect(scores.every((row) => row.length === 2 && row.every((score) => score > 0 && score < 1))).toBe(true);
  expect(await readFile(join(folder, 'fine-tuning.csv'), 'utf8')).toMatch(/^epoch,loss,.*\n1,.*\n2,.*\n$/);
  expect(await readdir(join(folder, 'fine-tuned'))).toEqual(['model.json', 'weights.bin']);
  expect(await run()).toEqual([adapted, skipped, epochs, scores]);
});
