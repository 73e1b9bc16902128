import { SourceChangedError } from '../errors';
import type { Question } from './protocol';
import type { HeaderMessage } from './volume-message';
import { type WorkerClient, type WorkerHandle, workerClient } from './worker-client';

/** A worker that has volumes open. */
export interface VolumeWorker {
  readonly client: WorkerClient;
  readonly header: HeaderMessage;
}

/**
 * Start a worker and open volumes in it.
 *
 * @param expected what another worker, or this thread, has found in the same files
 * @throws SourceChangedError if they are no longer the same; or what opening throws
 */
export async function startVolumeWorker(
  start: () => WorkerHandle,
  open: Question,
  expected?: HeaderMessage,
): Promise<VolumeWorker> {
  const client = workerClient(start());
  try {
    const header = (await client.ask(open)) as HeaderMessage;
    if (expected && !isSame(header, expected)) {
      throw new SourceChangedError(expected.path, describe(expected), describe(header));
    }
    return { client, header };
  } catch (error) {
    client.stop(error as Error);
    throw error;
  }
}

function isSame(a: HeaderMessage, b: HeaderMessage): boolean {
  const [one, other] = [a, b].map(({ labelRows, ...rest }) => JSON.stringify([rest, labelRows && [...labelRows]]));
  return one === other;
}

function describe({ shape, dtype, version }: HeaderMessage): string {
  return `${dtype} volumes ${JSON.stringify(shape)}${version === undefined ? '' : `, version ${version}`}`;
}
