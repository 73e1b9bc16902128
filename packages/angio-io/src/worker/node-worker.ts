import { parentPort } from 'node:worker_threads';
import { readSamples } from '../batches/read-samples';
import { openFiles } from '../hdf5/open-files';
import type { OpenVolumesOptions } from '../hdf5/open-options';
import { versionOf } from './file-version';
import { type ServedVolumes, serve } from './serve';
import { toHeaderMessage } from './volume-message';

/** What a worker in Node is told of how to open files. */
export interface NodeOpenMessage {
  readonly options: OpenVolumesOptions;
  /** The main thread's folder of plug-ins; a worker that is ended could not remove one of its own. */
  readonly plugins: string | undefined;
}

/** The program of a worker in Node. */
const port = parentPort!;

serve(
  {
    send: (reply, transfer) => port.postMessage(reply, transfer),
    onRequest: (listener) => port.on('message', listener),
  },
  open,
);

async function open(source: unknown, message: unknown): Promise<ServedVolumes> {
  const paths = source as string[];
  const { options, plugins } = message as NodeOpenMessage;
  const volumes = await openFiles(paths, { ...options, ...(plugins !== undefined && { pluginFolder: () => plugins }) });
  return {
    header: toHeaderMessage(volumes, await versionOf(paths)),
    read: (at, as) => (as === 'stored' ? volumes.read(at) : readSamples(volumes, [{ at }], 'float32')),
    readBatch: (samples, dtype) => readSamples(volumes, samples, dtype),
  };
}
