// Writes our EfficientNet as ONNX, with an input and our output for it. Usage: tsx bench/onnx/write-model.ts FOLDER JOB
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { efficientNet, type Variant } from '@kium/efficientnet';
import { setThreads } from '@kium/tfjs-backend-simd';
import * as tf from '@tensorflow/tfjs-core';
import { CHANNELS, CLASSES, type Job } from '../job';
import { toOnnx } from './export';
import { FILES } from './files';

const [folder = '', json = ''] = process.argv.slice(2);
const job = JSON.parse(json) as Job;
setThreads(job.threads);
await tf.setBackend('simd');
const model = efficientNet(job.variant as Variant, {
  inputShape: [job.size, job.size, CHANNELS],
  classes: CLASSES,
  classifierActivation: 'sigmoid',
  // One pass in training mode then makes a batch's statistics the moving ones: without them, the numbers of a network
  // that was never trained vanish on their way, and there would be little to compare.
  batchNormMomentum: 0,
  dropoutRate: 0,
  // Scores between 0 and 1, not at either.
  classifierInitializer: 'glorot',
  seed: 1,
});
const x = tf.randomUniform([job.batch, job.size, job.size, CHANNELS], 0, 1, 'float32', 1);
tf.dispose(model.apply(x, { training: true }) as tf.Tensor);
const expected = model.predict(x, { batchSize: job.batch }) as tf.Tensor;

await writeFile(join(folder, FILES.model), toOnnx(model));
await writeFile(join(folder, FILES.input), tf.transpose(x, [0, 3, 1, 2]).dataSync<'float32'>());
await writeFile(join(folder, FILES.expected), expected.dataSync<'float32'>());
