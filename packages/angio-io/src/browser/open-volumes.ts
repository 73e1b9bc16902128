import type { BatchOptions } from '../batches/batch-options';
import { planBatches } from '../batches/batches';
import { ClosedFileError, OptionError } from '../errors';
import type { OpenVolumesOptions } from '../hdf5/open-options';
import type { VolumeArray } from '../hdf5/stored-dtype';
import { integerOption } from '../options';
import { startBrowserWorker, type WorkerOptions } from '../start-browser-worker';
import type { Question } from '../worker/protocol';
import { labelsOfHeader } from '../worker/volume-message';
import { startVolumeWorker } from '../worker/volume-workers';
import { workerBatches } from '../worker/worker-batches';
import { workerPool } from '../worker/worker-pool';
import type { AsyncVolumeFile } from './async-volume-file';
import type { FileMessage, OpenMessage } from './open-in-worker';
import type { RequestOptions } from './url-source';

/** Where volumes lie: a chosen or dropped file, bytes in memory, or the URL (absolute, or relative to the page). */
export type BrowserSource = Blob | URL | string;

/** Options of `openVolumes` in a browser. */
export interface BrowserOpenOptions extends OpenVolumesOptions, RequestOptions, WorkerOptions {
  /** How often a request that got no answer, or one that may pass (status 503, say), is repeated. Default: 3. */
  readonly retries?: number;
  /** How many bytes of each file are kept in memory in case they are read again. Default: 33 554 432 (32 MiB). */
  readonly cacheBytes?: number;
}

/**
 * Open volumes in a browser: a File, which may be larger than memory, or a URL, of which only what is asked for is
 * loaded, by range requests. HDF5 runs in a worker, so that the page stays responsive; it starts here and ends with
 * `close()`. Several files become one, as in Node.
 *
 * @throws HttpError, NetworkError, RangesUnsupportedError, WorkerError, OptionError
 * @throws NotHdf5Error, TruncatedFileError, NotVolumesError, CorruptVolumeError
 */
export async function openVolumes(
  source: BrowserSource | readonly BrowserSource[],
  options: BrowserOpenOptions = {},
): Promise<AsyncVolumeFile> {
  const { worker, workerUrl, ...rest } = options;
  const message: OpenMessage = {
    ...rest,
    retries: integerOption('retries', options.retries, 3, 0, 10),
    cacheBytes: integerOption('cacheBytes', options.cacheBytes, 32 * 1024 * 1024, 0, 2 ** 32),
  };
  const files = (Array.isArray(source) ? source : [source]).map(fileMessage);
  if (files.length === 0) throw new OptionError('source', 'an empty list', 'a file, a URL, or a list of them');
  const open: Question = { kind: 'open', source: files, options: message };
  const start = () => startBrowserWorker({ worker, workerUrl });
  const first = await startVolumeWorker(start, open);
  const { header } = first;

  let spare: typeof first.client | undefined = first.client;
  // One worker: what a page waits for is the network or the disk, and each has HDF5's memory of its own.
  const pool = workerPool(1, async () => {
    const client = spare ?? (await startVolumeWorker(start, open, header)).client;
    spare = undefined;
    return client;
  });

  const { path, paths, shape, dtype, index, labelNames, views, unfinished } = header;
  const labels = labelsOfHeader(header);
  const subject = { length: shape[0], shape, index, views, labels };
  const read = async (at: number, as: 'stored' | 'float32') => {
    if (!Number.isInteger(at) || at < 0 || at >= shape[0]) {
      throw new OptionError('at', at, `a position from 0 to ${shape[0] - 1}`);
    }
    return pool.ask({ kind: 'read', at, as }).answer;
  };
  return {
    ...{ path, paths, length: shape[0], shape, dtype, index, labels, labelNames, views, unfinished },
    read: (at) => read(at, 'stored') as Promise<VolumeArray>,
    readFloat: (at) => read(at, 'float32') as Promise<Float32Array>,
    batches: ((batch: BatchOptions = {}) => {
      const plan = planBatches(subject, batch);
      return workerBatches(subject, plan, pool, integerOption('prefetch', batch.prefetch, 2, 0), batch.signal);
    }) as AsyncVolumeFile['batches'],
    close() {
      const reason = new ClosedFileError(path);
      pool.close(reason);
      spare?.stop(reason);
    },
  };
}

function fileMessage(source: BrowserSource): FileMessage {
  if (source instanceof Blob) return { path: source instanceof File ? source.name : 'Blob', blob: source };
  const base = globalThis.document?.baseURI ?? globalThis.location?.href;
  if (!(source instanceof URL) && (typeof source !== 'string' || !URL.canParse(source, base))) {
    throw new OptionError('source', source, 'a File, a Blob, or the URL of a file');
  }
  const url = new URL(source, base);
  // A query may hold a signature, and what stands before the host a password: neither belongs into a message.
  const path = url.protocol.startsWith('http') ? `${url.origin}${url.pathname}` : `${url.protocol} URL`;
  return { path, url: url.href };
}
