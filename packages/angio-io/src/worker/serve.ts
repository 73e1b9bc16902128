import type { Sample } from '../batches/epoch-plan';
import { Hdf5Failure } from '../hdf5/hdf5';
import type { VolumeArray } from '../hdf5/stored-dtype';
import type { VolumeDtype } from '../hdf5/volume-format';
import { toErrorMessage } from './error-message';
import type { Question, Reply, Request } from './protocol';

/** Open volumes, as the inside of a worker has them. */
export interface ServedVolumes {
  /** What the other side gets to know of them; must be possible to copy. */
  readonly header: unknown;
  read(at: number, as: 'stored' | 'float32'): VolumeArray | Promise<VolumeArray>;
  readBatch(samples: readonly Sample[], dtype: VolumeDtype): VolumeArray | Promise<VolumeArray>;
}

/** The worker's end of the line. */
export interface ServedLine {
  send(reply: Reply, transfer: ArrayBuffer[]): void;
  onRequest(listener: (request: Request) => void): void;
}

/**
 * The program of a worker: open what it is told to, then read volumes and batches. Arrays are handed over, not copied;
 * an error of one request is the reply to that request, and the next one is served.
 */
export function serve(line: ServedLine, open: (source: unknown, options: unknown) => Promise<ServedVolumes>): void {
  let volumes: ServedVolumes | undefined;
  const answer = async (question: Question): Promise<unknown> => {
    if (question.kind === 'open') {
      volumes = await open(question.source, question.options);
      return volumes.header;
    }
    return question.kind === 'read'
      ? volumes!.read(question.at, question.as)
      : volumes!.readBatch(question.samples, question.dtype);
  };
  let last = Promise.resolve();
  line.onRequest(({ id, question }) => {
    last = last.then(async () => {
      try {
        const value = await answer(question);
        line.send({ id, value }, ArrayBuffer.isView(value) ? [value.buffer as ArrayBuffer] : []);
      } catch (error) {
        line.send({ id, error: toErrorMessage(error), fatal: isCrash(error) }, []);
      }
    });
  });
}

/** Whether HDF5 itself has crashed, after which nothing more can be read with it. */
function isCrash(error: unknown): boolean {
  if (error instanceof Hdf5Failure && error.crashed !== undefined) return true;
  return error instanceof Error && error.cause !== undefined && isCrash(error.cause);
}
