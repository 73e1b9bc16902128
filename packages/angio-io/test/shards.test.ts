import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { openVolumes, parseLabels, scanStudy, type WriteVolumesOptions, writeVolumes } from '../src/index';
import { labelCsv, temporaryFolder, writeStudy } from './support';

const root = temporaryFolder();
const shard = (name: string) => join(root, `${name}.h5`);
const index = ['1001', '1002', '1003', '1004', '1005'];

async function write(name: string, wanted: string[], options: WriteVolumesOptions = {}): Promise<void> {
  const { patients } = await scanStudy(join(root, 'study'));
  const labels = await parseLabels(labelCsv(index));
  const chosen = patients.filter((patient) => wanted.includes(patient.index));
  await writeVolumes(shard(name), chosen, { size: 16, labels, ...options });
}

beforeAll(async () => {
  await writeStudy(join(root, 'study'), index, 16);
  await write('all', index);
  await write('a', ['1001', '1002']);
  await write('b', ['1003']);
  await write('c', ['1004', '1005']);
});

test('shards read as the one file would', async () => {
  const whole = await openVolumes(shard('all'));
  const joined = await openVolumes([shard('a'), pathToFileURL(shard('b')), pathToFileURL(shard('c')).href]);
  const { length, shape, dtype, views, labelNames } = whole;
  expect(joined).toMatchObject({ length, shape, dtype, views, labelNames, index, path: shard('a') });
  expect(joined.paths).toEqual(['a', 'b', 'c'].map(shard));
  for (const at of index.keys()) {
    expect(joined.read(at)).toEqual(whole.read(at));
    expect(joined.readFloat(at)).toEqual(whole.readFloat(at));
    expect(joined.labels!.values[at]).toEqual(whole.labels!.values[at]);
  }
  const options = { batchSize: 2, shuffle: true, seed: 3 };
  const batches = whole.batches(options);
  for await (const batch of joined.batches(options)) expect(batch).toEqual((await batches.next()).value);
  for (const at of [-1, 5, 0.5]) expect(() => joined.read(at)).toThrow(expect.objectContaining({ tag: 'OptionError' }));
  joined.close();
  whole.close();
  expect(() => joined.read(4)).toThrow(expect.objectContaining({ tag: 'ClosedFileError', path: shard('c') }));
});

test('files that differ name the file and what differs', async () => {
  await write('small', ['1003'], { size: 8 });
  await write('float', ['1003'], { dtype: 'float32' });
  await write('bare', ['1003'], { labels: undefined });
  const cases = [
    ['small', 'height × width × views', '8 × 8 × 8', '16 × 16 × 8'],
    ['float', 'type of value', 'float32', 'uint8'],
    ['bare', 'list of labels', 'empty', expect.stringContaining('Aneurysm, L_ICA')],
  ] as const;
  for (const [name, property, found, expected] of cases) {
    await expect(openVolumes([shard('a'), shard(name)])).rejects.toMatchObject({
      ...{ tag: 'ShardMismatchError', path: shard(name), other: shard('a'), property, found, expected },
    });
  }
});

test('a patient in two shards is an error with both places, unless both are wanted', async () => {
  const error = await openVolumes([shard('c'), shard('all')]).catch((it) => it);
  expect(error).toMatchObject({
    tag: 'RepeatedPatientError',
    patient: '1004',
    first: { path: shard('c'), at: 0 },
    second: { path: shard('all'), at: 3 },
  });
  const both = await openVolumes([shard('c'), shard('all')], { duplicates: 'keep' });
  expect(both.index).toEqual(['1004', '1005', ...index]);
  both.close();
});

test('no file, and a file that is not there', async () => {
  await expect(openVolumes([])).rejects.toMatchObject({ tag: 'OptionError', option: 'source' });
  await expect(openVolumes([shard('a'), shard('gone')])).rejects.toMatchObject({
    ...{ tag: 'FileAccessError', path: shard('gone') },
  });
});
