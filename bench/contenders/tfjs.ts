// EfficientNet on a backend of tfjs: `simd`, `cpu` or `wasm`. Started by bench/main.ts with the backend's name and a Job.
import { efficientNet, type Variant } from '@kium/efficientnet';
import * as tf from '@tensorflow/tfjs-core';
import { CHANNELS, CLASSES, type Job } from '../job';
import { multiplyAdds } from '../multiply-adds';
import { serve } from './serve';

const [backend = '', json = ''] = process.argv.slice(2);
const job = JSON.parse(json) as Job;

const version = await startBackend();
const network = efficientNet(job.variant as Variant, {
  inputShape: [job.size, job.size, CHANNELS],
  classes: CLASSES,
  classifierActivation: 'sigmoid',
  seed: 1,
  recompute: job.recompute ?? false,
});
const x = tf.randomUniform([job.batch, job.size, job.size, CHANNELS], 0, 1, 'float32', 1);
await serve({ version, multiplyAdds: multiplyAdds(network) }, job.task === 'train' ? trainStep() : predict);

/** Only the backend that is measured is loaded. Gives its name and version, and what it computes with. */
async function startBackend(): Promise<string> {
  if (backend === 'simd') {
    const { backendInfo, setThreads } = await import('@kium/tfjs-backend-simd');
    setThreads(job.threads);
    await tf.setBackend(backend);
    const { threads, relaxedSimd } = backendInfo();
    return `@kium/tfjs-backend-simd, ${threads} threads, ${relaxedSimd ? 'relaxed' : 'plain'} SIMD`;
  }
  if (backend === 'wasm') await import('@tensorflow/tfjs-backend-wasm');
  else await import('@tensorflow/tfjs-backend-cpu');
  if (!(await tf.setBackend(backend))) throw new Error(`tfjs's backend ${backend} does not start`);
  return `tfjs ${tf.version_core} ${backend}, 1 thread`;
}

function trainStep(): () => Promise<void> {
  network.compile({ optimizer: tf.train.adam(1e-4), loss: 'binaryCrossentropy' });
  const y = tf.cast(tf.less(tf.randomUniform([job.batch, CLASSES], 0, 1, 'float32', 2), 0.1), 'float32');
  return async () => {
    await network.trainOnBatch(x, y);
  };
}

async function predict(): Promise<void> {
  const scores = network.predict(x, { batchSize: job.batch }) as tf.Tensor;
  await scores.data();
  scores.dispose();
}
