import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { besides } from './atomic-file';
import { FileLockedError } from './errors';

/**
 * Run `work` while this process, and within it this call, is the only writer of `target`: a file beside it,
 * `<target>.lock`, says who writes. A lock whose process has gone is taken over.
 *
 * @param target a path without links, so that every spelling of it has one lock
 * @throws FileLockedError at once, if there is another writer
 */
export async function withFileLock<T>(target: string, work: () => Promise<T>): Promise<T> {
  const lock = besides(target, '.lock');
  const text = await acquire(target, lock);
  try {
    await removeLeftBehind(lock);
    return await work();
  } finally {
    // Somebody may have deleted the lock by hand and another writer made one since: that one is not ours to remove.
    if ((await readIfThere(lock)) === text) await rm(lock, { force: true });
  }
}

/** Who writes, as the lock file has it. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the lock was made (ISO 8601). */
  readonly since: string;
  /** When the process began, in the system's own count, where it tells: process numbers are used again. */
  readonly started?: string;
  /** Tells two writers of one process apart. */
  readonly writer: number;
}

let writers = 0;

async function acquire(target: string, lock: string): Promise<string> {
  const { pid } = process;
  const started = (await processStatus(pid))?.started;
  const holder: Holder = { pid, host: hostname(), since: new Date().toISOString(), started, writer: writers++ };
  const text = `${JSON.stringify(holder)}\n`;
  for (let attempt = 1; ; attempt++) {
    try {
      await writeFile(lock, text, { flag: 'wx' });
      return text;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EEXIST') {
        // The name may be made and its content not fit on the disk.
        if (code === 'ENOSPC' || code === 'EDQUOT') await rm(lock, { force: true });
        throw error;
      }
    }
    const found = await readIfThere(lock);
    if (found === undefined) continue;
    const other = parseHolder(found);
    const stale = other ? await isGone(other) : attempt > PATIENCE;
    if (stale) await removeStale(lock, found);
    else if (other || attempt > 2 * PATIENCE) throw new FileLockedError(target, lock, other);
    // Made a moment ago, and not yet filled.
    else await sleep(20);
  }
}

/** Attempts, 20 ms apart, until a lock without sense is given up: it takes microseconds to fill one. */
const PATIENCE = 50;

/**
 * Remove a lock that was found stale, unless another process has done so and locked in the meantime: a file cannot be
 * removed on condition of its content, so it is moved away and looked at.
 */
async function removeStale(lock: string, found: string): Promise<void> {
  const aside = asideOf(lock, process.pid);
  try {
    await rename(lock, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if ((await readIfThere(aside)) === found) await rm(aside, { force: true });
  else await rename(aside, lock);
}

/** Where a process moves a lock that it is about to remove. */
const asideOf = (lock: string, pid: number) => `${lock}.${pid}`;

/** Remove the stale locks that processes had moved away, and were killed before they removed them. */
async function removeLeftBehind(lock: string): Promise<void> {
  // Who may write a folder need not be allowed to list it. What is left behind does no harm, so failing here does none.
  const names = await readdir(dirname(lock)).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(`${basename(lock)}.`)) continue;
    const pid = Number(name.slice(basename(lock).length + 1));
    const path = join(dirname(lock), name);
    if (path !== asideOf(lock, pid) || !(Number.isInteger(pid) && pid > 0) || isRunning(pid)) continue;
    // A process number means something on its own machine only, and it is there that a lock is found stale.
    const holder = parseHolder((await readIfThere(path)) ?? '');
    if (holder === undefined || (await isGone(holder))) await rm(path, { force: true }).catch(() => {});
  }
}

async function isGone({ pid, host, started }: Holder): Promise<boolean> {
  if (host !== hostname()) return false;
  if (!isRunning(pid)) return true;
  const status = await processStatus(pid);
  return status !== undefined && (status.dead || (started !== undefined && started !== status.started));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** What Linux tells of a process: proc(5), /proc/pid/stat, fields 3 (state) and 22 (starttime, ticks since boot). */
async function processStatus(pid: number): Promise<{ dead: boolean; started: string } | undefined> {
  const stat = await readIfThere(`/proc/${pid}/stat`);
  // The second field is the program's name, in parentheses, which may hold anything.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields?.[19] === undefined ? undefined : { dead: /[ZXx]/.test(fields[0]!), started: fields[19] };
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}

function parseHolder(text: string): Holder | undefined {
  try {
    const holder = JSON.parse(text) as Partial<Holder> | null;
    const known = Number.isInteger(holder?.pid) && holder!.pid! > 0 && typeof holder!.host === 'string';
    return known ? (holder as Holder) : undefined;
  } catch {
    return undefined;
  }
}
