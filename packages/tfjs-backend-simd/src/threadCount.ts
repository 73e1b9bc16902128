import { ThreadCountError } from './errors';
import { nodeModule } from './nodeModule';

let wanted: number | undefined;
/** Asked for once: it is a system call, and every op wants to know. */
let cores: number | undefined;

/**
 * Sets how many threads the backend computes with, the calling one among them; by default one for each core
 * (`os.availableParallelism()` in Node, `navigator.hardwareConcurrency` in a browser). The results do not depend on it.
 * It may be called at any time, also before the backend is created and in the middle of training, and takes effect with
 * the next op. Where there can be no other threads it changes nothing; {@link backendInfo} says why.
 *
 * @throws {@link ThreadCountError} if `count` is not a whole number from 1 on.
 */
export function setThreads(count: number): void {
  if (!Number.isInteger(count) || count < 1) throw new ThreadCountError(count);
  wanted = count;
}

/** Threads that were asked for, or one for each core. */
export function wantedThreads(): number {
  return wanted ?? (cores ??= countCores());
}

/** Why {@link wantedThreads} is one, if it is. */
export function whyOneWanted(): string | undefined {
  if (wanted === 1) return 'setThreads(1) was called.';
  return wantedThreads() === 1 ? 'There is one core.' : undefined;
}

function countCores(): number {
  const { navigator } = globalThis as { navigator?: { hardwareConcurrency?: number } };
  return nodeModule('node:os')?.availableParallelism() ?? navigator?.hardwareConcurrency ?? 1;
}
