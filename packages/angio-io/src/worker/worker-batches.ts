import { asBatch, type Batch, type BatchSubject } from '../batches/batches';
import type { EpochPlan, Sample } from '../batches/epoch-plan';
import { prefetch } from './prefetch';
import type { WorkerPool } from './worker-pool';

/** The batches of an epoch, read by workers: `ahead` of them are made while the consumer works on one. */
export async function* workerBatches(
  subject: BatchSubject,
  { batches, dtype }: EpochPlan,
  pool: WorkerPool,
  ahead: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Batch> {
  const ask = (samples: readonly Sample[]) => pool.ask({ kind: 'batch', samples, dtype });
  for await (const { question: samples, answer } of prefetch(batches, ahead, ask, signal)) {
    yield asBatch(subject, samples, answer as Batch['x']);
  }
}
