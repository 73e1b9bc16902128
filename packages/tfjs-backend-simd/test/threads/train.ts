// Run by threads.test.ts: trains on three threads and ends; the process must exit by itself while the workers sleep.
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { backendInfo, setThreads } from '../../src';

setThreads(3);
await tf.setBackend('simd');
const model = sequential({
  layers: [
    layers.conv2d({ inputShape: [32, 32, 4], filters: 16, kernelSize: 3, activation: 'relu' }),
    layers.globalAveragePooling2d({}),
    layers.dense({ units: 2, activation: 'softmax' }),
  ],
});
model.compile({ optimizer: tf.train.adam(), loss: 'categoricalCrossentropy' });
const x = tf.ones([32, 32, 32, 4]);
const y = tf.ones([32, 2]);
// On a busy machine workers may take some time to start.
while (backendInfo().workerCalls === 0) await model.fit(x, y, { epochs: 2, verbose: 0 });

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
await pause(100);
const before = process.cpuUsage();
await pause(500);
const { user, system } = process.cpuUsage(before);
const { threads } = backendInfo();
process.stdout.write(JSON.stringify({ threads, idleMs: (user + system) / 1000 }));
