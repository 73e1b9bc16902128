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

test('large chunks are found without HDF5 inflating them, in the first epoch too', async () => {
  const path = join(root, 'large.h5');
  const layout = { size: 128, compression: 1, views: ['a', 'b', 'c', 'd'], labelNames: undefined, indexWidth: 5 };
  const writer = await createVolumes(path, { ...layout, dtype: 'uint8', recipe: { size: 128, dtype: 'uint8' } });
  let state = 1;
  const noise = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 24;
  const written = Array.from({ length: 6 }, () => Uint8Array.from({ length: 128 * 128 * 4 }, noise));
  for (const [at, volume] of written.entries()) writer.append({ index: `p${at}`, volume, labels: undefined });
  writer.finish();
  const bytes = readFileSync(path);

  const { Module } = await loadHdf5();
  const inflated: number[] = [];
  const getData = Module.get_dataset_data;
  const reads = vi.spyOn(Module, 'get_dataset_data').mockImplementation((...args) => {
    const status = getData(...args);
    inflated.push(status);
    return status;
  });
  const volumes = await openVolumes(path);
  inflated.length = 0;
  const epoch = async (order: number[]) => {
    const found: Uint8Array[] = [];
    for await (const { x } of volumes.batches({ indices: order, batchSize: 4, dtype: 'uint8', prefetch: 0 })) {
      for (let at = 0; at < x.length; at += 65536) found.push(x.slice(at, at + 65536));
    }
    return found;
  };
  const order = [5, 0, 3, 2];
  expect(await epoch(order)).toEqual(order.map((at) => written[at]));
  expect(inflated).toHaveLength(4);
  expect(inflated.every((status) => status < 0)).toBe(true);
  // Reading one at a time goes the same way.
  expect(volumes.read(3)).toEqual(written[3]);
  expect(inflated).toHaveLength(4);
  expect(volumes.read(4)).toEqual(written[4]);
  expect(inflated).toHaveLength(5);
  expect(inflated.at(-1)).toBeLessThan(0);
  volumes.close();
  reads.mockRestore();

  // Noise is stored as it is.
  const chunk = bytes.indexOf(written[1]!.subarray(0, 64));
  expect(chunk).toBeGreaterThan(0);
  writeFileSync(path, Buffer.from(bytes).fill(0xaa, chunk, chunk + 32));
  const again = await openVolumes(path);
  const every = async () => {
    for await (const batch of again.batches({ batchSize: 4, prefetch: 0 })) void batch;
  };
  await expect(every()).rejects.toMatchObject({ tag: 'CorruptVolumeError' });
  const read = (at: number) => Buffer.from(again.read(at) as Uint8Array);
  expect(() => read(1)).toThrow('p1');
  for (const at of [0, 2, 3, 4, 5]) expect(read(at).equals(written[at]!)).toBe(true);
  again.close();
});
