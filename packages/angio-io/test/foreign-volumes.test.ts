import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { LABELS, type OpenVolumesOptions, openVolumes, VIEWS, type VolumeFile } from '../src/index';
import { temporaryFolder } from './support';

/** Made by scripts/oracles/hdf5-layouts.py, as is what h5py reads from them. */
const fixtures = join(import.meta.dirname, 'fixtures');
const layouts = join(fixtures, 'layouts.h5');
const specials = join(fixtures, 'specials.h5');
const oracle = JSON.parse(readFileSync(join(fixtures, 'layouts.json'), 'utf8')) as {
  values: Record<string, number[]>;
  names: { name: string; dtype: string; layout: 'nhwc' | 'nchw' }[];
  special: Record<string, { shape: number[]; values: (number | string)[] }>;
};

// A place of our own for temporary files: others of the suite use the common one at the same time.
vi.stubEnv('TMPDIR', temporaryFolder());
afterAll(() => void vi.unstubAllEnvs());

/** Open a data set of specials.h5, and close it after use. */
async function using<T>(volumes: string, options: OpenVolumesOptions, use: (file: VolumeFile) => T): Promise<T> {
  const file = await openVolumes(specials, { volumes, ...options });
  try {
    return await use(file);
  } finally {
    file.close();
  }
}
const failure = (volumes: string, options: OpenVolumesOptions = {}) =>
  using(volumes, options, () => undefined).then(
    () => expect.unreachable(`${volumes} opened`),
    (error) => error,
  );
const all = (file: VolumeFile) => file.index.flatMap((_, at) => [...file.read(at)]);
const stored = (volumes: string, options: OpenVolumesOptions = {}) => using(volumes, options, all);

describe('every type, storage, byte order and layout that h5py writes', () => {
  const ARRAYS: Record<string, string> = {
    bool: 'Uint8Array',
    float16: 'Float32Array',
    int64: 'Float64Array',
    uint64: 'Float64Array',
  };

  test.each(oracle.names)('$name', async ({ name, dtype, layout }) => {
    const file = await openVolumes(layouts, { volumes: name, layout });
    const values = oracle.values[dtype]!;
    expect(file).toMatchObject({ shape: [3, 4, 5, 2], dtype, length: 3, unfinished: false, labels: undefined });
    expect(all(file)).toEqual(values);
    expect(file.read(0).constructor.name.toLowerCase()).toBe((ARRAYS[dtype] ?? `${dtype}Array`).toLowerCase());
    const scale = dtype === 'uint8' ? 255 : dtype === 'uint16' ? 65535 : 1;
    const floats = values.map((value) => Math.fround(value / scale));
    expect([0, 1, 2].flatMap((at) => [...file.readFloat(at)])).toEqual(floats);
    const [grey] = await collect(file.batches({ batchSize: 3, dtype: 'uint8' }));
    const expected = values.map((value) => Math.min(255, Math.max(0, Math.round((value / scale) * 255))));
    expect([...grey!.x]).toEqual(dtype === 'uint8' ? values : expected);
    file.close();
  });

  test('the filter for LZF leaves nothing behind', () => {
    expect(tmpdir()).toMatch(/angio-io-/);
    expect(readdirSync(tmpdir())).toEqual([]);
  });

  test('the list is complete', () => {
    expect(Object.keys(oracle.values)).toHaveLength(12);
    expect(oracle.names).toHaveLength((3 + 9 * 2) * 4 * 2);
  });
});

async function collect<T>(iterable: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of iterable) items.push(item);
  return items;
}

describe('what else h5py writes', () => {
  const readable = [
    ...['earliest/contiguous', 'earliest/gzip', 'earliest/shuffle-gzip', 'earliest/lzf', 'odd-chunks', 'one-chunk'],
    ...['fletcher32', 'szip', 'scaleoffset', 'data/nested/images', 'halves', 'enum', 'compact'],
    ...['never-written', 'soft', 'external', 'virtual', 'virtual-here', 'three-axes', 'overflow'],
  ];

  test.each(readable)('%s', async (name) => {
    const { shape, values } = oracle.special[name]!;
    const file = await openVolumes(specials, { volumes: name });
    expect(file.shape).toEqual([...shape, 1].slice(0, 4));
    expect(all(file)).toEqual(values);
    // Rows of a chunk are kept: out of order they are the same.
    for (const at of [...file.index.keys()].reverse()) {
      const size = values.length / shape[0]!;
      expect([...file.read(at)]).toEqual(values.slice(at * size, (at + 1) * size));
    }
    file.close();
  });

  test('scale-offset of floats, which loses digits, and differs in the last bit between versions of HDF5', async () => {
    const { values } = oracle.special['scaleoffset-float']!;
    expect(await stored('scaleoffset-float')).toEqual(values.map((value) => expect.closeTo(Number(value), 5)));
  });

  test('what is read does not change when more is read', async () => {
    await using('odd-chunks', {}, (file) => {
      const first = file.read(0);
      const copy = [...first];
      file.read(2);
      expect([...first]).toEqual(copy);
    });
  });

  test('a volume without an axis of channels has one channel, in either layout', async () => {
    expect(await stored('three-axes', { layout: 'nchw' })).toEqual(oracle.special['three-axes']!.values);
    await using('three-axes', {}, ({ views }) => expect(views).toEqual(['channel 0']));
  });

  test('the scale is the attribute, or what the caller says', async () => {
    await using('scaled', {}, (file) => expect(file.readFloat(0)[0]).toBe(Math.fround(-32768 / 32767)));
    await using('scaled', { scale: 2 }, (file) => expect(file.readFloat(0)[0]).toBe(-16384));
    expect((await failure('bad-scale')).message).toContain('attribute scale of /bad-scale is "tall"');
    await using('bad-scale', { scale: 1 }, ({ length }) => expect(length).toBe(3));
  });

  test('NaN and infinities are an error with their place, unless they are allowed', async () => {
    await using('non-finite', {}, (file) => {
      for (const read of ['read', 'readFloat'] as const) {
        expect(() => file[read](0)).toThrow(
          expect.objectContaining({ tag: 'DatasetValueError', place: [0, 1, 0, 0], patient: '0', found: 'NaN' }),
        );
        expect(() => file[read](1)).toThrow(expect.objectContaining({ place: [1, 0, 0, 0], found: 'Infinity' }));
      }
    });
    await using('half-nan', {}, (file) =>
      expect(() => file.read(0)).toThrow('half-nan [0, 0, 1, 0] (patient 0) is NaN'),
    );
    expect(await stored('non-finite', { allowNonFinite: true })).toEqual(
      oracle.special['non-finite']!.values.map(Number),
    );
    expect(await stored('half-nan', { allowNonFinite: true })).toEqual([0, Number.NaN, 1, Number.POSITIVE_INFINITY]);
    const [grey] = await using('non-finite', { allowNonFinite: true }, (file) =>
      collect(file.batches({ dtype: 'uint8' })),
    );
    expect([...grey!.x]).toEqual([0, 255, 0, 255, 255, 255, 255, 0]);
  });

  test('a number too large for float32 is an error, not an infinity', async () => {
    await using('overflow', {}, (file) => {
      expect(file.read(0)[0]).toBe(1e300);
      expect(() => file.readFloat(0)).toThrow(
        expect.objectContaining({ tag: 'DatasetValueError', place: [0, 0, 0, 0] }),
      );
    });
    await using('overflow', { scale: 1e300 }, (file) => expect(file.readFloat(0)[0]).toBe(1));
  });

  test('a 64-bit integer that a number cannot hold is an error', async () => {
    for (const [name, place] of Object.entries({ unsafe: [0, 0, 0, 0], 'unsafe-unsigned': [0, 0, 1, 0] })) {
      await using(name, { allowNonFinite: true }, (file) =>
        expect(() => file.read(0)).toThrow(expect.objectContaining({ place, found: 'an integer beyond 2^53' })),
      );
    }
  });
});

describe('what cannot be read says why', () => {
  test.each([
    ['long-double', 'has the type float128, not integers or floats'],
    ['complex', 'has the type compound'],
    ['text', 'has the type strings'],
    ['enum-be', 'has the type enumeration'],
    ['two-axes', 'has the shape [4,5], not [n, height, width, channels] or [n, height, width]'],
    ['no-rows', 'has the shape [0,4,5,2]: there is nothing in it'],
    ['null', 'null is empty'],
    ['nothing', 'no data set nothing'],
    ['earliest', 'earliest is a group, not a data set'],
    ['dangling', 'dangling is a link to /nothing, which does not exist'],
    ['external-gone', 'is a link to /x in the file gone.h5, which cannot be opened'],
    ['virtual-gone', 'is put together from nhwc/gzip/uint8 in the file gone.h5, which cannot be opened'],
  ])('%s', async (name, message) => {
    const error = await failure(name);
    expect(error).toMatchObject({ tag: 'NotVolumesError', path: specials });
    expect(error.message).toContain(message);
    expect(error.message).toContain('Found: data set /a-group/in/it [3,4,5,2] ');
    expect(error.message).toMatch(/and \d+ more\. Name other data sets\.$/);
  });

  test('a filter without code', async () => {
    const error = await failure('zstd');
    expect(error).toMatchObject({ tag: 'UnsupportedFilterError', dataset: '/zstd', id: 32015, filter: 'Zstandard' });
    expect(error.message).toContain('h5repack -f SHUF -f GZIP=4');
  });
});

describe('labels', () => {
  const bits = [
    [1, 0],
    [0, 0],
    [1, 1],
  ];
  const open = (labels: string, use: (file: VolumeFile) => void, options: OpenVolumesOptions = {}) =>
    using('earliest/gzip', { labels: `labels/${labels}`, ...options }, use);

  test.each(['bool', 'u1', 'i4', '>i2', 'f2', 'f8', '>u8', 'i8', 'lzf'])('of type %s', async (type) => {
    await open(type, ({ labels, labelNames, index }) => {
      expect(labels!.values.map((row) => [...row])).toEqual(bits);
      expect(labelNames).toEqual([`${type} 0`, `${type} 1`]);
      expect(labels!.get(index[2]!)).toEqual(Uint8Array.of(1, 1));
    });
  });

  test('one label may be a column, a list, or a single number', async () => {
    for (const name of ['column', 'flat']) {
      await open(name, ({ labels }) => expect(labels!.column(name)).toEqual(Uint8Array.of(1, 0, 1)));
    }
    await using('halves', { labels: 'labels/scalar' }, ({ labels }) => {
      expect(labels!.column('scalar')).toEqual(Uint8Array.of(1));
    });
  });

  test('names are the 22 labels for 22 columns, or what the caller says', async () => {
    await open('wide', ({ labelNames }) => expect(labelNames).toEqual(LABELS));
    await open('u1', ({ labels }) => expect(labels!.column('b')).toEqual(Uint8Array.of(0, 0, 1)), {
      labelNames: ['a', 'b'],
    });
    const error = await failure('earliest/gzip', { labels: 'labels/u1', labelNames: ['a'] });
    expect(error).toMatchObject({ tag: 'OptionError', option: 'labelNames' });
    expect(error.message).toContain('2 names, because /labels/u1 has 2 columns');
  });

  test.each([
    ['two', { place: [1, 1], found: '2', patient: '1' }],
    ['soft', { place: [1], found: '0.5', patient: '1' }],
    ['nan', { place: [2], found: 'NaN', patient: '2' }],
  ])('%s is neither 0 nor 1', async (name, fields) => {
    const error = await failure('earliest/gzip', { labels: `labels/${name}` });
    expect(error).toMatchObject({ tag: 'DatasetValueError', dataset: `/labels/${name}`, ...fields });
  });

  test('of the wrong shape or type', async () => {
    const message = async (name: string) => (await failure('earliest/gzip', { labels: `labels/${name}` })).message;
    expect(await message('short')).toContain('/labels/short has the shape [2,2], not [3] or [3, labels]');
    expect(await message('text')).toContain('/labels/text has the type strings, not numbers');
    expect(await message('scalar')).toContain('/labels/scalar has the shape [], not [3] or [3, labels]');
  });
});

describe('the index', () => {
  test.each([
    ['int', ['1001', '7', '-3']],
    ['float', ['1001', '1002', '1003']],
    ['fixed', ['1001', '7', 'ab c']],
    ['blanks', ['1001', 'a b', 'abcdef']],
    ['column', ['1', '2', '3']],
    ['variable', ['환자-1', 'Zoë', 'x']],
    ['ascii', ['a', 'b', 'c']],
    ['utf-8', ['환자', 'ë', '😀']],
  ])('%s', async (name, expected) => {
    await using('earliest/gzip', { index: `index/${name}` }, ({ index }) => expect(index).toEqual(expected));
  });

  test('without one, positions', async () => {
    await using('earliest/gzip', {}, ({ index }) => expect(index).toEqual(['0', '1', '2']));
  });

  test.each([
    ['big', { place: [0], found: 'NaN', expected: 'a whole number' }],
    ['half', { place: [1], found: '1002.5' }],
    ['latin', { place: [1], found: 'not UTF-8' }],
    ['empty', { place: [1], found: 'empty', expected: 'a name' }],
  ])('%s', async (name, fields) => {
    const error = await failure('earliest/gzip', { index: `index/${name}` });
    expect(error).toMatchObject({ tag: 'DatasetValueError', dataset: `/index/${name}`, ...fields });
  });

  test('a patient that stands twice is an error, unless both are wanted', async () => {
    const error = await failure('earliest/gzip', { index: 'index/twice' });
    expect(error).toMatchObject({ tag: 'RepeatedPatientError', patient: 'a', first: { at: 0 }, second: { at: 2 } });
    await using('earliest/gzip', { index: 'index/twice', duplicates: 'keep' }, ({ index }) => {
      expect(index).toEqual(['a', 'b', 'a']);
    });
    expect((await failure('earliest/gzip', { index: 'index/short' })).message).toContain('has the shape [2], not [3]');
  });
});

describe('options', () => {
  test('views name the channels; eight are the views of this data set', async () => {
    await using('earliest/gzip', {}, ({ views }) => expect(views).toEqual(['channel 0', 'channel 1']));
    await using('earliest/gzip', { views: ['a', 'b'] }, ({ views }) => expect(views).toEqual(['a', 'b']));
    const error = await failure('earliest/gzip', { views: VIEWS });
    expect(error.message).toContain('2 names, because /earliest/gzip has 2 channels');
  });

  test.each<[OpenVolumesOptions, string]>([
    [{ volumes: '' }, 'volumes'],
    [{ labels: 'y' }, 'labels'],
    [{ scale: 255 }, 'scale'],
    [{ layout: 'nchw' }, 'layout'],
    [{ volumes: 'x', layout: 'hwcn' as 'nhwc' }, 'layout'],
    [{ volumes: 'x', scale: 0 }, 'scale'],
    [{ volumes: 'x', scale: Number.NaN }, 'scale'],
    [{ volumes: 'x', views: ['a', 'a'] }, 'views'],
    [{ volumes: 'x', duplicates: 'drop' as 'keep' }, 'duplicates'],
  ])('%j', async (options, option) => {
    await expect(openVolumes(specials, options)).rejects.toMatchObject({ tag: 'OptionError', option });
  });

  test('without them the error names the data sets and the call', async () => {
    const error = await openVolumes(layouts).catch((it) => it);
    expect(error).toMatchObject({ tag: 'NotVolumesError' });
    expect(error.message).toContain('Found: data set /nchw/contiguous/bool [3,2,4,5] bool');
    expect(error.message).toMatch(/To read it as it is: openVolumes\(path, \{ volumes: '.*' \}\)\.$/);
  });
});
