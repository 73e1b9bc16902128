import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { realTarget } from '../src/atomic-file';
import { withFileLock } from '../src/file-lock';
import { rejectionOf, temporaryFolder } from './support';

const root = temporaryFolder();
let count = 0;
const newTarget = () => {
  mkdirSync(join(root, String(count)));
  return join(root, String(count++), 'volumes.h5');
};

test('one writer at a time, and the next one when it is done', async () => {
  const target = newTarget();
  const inside = await withFileLock(target, async () => {
    const error = await rejectionOf(withFileLock(target, async () => {}));
    expect(error).toMatchObject({ tag: 'FileLockedError', path: target, lock: `${target}.lock` });
    expect(error.holder).toMatchObject({ pid: process.pid, host: hostname() });
    expect(error.message).toContain(`process ${process.pid} on ${hostname()} has been writing it since 20`);
    expect(error.message).toContain(`delete ${target}.lock`);
    return 'done';
  });
  expect(inside).toBe('done');
  await rejectionOf(withFileLock(target, () => Promise.reject(new Error('failed'))));
  expect(await withFileLock(target, async () => 2)).toBe(2);
  expect(readdirSync(join(target, '..'))).toEqual([]);
});

test('every spelling of a path, and every link to it, is one lock', async () => {
  const target = newTarget();
  const folder = join(target, '..');
  symlinkSync(folder, `${folder} link`);
  symlinkSync('volumes.h5', join(folder, 'other name'));
  for (const path of [
    `${folder}//./volumes.h5`,
    join(`${folder} link`, 'volumes.h5'),
    join(folder, 'other name'),
    join(`${folder} link`, '..', String(count - 1), 'other name'),
  ]) {
    expect(await realTarget(path)).toBe(await realTarget(target));
  }
});

test('another process that is there keeps it; one that has gone, or another with its number, does not', async () => {
  const target = newTarget();
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  const { pid } = child;
  const write = (holder: object) => writeFileSync(`${target}.lock`, JSON.stringify(holder));
  const since = '2026-01-01T00:00:00.000Z';
  const lock = () => withFileLock(target, async () => 'taken');

  write({ pid, host: hostname(), since });
  expect((await rejectionOf(lock())).holder).toMatchObject({ pid });
  if (existsSync('/proc/self/stat')) {
    write({ pid, host: hostname(), since, started: '1' });
    expect(await lock()).toBe('taken');
    expect(existsSync(`${target}.lock`)).toBe(false);
  }
  write({ pid, host: hostname(), since });
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await lock()).toBe('taken');

  // Of another machine nothing can be said, so it stays.
  write({ pid, host: 'elsewhere', since });
  const error = await rejectionOf(lock());
  expect(error.message).toContain(`process ${pid} on elsewhere`);
  expect(existsSync(`${target}.lock`)).toBe(true);
});

test.each(['', 'x', 'null', '{"pid":"1"}', '{}'])('a lock that says %j belongs to nobody', async (text) => {
  const target = newTarget();
  writeFileSync(`${target}.lock`, text);
  expect(await withFileLock(target, async () => 'taken')).toBe('taken');
});

test('a stale lock that a process was killed in the middle of removing is removed by the next writer', async () => {
  const target = newTarget();
  const gone = 2 ** 22 + 1;
  const heldBy = (pid: number, host: string) => JSON.stringify({ pid, host, since: '' });
  const stale = heldBy(gone, hostname());
  const kept = {
    [`.lock.${process.pid}`]: stale,
    [`.lock.${gone + 1}`]: heldBy(process.pid, hostname()),
    [`.lock.${gone + 2}`]: heldBy(gone, 'elsewhere'),
    [`.lock.0${gone}`]: stale,
    '.lock.txt': stale,
    '.lock.': stale,
    [`.lock.-${gone}`]: stale,
    [`.lock.${gone}.partial`]: stale,
  };
  for (const [ending, text] of Object.entries(kept)) writeFileSync(target + ending, text);
  writeFileSync(`${target}.lock.${gone}`, stale);
  writeFileSync(`${target}.lock.${gone + 3}`, '');
  expect(await withFileLock(target, async () => 'done')).toBe('done');
  expect(readdirSync(join(target, '..')).sort()).toEqual(
    Object.keys(kept)
      .map((ending) => `volumes.h5${ending}`)
      .sort(),
  );
});

test('a lock that somebody else has made since is left alone', async () => {
  const target = newTarget();
  await withFileLock(target, async () => writeFileSync(`${target}.lock`, 'another'));
  expect(readFileSync(`${target}.lock`, 'utf8')).toBe('another');
});

test('of many calls at once, over a stale lock, one gets it', async () => {
  const target = newTarget();
  writeFileSync(`${target}.lock`, JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), since: '' }));
  let inside = 0;
  let most = 0;
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, () =>
      withFileLock(target, async () => {
        most = Math.max(most, ++inside);
        await new Promise((resolve) => setTimeout(resolve, 200));
        inside--;
      }),
    ),
  );
  expect(most).toBe(1);
  const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.tag] : []));
  expect(refused).toEqual(Array.from({ length: 19 }, () => 'FileLockedError'));
});
