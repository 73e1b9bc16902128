import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { loadHdf5 } from '../src/hdf5/load-hdf5';
import { createVolumes } from '../src/hdf5/volume-writer';
import { openVolumes } from '../src/index';
import { temporaryFolder } from './support';

const root = temporaryFolder();
const volume = (at: number) => Float32Array.from({ length: 24 * 24 * 2 }, (_, value) => ((value * 7 + at) % 251) / 255);

async function write(name: string): Promise<string> {
  const path = join(root, name);
  const layout = { size: 24, compression: 4, views: ['a', 'b'], labelNames: undefined, indexWidth: 5 };
  const writer = await createVolumes(path, { ...layout, dtype: 'float32', recipe: { size: 24, dtype: 'float32' } });
  for (let at = 0; at < 3; at++) writer.append({ index: `p${at}`, volume: volume(at), labels: undefined });
  writer.finish();
  return path;
}

test('a volume is read by HDF5 once, and is the same after that', async () => {
  const { Module } = await loadHdf5();
  const reads = vi.spyOn(Module, 'get_dataset_data');
  const volumes = await openVolumes(await write('whole.h5'));
  reads.mockClear();
  for (const epoch of [0, 1, 2]) {
    for (const at of [2, 0, 1]) {
      expect(volumes.read(at)).toEqual(volume(at));
      expect(volumes.readFloat(at)).toEqual(volume(at));
    }
    expect(reads, `epoch ${epoch}`).toHaveBeenCalledTimes(3);
  }
  const kept = volumes.read(0);
  volumes.read(1);
  expect(kept).toEqual(volume(0));
  expect(kept.buffer.byteLength).toBe(kept.byteLength);
  volumes.close();
  // Without checksums nothing tells whether it is still the same: HDF5 reads again.
  const trusting = await openVolumes(join(root, 'whole.h5'), { verify: false });
  reads.mockClear();
  for (const at of [0, 1, 0]) trusting.read(at);
  expect(reads).toHaveBeenCalledTimes(3);
  trusting.close();
  reads.mockRestore();
});

test('what has been damaged since is an error', async () => {
  const path = await write('damaged.h5');
  const volumes = await openVolumes(path);
  for (const at of [0, 1, 2]) volumes.read(at);
  const bytes = readFileSync(path);
  // The second zlib stream: chunks are compressed with level 4, whose header is 78 5e.
  const stream = Buffer.from([0x78, 0x5e]);
  const at = bytes.indexOf(stream, bytes.indexOf(stream) + 2);
  bytes.fill(0xaa, at + 10, at + 60);
  writeFileSync(path, bytes);
  expect(volumes.read(0)).toEqual(volume(0));
  expect(() => volumes.read(1)).toThrow(expect.objectContaining({ tag: 'CorruptVolumeError' }));
  expect(() => volumes.readFloat(1)).toThrow(expect.objectContaining({ tag: 'CorruptVolumeError' }));
  volumes.close();
});

test('batches come from known chunks too, and find what has been damaged since', async () => {
  const { Module } = await loadHdf5();
  const reads = vi.spyOn(Module, 'get_dataset_data');
  const path = await write('batches.h5');
  const volumes = await openVolumes(path);
  const epoch = async () => {
    const values: number[] = [];
    for await (const { x } of volumes.batches({ batchSize: 2, prefetch: 0 })) values.push(...x);
    return values;
  };
  const all = [0, 1, 2].flatMap((at) => [...volume(at)]);
  reads.mockClear();
  expect(await epoch()).toEqual(all);
  expect(reads).toHaveBeenCalledTimes(3);
  expect(await epoch()).toEqual(all);
  expect(reads).toHaveBeenCalledTimes(3);
  reads.mockRestore();
  const bytes = readFileSync(path);
  const stream = Buffer.from([0x78, 0x5e]);
  const at = bytes.indexOf(stream, bytes.indexOf(stream) + 2);
  bytes.fill(0xaa, at + 10, at + 60);
  writeFileSync(path, bytes);
  await expect(epoch()).rejects.toMatchObject({ tag: 'CorruptVolumeError', message: expect.stringContaining('p1') });
  volumes.close();
  await expect(epoch()).rejects.toMatchObject({ tag: 'ClosedFileError' });
});
