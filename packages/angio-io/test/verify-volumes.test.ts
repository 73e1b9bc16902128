import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { loadHdf5 } from '../src/hdf5/load-hdf5';
import { createVolumes } from '../src/hdf5/volume-writer';
import { openVolumes, parseLabels, scanStudy, verifyVolumes, writeVolumes } from '../src/index';
import { labelCsv, temporaryFolder, writeStudy } from './support';

const root = temporaryFolder();
const index = ['1001', '1002', '1003', '1004'];
const whole = join(root, 'whole.h5');

beforeAll(async () => {
  const { patients } = await scanStudy(await writeStudy(join(root, 'study'), index, 16));
  // Not compressed, so that a volume's bytes can be found in the file.
  await writeVolumes(whole, patients, { size: 16, compression: 0, labels: await parseLabels(labelCsv(index)) });
});

/** A copy of the file with some numbers changed where these bytes stand. */
async function damage(name: string, ...places: Uint8Array[]): Promise<string> {
  const path = join(root, name);
  const bytes = readFileSync(whole);
  for (const place of places) {
    const at = bytes.indexOf(place);
    expect(at).toBeGreaterThan(0);
    bytes[at + 3]! ^= 1;
  }
  writeFileSync(path, bytes);
  return path;
}

async function volume(at: number): Promise<Uint8Array> {
  const volumes = await openVolumes(whole);
  const found = volumes.read(at) as Uint8Array;
  volumes.close();
  // Level 0 of gzip stores the bytes as they are; the beginning of a volume stands in one block.
  return found.subarray(0, 200);
}

test('a file that is whole', async () => {
  const progress: string[] = [];
  const report = await verifyVolumes(whole, {
    onProgress: ({ done, total, patient }) => progress.push(`${done}/${total} ${patient}`),
  });
  expect(report).toEqual({ paths: [whole], length: 4, checksums: true, unfinished: false, damaged: [] });
  expect(progress).toEqual(['1/4 1001', '2/4 1002', '3/4 1003', '4/4 1004']);
});

test('every damaged volume is listed, and reading one is an error; the others read', async () => {
  const path = await damage('volumes.h5', await volume(1), await volume(3));
  const { damaged } = await verifyVolumes(path);
  expect(damaged.map(({ at, patient }) => [at, patient])).toEqual([
    [1, '1002'],
    [3, '1004'],
  ]);
  expect(damaged[0]!.message).toContain(`${path}: volume 1 (patient 1002) cannot be read`);
  const volumes = await openVolumes(path);
  expect(volumes.read(0)).toHaveLength(2048);
  for (const read of ['read', 'readFloat'] as const) {
    expect(() => volumes[read](1)).toThrow(expect.objectContaining({ tag: 'CorruptVolumeError', path }));
  }
  await expect(volumes.batches({ indices: [1] }).next()).rejects.toMatchObject({ tag: 'CorruptVolumeError' });
  volumes.close();
});

test('numbers that HDF5 reads without complaint, but not those that were written', async () => {
  const path = join(root, 'other-numbers.h5');
  copyFileSync(whole, path);
  const hdf5 = await loadHdf5();
  const file = new hdf5.File(path, 'a');
  const other = new Uint8Array(16 * 16 * 8).fill(7);
  (file.get('volumes') as InstanceType<typeof hdf5.Dataset>).write_slice([[2, 3]], other);
  file.close();
  expect((await verifyVolumes(path)).damaged).toMatchObject([{ at: 2, message: expect.stringContaining('checksum') }]);
  const volumes = await openVolumes(path);
  expect(() => volumes.read(2)).toThrow('its numbers do not agree with their checksum');
  volumes.close();
  const trusting = await openVolumes(path, { verify: false });
  expect(trusting.read(2)).toEqual(other);
  trusting.close();
});

test('a damaged name or row of labels is an error on opening, and listed with all others', async () => {
  const name = await damage('name.h5', new TextEncoder().encode('1003'));
  await expect(openVolumes(name)).rejects.toMatchObject({ tag: 'CorruptVolumeError', path: name });
  await expect(openVolumes(name, { verify: false })).rejects.toThrow('(position 2)');
  expect((await verifyVolumes(name)).damaged).toMatchObject([{ at: 2, patient: '1002' }]);
  const row = Uint8Array.from({ length: 22 }, (_, at) => +(at === 0 || at === 2));
  const labels = await damage('labels.h5', row, await volume(0));
  const { damaged } = await verifyVolumes(labels);
  expect(damaged.map(({ at }) => at)).toEqual([0, 1]);
  expect(damaged[1]!.message).toBe(
    `${labels}: the name or the labels of the patient do not agree with their checksum.`,
  );
});

test('several files, and files without checksums', async () => {
  const path = await damage('second.h5', await volume(2));
  const report = await verifyVolumes([whole, path]);
  expect(report).toMatchObject({
    paths: [whole, path],
    length: 8,
    checksums: true,
    damaged: [{ at: 6, patient: '1003' }],
  });
  const options = { volumes: 'volumes', index: 'index', labels: 'labels' };
  expect(await verifyVolumes(whole, options)).toMatchObject({ checksums: false, damaged: [] });
  // Compressed data has a checksum of its own.
  expect(await verifyVolumes(path, options)).toMatchObject({ checksums: false, damaged: [{ at: 2, patient: '1003' }] });
  const foreign = join(root, 'nan.h5');
  const hdf5 = await loadHdf5();
  const file = new hdf5.File(foreign, 'w');
  file.create_dataset({ name: 'x', data: Float32Array.of(0, Number.NaN, 1, 2), shape: [2, 2, 1] });
  file.close();
  expect((await verifyVolumes(foreign, { volumes: 'x' })).damaged).toMatchObject([{ at: 0, patient: '0' }]);
  expect((await verifyVolumes(foreign, { volumes: 'x', allowNonFinite: true })).damaged).toEqual([]);
});

test('a signal stops it', async () => {
  await expect(verifyVolumes(whole, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  const controller = new AbortController();
  const onProgress = () => controller.abort(new Error('after one'));
  await expect(verifyVolumes(whole, { signal: controller.signal, onProgress })).rejects.toThrow('after one');
});

test('what an interrupted run has written opens, up to its last whole patient', async () => {
  const path = join(root, 'run.h5.partial');
  const layout = { size: 4, dtype: 'uint8', compression: 4, views: ['a'], labelNames: ['y'], indexWidth: 5 } as const;
  const writer = await createVolumes(path, { ...layout, recipe: {} });
  const add = (at: number) =>
    writer.append({ index: `p${at}`, volume: new Uint8Array(16).fill(at + 1), labels: Uint8Array.of(at % 2) });
  add(0);
  add(1);
  add(2);
  // The file as a killed process leaves it: never closed.
  const killed = join(root, 'killed.h5.partial');
  copyFileSync(path, killed);
  const bytes = readFileSync(path);
  writer.finish();
  const volumes = await openVolumes(killed);
  expect(volumes).toMatchObject({ length: 3, unfinished: true, index: ['p0', 'p1', 'p2'], labelNames: ['y'] });
  expect(volumes.read(2)).toEqual(new Uint8Array(16).fill(3));
  expect(volumes.labels!.column('y')).toEqual(Uint8Array.of(0, 1, 0));
  volumes.close();
  expect(await verifyVolumes(killed)).toMatchObject({ length: 3, unfinished: true, checksums: true, damaged: [] });
  copyFileSync(path, join(root, 'run.h5'));
  expect(await verifyVolumes(join(root, 'run.h5'))).toMatchObject({ length: 3, unfinished: false });

  // The last patient's name is torn: it has not been written whole.
  const at = bytes.indexOf('p2\0');
  bytes[at] = 0;
  writeFileSync(killed, bytes);
  const torn = await openVolumes(killed);
  expect(torn).toMatchObject({ length: 2, shape: [2, 4, 4, 1], index: ['p0', 'p1'] });
  expect(torn.labels!.index).toEqual(['p0', 'p1']);
  torn.close();
});
