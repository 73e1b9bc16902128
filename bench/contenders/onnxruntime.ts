// EfficientNet in onnxruntime, from the files of bench/onnx/write-model.ts. Started by bench/main.ts with their folder and
// a Job.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { env, InferenceSession, Tensor } from 'onnxruntime-node';
import { OutputDiffersError } from '../errors';
import { CHANNELS, type Job } from '../job';
import { FILES } from '../onnx/files';
import { serve } from './serve';

const TOLERANCE = 1e-4;

const [folder = '', json = ''] = process.argv.slice(2);
const job = JSON.parse(json) as Job;
const session = await InferenceSession.create(join(folder, FILES.model), {
  intraOpNumThreads: job.threads,
  interOpNumThreads: 1,
  graphOptimizationLevel: 'all',
});
const input = new Tensor('float32', numbers(FILES.input), [job.batch, CHANNELS, job.size, job.size]);
const predict = async () => (await session.run({ input })).output!.data as Float32Array;

const error = relativeError(await predict(), numbers(FILES.expected));
if (!(error < TOLERANCE)) throw new OutputDiffersError(error, TOLERANCE);

await serve({ version: `onnxruntime-node ${env.versions.node}, ${job.threads} threads` }, async () => {
  await predict();
});

function numbers(file: string): Float32Array {
  return new Float32Array(Uint8Array.from(readFileSync(join(folder, file))).buffer);
}

/** The largest difference as a share of the largest number expected. */
function relativeError(actual: Float32Array, expected: Float32Array): number {
  const largest = expected.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  return expected.reduce((max, value, i) => Math.max(max, Math.abs(value - actual[i]!)), 0) / largest;
}
