import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CorruptVolumeError, OptionError, WorkerError } from '../../src/errors';
import { Hdf5Failure } from '../../src/hdf5/hdf5';
import { prefetch } from '../../src/worker/prefetch';
import type { ServedVolumes } from '../../src/worker/serve';
import { workerPool } from '../../src/worker/worker-pool';
import { type FakeWorker, fakeWorker } from './fake-worker';

const volumes = (read: ServedVolumes['read']): ServedVolumes => ({
  header: {},
  read,
  readBatch: () => new Uint8Array(0),
});

function fakePool(size: number, read: ServedVolumes['read']) {
  const workers: FakeWorker[] = [];
  const pool = workerPool(size, async () => {
    const worker = fakeWorker(async () => volumes(read));
    workers.push(worker);
    await worker.client.ask({ kind: 'open', source: '', options: {} });
    return worker.client;
  });
  const ask = (at: number) => pool.ask({ kind: 'read', at, as: 'stored' });
  return { pool, workers, ask };
}

test('answers come in the order of the questions, whatever the workers, the times and what is read ahead', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.nat(3), { maxLength: 12 }),
      async (size, ahead, delays) => {
        const { pool, ask } = fakePool(size, async (at) => {
          for (let turns = delays[at]!; turns > 0; turns--) await turn();
          return Uint8Array.of(at);
        });
        let [asked, taken] = [0, 0];
        const counted = (at: number) => {
          asked++;
          return ask(at);
        };
        const questions = delays.map((_, at) => at);
        for await (const { question, answer } of prefetch(questions, ahead, counted, undefined)) {
          expect(answer).toEqual(Uint8Array.of(question));
          expect(question).toBe(taken++);
          expect(asked - taken).toBeLessThanOrEqual(ahead);
        }
        expect(taken).toBe(delays.length);
        pool.close(new Error('done'));
      },
    ),
    { numRuns: 50 },
  );
});

test('an error of one question arrives in its place, and the next question is answered', async () => {
  const { ask, workers } = fakePool(2, (at) => {
    if (at === 1) throw new OptionError('at', at, 'another');
    return Uint8Array.of(at);
  });
  const seen: unknown[] = [];
  const run = async () => {
    for await (const { question } of prefetch([0, 1, 2], 3, ask, undefined)) seen.push(question);
  };
  await expect(run()).rejects.toBeInstanceOf(OptionError);
  expect(seen).toEqual([0]);
  expect(await ask(2).answer).toEqual(Uint8Array.of(2));
  expect(workers).toHaveLength(2);
});

test('workers start when they are needed, are held only while they work, and are used again', async () => {
  const { ask, workers } = fakePool(3, (at) => Uint8Array.of(at));
  expect(workers).toHaveLength(0);
  const job = ask(0);
  expect(workers).toHaveLength(1);
  expect(workers[0]!.held()).toBe(true);
  await job.answer;
  expect(workers[0]!.held()).toBe(false);
  await ask(1).answer;
  expect(workers).toHaveLength(1);
  await Promise.all([0, 1, 2, 3, 4].map((at) => ask(at).answer));
  expect(workers).toHaveLength(3);
});

test('a worker that dies gives its error to what it was asked, and another one takes its place', async () => {
  let dying = true;
  const { ask, workers } = fakePool(1, (at) => {
    if (dying) workers[0]!.die(new WorkerError('has ended', 'Call again.'));
    return Uint8Array.of(at);
  });
  await expect(ask(0).answer).rejects.toBeInstanceOf(WorkerError);
  expect(workers[0]!.stopped()).toBe(true);
  dying = false;
  expect(await ask(1).answer).toEqual(Uint8Array.of(1));
  expect(workers).toHaveLength(2);
});

test('a worker that can go on no longer says so with the error, and is replaced', async () => {
  let crashed = true;
  const { ask, workers } = fakePool(1, (at) => {
    const cause = new Hdf5Failure(undefined, 'unreachable', crashed ? 'now' : undefined);
    if (crashed) throw new CorruptVolumeError('a.h5', 'volume 0', 'unreachable', { cause });
    return Uint8Array.of(at);
  });
  await expect(ask(0).answer).rejects.toBeInstanceOf(CorruptVolumeError);
  crashed = false;
  expect(await ask(1).answer).toEqual(Uint8Array.of(1));
  expect([workers.length, workers[0]!.stopped()]).toEqual([2, true]);
});

test('what no worker has begun is forgotten when the consumer stops', async () => {
  const { ask, workers } = fakePool(1, (at) => Uint8Array.of(at));
  for await (const { question } of prefetch([0, 1, 2, 3, 4, 5], 4, ask, undefined)) if (question === 0) break;
  await ask(9).answer;
  // To open, 0, at most one that was under way, and 9.
  expect(workers[0]!.asked()).toBeLessThanOrEqual(4);
});

test('a signal ends the wait at once', async () => {
  const controller = new AbortController();
  const { ask } = fakePool(1, () => new Promise(() => {}));
  const next = prefetch([0, 1], 2, ask, controller.signal).next();
  controller.abort(new Error('enough'));
  await expect(next).rejects.toThrow('enough');
  await expect(prefetch([0], 1, ask, controller.signal).next()).rejects.toThrow('enough');
});

test('closing ends the workers; what is under way, waits or comes later fails with the reason', async () => {
  const { pool, ask, workers } = fakePool(1, () => new Promise(() => {}));
  const jobs = [ask(0), ask(1)];
  await turn();
  pool.close(new Error('closed'));
  for (const job of [...jobs, ask(2)]) await expect(job.answer).rejects.toThrow('closed');
  expect(workers[0]!.stopped()).toBe(true);
});
