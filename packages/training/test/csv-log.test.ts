import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ready, setBackend } from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { csvLog, fit, StoppedError } from '../src';
import { separableSamples, smallModel } from './models';

let folder: string;
beforeAll(async () => {
  await setBackend('cpu');
  await ready();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kium-csv-log-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const data = separableSamples(10);

test('has a row for each epoch, after that epoch', async () => {
  const path = join(folder, 'made', 'log.csv');
  const rows: number[] = [];
  const { epochs } = await fit(smallModel(), data, {
    epochs: 3,
    callbacks: [
      csvLog(path),
      { name: 'reader', onEpochEnd: async () => void rows.push((await readFile(path, 'utf8')).split('\n').length - 2) },
    ],
    metrics: { 'area, "under"': () => 0.5, none: () => Number.NaN },
  });
  expect(rows).toEqual([1, 2, 3]);
  const [header, ...lines] = (await readFile(path, 'utf8')).trimEnd().split('\n');
  expect(header).toBe('epoch,loss,accuracy,valLoss,valAccuracy,learningRate,seconds,"area, ""under""",none');
  lines.forEach((line, i) => {
    const { epoch, loss, accuracy, valLoss, valAccuracy, learningRate, seconds } = epochs[i]!;
    expect(line).toBe(`${[epoch, loss, accuracy, valLoss, valAccuracy, learningRate, seconds, 0.5].join()},`);
  });
  expect(await readdir(join(folder, 'made'))).toEqual(['log.csv']);
});

test('goes on in the file of an interrupted training, no epoch twice, and replaces one of another training', async () => {
  const path = join(folder, 'log.csv');
  await writeFile(path, 'something else\n');
  const checkpoint = { folder: join(folder, 'checkpoint') };
  const controller = new AbortController();
  const stopped = fit(smallModel(), data, {
    epochs: 4,
    checkpoint,
    callbacks: [csvLog(path)],
    // In the middle of the third epoch.
    onProgress: ({ epoch }) => epoch === 3 && controller.abort(),
    signal: controller.signal,
  });
  await expect(stopped).rejects.toThrow(StoppedError);
  const epochsOf = async () =>
    (await readFile(path, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => line.split(',')[0]);
  expect(await epochsOf()).toEqual(['epoch', '1', '2']);
  // As if the file had been written and the checkpoint had not.
  await writeFile(path, `${await readFile(path, 'utf8')}3,0,0,0,0,0,0\n`);
  await fit(smallModel(), data, { epochs: 4, checkpoint, callbacks: [csvLog(path)] });
  expect(await epochsOf()).toEqual(['epoch', '1', '2', '3', '4']);
});
