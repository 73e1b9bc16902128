// Run by threads.test.ts: the process must end by itself while the workers sleep.
import * as tf from '@tensorflow/tfjs-core';
import { type SimdBackend, setThreads } from '../../src';

setThreads(3);
await tf.setBackend('simd');
tf.matMul(tf.ones([500, 300]), tf.ones([300, 400])).dataSync();
process.stdout.write(`${(tf.backend() as SimdBackend).threads} threads\n`);
