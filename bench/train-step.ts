// A training step of EfficientNet-B0, ours against tfjs's cpu backend, in one run.
// Usage: tsx bench/train-step.ts [--size 64] [--batch 2] [--steps 20] [--cpu-steps 2] [--json FILE]; --cpu-steps 0 leaves cpu out
import { writeFile } from 'node:fs/promises';
import { arch, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import '@tensorflow/tfjs-backend-cpu';
import '@kium/tfjs-backend-simd';
import { efficientNet } from '@kium/efficientnet';
import * as tf from '@tensorflow/tfjs-core';

interface Row {
  name: string;
  unit: string;
  ours: number;
  peers: Record<string, number>;
  /** Peer's figure over ours: how many times better ours is, where less is better. */
  ratio: Record<string, number>;
}

const CHANNELS = 8;
const CLASSES = 2;
const WARM_UP = { simd: 5, cpu: 1 };

const { values: options } = parseArgs({
  options: {
    size: { type: 'string', default: '64' },
    batch: { type: 'string', default: '2' },
    steps: { type: 'string', default: '20' },
    'cpu-steps': { type: 'string', default: '2' },
    json: { type: 'string' },
  },
});
const size = Number(options.size);
const batch = Number(options.batch);

console.log(`Node ${process.version}, ${arch()}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}\n`);
// Ours first: the peak of the process's memory can only be told for what runs first.
const simd = await timeSteps('simd', Number(options.steps));
const cpuSteps = Number(options['cpu-steps']);
const peers: Record<string, number> = cpuSteps > 0 ? { cpu: (await timeSteps('cpu', cpuSteps)).median } : {};

const what = `EfficientNet-B0 ${size}×${size}×${CHANNELS}, batch ${batch}`;
const rows: Row[] = [row(`training step, ${what}`, 'ms', simd.median, peers)];
rows.push(row(`peak memory of the process, ${what}`, 'MB', simd.peakMegabytes, {}));
printTable(rows);
if (options.json) await writeFile(options.json, `${JSON.stringify(rows, null, 2)}\n`);

/** Median time of a training step on a backend, after warm-up, and the peak resident memory so far. */
async function timeSteps(backend: 'simd' | 'cpu', steps: number): Promise<{ median: number; peakMegabytes: number }> {
  await tf.setBackend(backend);
  const model = efficientNet('b0', {
    inputShape: [size, size, CHANNELS],
    classes: CLASSES,
    classifierActivation: 'sigmoid',
    seed: 1,
  });
  const optimizer = tf.train.adam(1e-4);
  model.compile({ optimizer, loss: 'binaryCrossentropy' });
  const x = tf.randomUniform([batch, size, size, CHANNELS], 0, 1, 'float32', 1);
  const y = tf.tensor2d(
    Float32Array.from({ length: batch * CLASSES }, (_, i) => i % 2),
    [batch, CLASSES],
  );
  const times: number[] = [];
  for (let step = 0; step < WARM_UP[backend] + steps; step++) {
    const start = performance.now();
    await model.trainOnBatch(x, y);
    if (step >= WARM_UP[backend]) times.push(performance.now() - start);
  }
  // Linux and macOS differ in the unit of the system call; Node gives kilobytes on both.
  const peakMegabytes = process.resourceUsage().maxRSS / 1024;
  tf.dispose([x, y]);
  optimizer.dispose();
  model.dispose();
  return { median: median(times), peakMegabytes };
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}

function row(name: string, unit: string, ours: number, peers: Record<string, number>): Row {
  const ratio = Object.fromEntries(Object.entries(peers).map(([peer, value]) => [peer, value / ours]));
  return { name, unit, ours, peers, ratio };
}

function printTable(table: Row[]): void {
  const header = ['', 'ours (simd)', 'peer', 'ratio'];
  const lines = table.map(({ name, unit, ours, peers, ratio }) => {
    const [peer] = Object.keys(peers);
    const theirs = peer ? `${peer} ${peers[peer]!.toFixed(0)} ${unit}` : '';
    return [name, `${ours.toFixed(0)} ${unit}`, theirs, peer ? `${ratio[peer]!.toFixed(1)}×` : ''];
  });
  const widths = header.map((title, i) => Math.max(title.length, ...lines.map((cells) => cells[i]!.length)));
  for (const cells of [header, ...lines]) {
    console.log(cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '));
  }
}
