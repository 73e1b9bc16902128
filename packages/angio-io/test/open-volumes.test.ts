import { copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadHdf5 } from '../src/hdf5/load-hdf5';
import { LABELS, openVolumes, parseLabels, scanStudy, VIEWS, writeVolumes } from '../src/index';
import { labelCsv, temporaryFolder, writeStudy } from './support';

const root = temporaryFolder();
const file = join(root, 'volumes.h5');
const indices = ['1001', '1002', '1003'];
beforeAll(async () => {
  const { patients } = await scanStudy(await writeStudy(join(root, 'study'), indices));
  await writeVolumes(file, patients, { size: 16, labels: await parseLabels(labelCsv(indices)) });
});
const rejection = (path: string) =>
  openVolumes(path).then(
    () => expect.unreachable(),
    (error) => error,
  );

test('what is in the file', async () => {
  const volumes = await openVolumes(file);
  expect(volumes).toMatchObject({ path: file, length: 3, shape: [3, 16, 16, 8], dtype: 'uint8', index: indices });
  expect(volumes.views).toEqual(VIEWS);
  expect(volumes.labelNames).toEqual(LABELS);
  expect(volumes.read(2)).toHaveLength(16 * 16 * 8);
  for (const at of [-1, 3, 0.5, Number.NaN]) {
    expect(() => volumes.read(at)).toThrow(expect.objectContaining({ tag: 'OptionError' }));
  }
  volumes.close();
  volumes.close();
  expect(() => volumes.read(0)).toThrow(expect.objectContaining({ tag: 'ClosedFileError', path: file }));
});

test('a file without labels', async () => {
  const { patients } = await scanStudy(join(root, 'study'));
  const path = join(root, 'bare.h5');
  await writeVolumes(path, patients, { size: 8 });
  const volumes = await openVolumes(path);
  expect(volumes.labels).toBeUndefined();
  expect(volumes.labelNames).toEqual([]);
  const { value } = await volumes.batches().next();
  expect('y' in value!).toBe(false);
  volumes.close();
});

test('every truncation is a named error that gives the sizes', async () => {
  const path = join(root, 'truncated.h5');
  const { length } = readFileSync(file);
  for (const size of [length - 1, length >> 1, 200, 96, 40, 9, 8]) {
    copyFileSync(file, path);
    truncateSync(path, size);
    const error = await rejection(path);
    expect(error, String(size)).toMatchObject({ tag: 'TruncatedFileError', path, found: size });
    if (size >= 96) expect(error.expected).toBe(length);
  }
});

test('files that are not HDF5 are told apart', async () => {
  const path = join(root, 'other.h5');
  const cases: [Buffer, string][] = [
    [Buffer.alloc(0), 'an empty file'],
    [readFileSync(join(root, 'study', '1001LI-A.jpg')), 'a JPEG image'],
    [Buffer.from('PK\x03\x04xxxxxxxxx'), 'a ZIP archive'],
    [Buffer.from('Index,Aneurysm'), 'begins with the bytes 49 6e 64'],
  ];
  for (const [bytes, found] of cases) {
    writeFileSync(path, bytes);
    const error = await rejection(path);
    expect(error).toMatchObject({ tag: 'NotHdf5Error', path });
    expect(error.message).toContain(found);
  }
  expect(await rejection(join(root, 'no.h5'))).toMatchObject({ tag: 'FileAccessError', code: 'ENOENT' });
  expect(await rejection(root)).toMatchObject({ tag: 'FileAccessError', code: 'EISDIR' });
});

describe('HDF5 files that are not ours name what is missing and what was found', () => {
  const make = async (
    name: string,
    fill: (hdf5: InstanceType<Awaited<ReturnType<typeof loadHdf5>>['File']>) => void,
  ) => {
    const path = join(root, name);
    const hdf5 = await loadHdf5();
    const foreign = new hdf5.File(path, 'w');
    fill(foreign);
    foreign.close();
    return path;
  };

  test('another format', async () => {
    const path = await make('foreign.h5', (it) => {
      it.create_dataset({ name: 'images', data: new Float32Array(6), shape: [2, 3] });
      it.create_attribute('author', 'x');
    });
    const error = await rejection(path);
    expect(error).toMatchObject({ tag: 'NotVolumesError', path });
    expect(error.message).toContain('attribute format is missing, not "kium-volumes"');
    expect(error.message).toContain('Found: data set /images [2,3] float32, attribute author');
    expect((await rejection(await make('empty.h5', () => {}))).message).toContain('Found: nothing');
  });

  test('a later version', async () => {
    const path = await make('later.h5', (it) => {
      it.create_attribute('format', 'kium-volumes');
      it.create_attribute('format_version', 3);
    });
    expect((await rejection(path)).message).toContain('update @kium/angio-io');
  });

  test('data sets that are missing or of the wrong shape or type, other views', async () => {
    const ours = (it: Parameters<Parameters<typeof make>[1]>[0]) => {
      it.create_attribute('format', 'kium-volumes');
      it.create_attribute('format_version', 1);
    };
    expect((await rejection(await make('a.h5', ours))).missing).toEqual([
      'no data set volumes',
      'no data set index',
      'attribute views is not a list of names',
    ]);
    const shapes = await make('b.h5', (it) => {
      ours(it);
      it.create_attribute('views', [...VIEWS]);
      it.create_dataset({ name: 'volumes', data: new Uint8Array(12), shape: [1, 2, 2, 3] });
      it.create_dataset({ name: 'index', data: ['1001', '1002'], dtype: 'S4' });
      it.create_dataset({ name: 'labels', data: new Uint8Array(22), shape: [1, 22] });
    });
    expect((await rejection(shapes)).missing).toEqual([
      'index has the shape [2], not [1]',
      'attribute views has 8 names, volumes has the shape [1,2,2,3]',
      'attribute label_names is not a list of names',
    ]);
  });
});

test('a damaged chunk is a named error with its patient, not other numbers; the other volumes still read', async () => {
  const path = join(root, 'damaged.h5');
  const bytes = readFileSync(file);
  // The second zlib stream: chunks are compressed with level 4, whose header is 78 5e.
  const at = bytes.indexOf(Buffer.from([0x78, 0x5e]), bytes.indexOf(Buffer.from([0x78, 0x5e])) + 2);
  bytes.fill(0xaa, at + 10, at + 60);
  writeFileSync(path, bytes);
  const volumes = await openVolumes(path);
  expect(() => volumes.read(1)).toThrow(expect.objectContaining({ tag: 'CorruptVolumeError', path }));
  expect(() => volumes.read(1)).toThrow('volume 1 (patient 1002)');
  expect(volumes.read(0)).toHaveLength(2048);
  expect(volumes.read(2)).toHaveLength(2048);
  volumes.close();
});
