import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { BatchOptions } from '../../src/batches/batch-options';
import type { Batch } from '../../src/batches/batches';
import { openVolumes, parseLabels, scanStudy, type VolumeFile, writeVolumes } from '../../src/index';
import { labelCsv, temporaryFolder, writeStudy } from '../support';

const root = temporaryFolder('worker 한글 ');
const file = join(root, 'volumes.h5');
const indices = ['1001', '1002', '1003', '1004', '1005'];
beforeAll(async () => {
  const { patients } = await scanStudy(await writeStudy(join(root, 'study'), indices));
  await writeVolumes(file, patients, { size: 16, labels: await parseLabels(labelCsv(indices)) });
});
afterEach(() => void vi.restoreAllMocks());

async function all(volumes: VolumeFile, options: BatchOptions): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of volumes.batches(options)) batches.push(batch);
  return batches;
}

/** The threads that were started, each as it gets its first message. */
function watchWorkers(): Set<Worker> {
  const workers = new Set<Worker>();
  const { postMessage } = Worker.prototype;
  vi.spyOn(Worker.prototype, 'postMessage').mockImplementation(function (this: Worker, ...message: [unknown]) {
    workers.add(this);
    return postMessage.apply(this, message);
  });
  return workers;
}

test.each<BatchOptions>([
  {},
  { dtype: 'uint8' },
  { shuffle: true, seed: 3, indices: [4, 1, 1, 0, 3], dropLast: true },
  { augment: { flip: 0.5, rotate: 10, noise: 0.05 }, seed: 7 },
  { augment: { brightness: 0.2 }, dtype: 'uint8' },
])('workers make the same batches, however many there are: %j', async (options) => {
  const volumes = await openVolumes(file);
  const workers = watchWorkers();
  const expected = await all(volumes, { ...options, batchSize: 2, prefetch: 0 });
  expect(workers.size).toBe(0);
  for (const [prefetch, count] of [
    [1, 1],
    [2, undefined],
    [4, 3],
  ] as const) {
    expect(await all(volumes, { ...options, batchSize: 2, prefetch, workers: count })).toEqual(expected);
  }
  expect(workers.size).toBe(Math.min(3, expected.length));
  volumes.close();
});

test('an epoch that is too small for a worker has none unless it is asked for', async () => {
  const volumes = await openVolumes(file);
  const workers = watchWorkers();
  await all(volumes, { batchSize: 2 });
  expect(workers.size).toBe(0);
  await all(volumes, { batchSize: 2, prefetch: 2 });
  await all(volumes, { batchSize: 2, prefetch: 2 });
  expect(workers.size).toBe(1);
  volumes.close();
});

test('options are checked at the call', async () => {
  const volumes = await openVolumes(file);
  for (const options of [{ prefetch: -1 }, { prefetch: 0.5 }, { workers: 0 }]) {
    const option = Object.keys(options)[0];
    expect(() => volumes.batches(options)).toThrow(expect.objectContaining({ tag: 'OptionError', option }));
  }
  volumes.close();
});

test('an error arrives with its batch, with class and fields, and the batches before it are whole', async () => {
  const path = join(root, 'damaged.h5');
  const bytes = readFileSync(file);
  // The third zlib stream: chunks are compressed with level 4, whose header is 78 5e.
  let at = -1;
  for (let stream = 0; stream < 3; stream++) at = bytes.indexOf(Buffer.from([0x78, 0x5e]), at + 1);
  bytes.fill(0xaa, at + 10, at + 60);
  writeFileSync(path, bytes);
  const volumes = await openVolumes(path);
  const batches = volumes.batches({ batchSize: 1, prefetch: 3 });
  expect((await batches.next()).value!.patients).toEqual(['1001']);
  expect((await batches.next()).value!.patients).toEqual(['1002']);
  const expected = { tag: 'CorruptVolumeError', path, part: 'volume 2 (patient 1003)' };
  await expect(batches.next()).rejects.toMatchObject(expected);
  expect(await all(volumes, { indices: [3, 4], prefetch: 1 })).toHaveLength(1);
  volumes.close();
});

test('a worker that is killed is a named error; the next epoch has another one', async () => {
  const volumes = await openVolumes(file);
  const workers = watchWorkers();
  const batches = volumes.batches({ batchSize: 1, prefetch: 1 });
  await batches.next();
  for (const worker of workers) void worker.terminate();
  const end = (async () => {
    for await (const _ of batches);
  })();
  await expect(end).rejects.toMatchObject({
    tag: 'WorkerError',
    message: expect.stringContaining('ended with code 1'),
  });
  expect(await all(volumes, { prefetch: 1 })).toHaveLength(1);
  expect(workers.size).toBe(2);
  volumes.close();
});

test('a file that was replaced while it was open is not mixed with what was open', async () => {
  const path = join(root, 'replaced.h5');
  copyFileSync(file, path);
  const volumes = await openVolumes(path);
  writeFileSync(path, readFileSync(file));
  await expect(all(volumes, { prefetch: 1 })).rejects.toMatchObject({ tag: 'SourceChangedError', path });
  volumes.close();
});

test('closing, a signal and break end the workers’ work', async () => {
  const volumes = await openVolumes(file);
  const controller = new AbortController();
  const aborted = volumes.batches({ batchSize: 1, prefetch: 2, signal: controller.signal });
  await aborted.next();
  controller.abort(new Error('enough'));
  await expect(aborted.next()).rejects.toThrow('enough');
  for await (const { patients } of volumes.batches({ batchSize: 1, prefetch: 2 })) if (patients[0] === '1002') break;
  const open = volumes.batches({ batchSize: 1, prefetch: 2 });
  await open.next();
  volumes.close();
  const end = (async () => {
    for await (const _ of open);
  })();
  await expect(end).rejects.toMatchObject({ tag: 'ClosedFileError', path: file });
  await expect(volumes.batches({ prefetch: 1 }).next()).rejects.toMatchObject({ tag: 'ClosedFileError' });
});

test('workers keep a process alive while a batch is awaited, and no longer', () => {
  const script = join(root, 'exit.mts');
  writeFileSync(
    script,
    `import { openVolumes } from ${JSON.stringify(new URL('../../src/index.ts', import.meta.url).href)};
     const volumes = await openVolumes(process.argv[2]);
     let count = 0;
     for await (const batch of volumes.batches({ batchSize: 1, prefetch: 2, workers: 2 })) count++;
     console.log(count);
     await volumes.batches({ batchSize: 1, prefetch: 3 }).next();`,
  );
  const run = spawnSync(process.execPath, ['--import', import.meta.resolve('tsx'), script, file], { encoding: 'utf8' });
  expect(run).toMatchObject({ stderr: '', stdout: '5\n', status: 0 });
});
