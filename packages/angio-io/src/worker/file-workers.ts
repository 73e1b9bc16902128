import { existsSync } from 'node:fs';
import type { Batch } from '../batches/batches';
import type { EpochPlan } from '../batches/epoch-plan';
import type { JoinedVolumes } from '../hdf5/join-volumes';
import type { OpenVolumesOptions } from '../hdf5/open-options';
import { nodeWorkerUrl, startNodeWorker } from '../start-node-worker';
import { toHeaderMessage } from './volume-message';
import { startVolumeWorker } from './volume-workers';
import { workerBatches } from './worker-batches';
import { workerPool } from './worker-pool';

/** The workers of an open file; the first one starts with the first batch. */
export interface FileWorkers {
  /**
   * Whether there can be any: a program bundled into one file has none beside it, and a file that is still being
   * written is another one when a worker opens it.
   */
  readonly available: boolean;
  /** The batches of an epoch, made by `count` workers, `ahead` of them in advance. */
  batches(plan: EpochPlan, ahead: number, count: number, signal: AbortSignal | undefined): AsyncGenerator<Batch>;
  /** End the workers; batches that are asked for later fail with the reason. */
  close(reason: Error): void;
}

/** What workers open. */
export interface OpenedFiles {
  readonly paths: readonly string[];
  readonly options: OpenVolumesOptions;
  /** What `versionOf` said when this thread opened them. */
  readonly version: string;
}

/** Workers that read what this thread has open; each opens the files for itself. */
export function fileWorkers(stored: JoinedVolumes, files: OpenedFiles): FileWorkers {
  const { paths, options, version } = files;
  const subject = { ...stored, length: stored.shape[0] };
  const pool = workerPool(1, async () => {
    const open = { kind: 'open', source: paths, options } as const;
    return (await startVolumeWorker(startNodeWorker, open, toHeaderMessage(stored, version))).client;
  });
  return {
    get available() {
      return !stored.unfinished && existsSync(nodeWorkerUrl());
    },
    batches(plan, ahead, count, signal) {
      pool.resize(count);
      return workerBatches(subject, plan, pool, ahead, signal);
    },
    close: pool.close,
  };
}
