import { parentPort } from 'node:worker_threads';
import { readSamples, readSamplesAhead } from '../batches/read-samples';
import { openFiles } from '../hdf5/open-files';
import type { OpenVolumesOptions } from '../hdf5/open-options';
import { versionOf } from './file-version';
import { type ServedVolumes, serve } from './serve';
import { toHeaderMessage } from './volume-message';

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
  const volumes = await openFiles(paths, message as OpenVolumesOptions);
  return {
    header: toHeaderMessage(volumes, await versionOf(paths)),
    read: (at, as) => (as === 'stored' ? volumes.read(at) : readSamples(volumes, [{ at }], 'float32')),
    readBatch: (samples, dtype) => readSamplesAhead(volumes, samples, dtype),
  };
}
