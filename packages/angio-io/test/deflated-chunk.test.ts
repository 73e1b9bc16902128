import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { afterEach, expect, test, vi } from 'vitest';
import * as module from '../src/hdf5/deflated-chunk';
import { loadHdf5 } from '../src/hdf5/load-hdf5';
import { createVolumes } from '../src/hdf5/volume-writer';
import { openVolumes } from '../src/index';
import { bundle } from './bundle';
import { temporaryFolder } from './support';

const root = temporaryFolder();
const makeFolder = () => mkdtempSync(join(root, 'plugin-'));
const WIDTH = 1000;
const row = (modulus: number) => Uint8Array.from({ length: WIDTH }, (_, at) => at % modulus);

afterEach(() => vi.restoreAllMocks());

test('HDF5 takes a chunk as it is, once, and otherwise compresses for itself', async () => {
  const hdf5 = await loadHdf5();
  const withDeflated = module.deflatedChunks(hdf5, makeFolder)!;
  expect(withDeflated, 'is the table of filters elsewhere in this build of h5wasm?').toBeDefined();
  expect(module.deflatedChunks(hdf5, makeFolder)).toBe(withDeflated);

  const path = join(root, 'chunks.h5');
  const file = new hdf5.File(path, 'w');
  const options = { maxshape: [null, WIDTH], chunks: [1, WIDTH], compression: 'gzip' as const, compression_opts: 4 };
  const rows = file.create_dataset({
    ...{ name: 'rows', data: new Uint8Array(0), shape: [0, WIDTH], dtype: '<B' },
    ...options,
  })!;
  const append = (at: number, values: Uint8Array) => {
    rows.resize([at + 1, WIDTH]);
    rows.write_slice([[at, at + 1]], values);
    file.flush();
  };
  // Other values than HDF5 was given show whose bytes it took.
  withDeflated(deflateSync(row(5)), WIDTH, () => append(0, row(7)));
  append(1, row(7));
  // For a chunk of another size it is not meant, and one that was not taken is gone.
  withDeflated(deflateSync(row(5)), WIDTH - 1, () => append(2, row(7)));
  withDeflated(deflateSync(row(5)), WIDTH, () => {});
  append(3, row(7));
  expect(() =>
    withDeflated(deflateSync(row(5)), WIDTH, () => {
      throw new Error('a full disk');
    }),
  ).toThrow('a full disk');
  append(4, row(7));
  file.close();

  const again = new hdf5.File(path, 'r');
  const values = (again.get('rows') as InstanceType<typeof hdf5.Dataset>).value as Uint8Array;
  again.close();
  const found = [0, 1, 2, 3, 4].map((at) => values.slice(at * WIDTH, (at + 1) * WIDTH));
  expect(found).toEqual([row(5), row(7), row(7), row(7), row(7)]);
});

test.each(['uint8', 'float32'] as const)('a %s file is the same whoever compresses', async (dtype) => {
  const layout = { size: 16, compression: 4, views: ['a', 'b'], labelNames: undefined, indexWidth: 5 };
  const volume = Uint8Array.from({ length: 16 * 16 * 2 }, (_, at) => (at * 31) % 251);
  const write = async (name: string, ahead: boolean) => {
    const path = join(root, name);
    const writer = await createVolumes(path, { ...layout, dtype, recipe: { size: 16, dtype } });
    const prepared = await writer.prepare(volume);
    expect(prepared.deflated !== undefined).toBe(ahead);
    writer.append({ index: 'p0', volume: prepared, labels: undefined });
    writer.finish();
    const volumes = await openVolumes(path);
    const read = volumes.read(0);
    volumes.close();
    if (ahead) expect(readFileSync(path).includes(Buffer.from(prepared.deflated!))).toBe(true);
    return read;
  };
  const ahead = await write(`ahead-${dtype}.h5`, true);
  // As if there were no room for temporary files.
  vi.spyOn(module, 'deflatedChunks').mockImplementation(() => {
    throw new Error('ENOSPC');
  });
  expect(await write(`by-hdf5-${dtype}.h5`, false)).toEqual(ahead);
});

test('levels 0 and 9, and what cannot be compressed', async () => {
  for (const compression of [0, 1, 9]) {
    const path = join(root, `level-${compression}.h5`);
    const layout = { size: 64, compression, views: ['a', 'b'], labelNames: undefined, indexWidth: 5 };
    const writer = await createVolumes(path, { ...layout, dtype: 'uint8', recipe: {} });
    let seed = 1;
    const noise = Uint8Array.from({ length: 64 * 64 * 2 }, () => {
      seed = Math.imul(seed, 1664525) + 1013904223;
      return seed >>> 24;
    });
    writer.append({ index: 'p0', volume: await writer.prepare(noise), labels: undefined });
    writer.finish();
    const volumes = await openVolumes(path);
    expect(volumes.read(0)).toEqual(noise);
    volumes.close();
  }
});

test('with no place for temporary files HDF5 compresses for itself, and the file is whole', async () => {
  vi.stubEnv('TMPDIR', join(root, 'nowhere'));
  const path = join(root, 'no-tmp.h5');
  const program = await bundle(`
    import { openVolumes, writeVolumes } from '@kium/angio-io';
    const [path, patients] = JSON.parse(process.argv[2]);
    await writeVolumes(path, patients, { views: ['a'], size: 16 });
    const volumes = await openVolumes(path);
    console.log(volumes.read(0).length);
  `);
  const image = join(root, 'a.png');
  await sharp(row(250), { raw: { width: 40, height: 25, channels: 1 } }).toFile(image);
  const call = JSON.stringify([path, [{ index: '1', images: { a: image } }]]);
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, call], { encoding: 'utf8' });
  vi.unstubAllEnvs();
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '256\n', stderr: '' });
});
