import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { decodeBmp } from '../src/images/bmp';
import { type DecodeRequest, decodeAngiogram } from '../src/images/decode-angiogram';
import { isGreyJpeg } from '../src/images/image-format';
import { checkImageOptions } from '../src/images/image-options';
import { openVolumes, scanStudy, VIEWS, writeVolumes } from '../src/index';
import { temporaryFolder, writeStudy } from './support';

/** Made by scripts/oracles/images.py: the files, and what Pillow and numpy read from them. */
const fixtures = fileURLToPath(new URL('./fixtures/images/', import.meta.url));
const expected: {
  cases: { file: string; grey: string; tolerance: number; options?: Partial<DecodeRequest> }[];
  bitmaps: { file: string; width: number; height: number; rgb: string }[];
} = JSON.parse(readFileSync(join(fixtures, 'expected.json'), 'utf8'));
const root = temporaryFolder();

const decode = (path: string, options: Partial<DecodeRequest> = {}) =>
  decodeAngiogram({ path, patient: '1001', view: 'LI-A', size: 16, kernel: 'lanczos3', failOn: 'warning', ...options });
const refused = (name: string, options: Partial<DecodeRequest> = {}) =>
  decode(join(fixtures, name), options).then(
    () => expect.unreachable(),
    (error) => {
      expect(error).toMatchObject({ tag: 'UnreadableImageError', patient: '1001', view: 'LI-A' });
      return error.message as string;
    },
  );

test.each(expected.cases.map((it) => [it.file, JSON.stringify(it.options ?? {}), it] as const))(
  '%s %s',
  async (file, _, { grey, tolerance, options }) => {
    const found = await decode(join(fixtures, file), options);
    const wanted = Buffer.from(grey, 'base64');
    const worst = Math.max(...wanted.map((value, at) => Math.abs(value - found[at]!)));
    expect(worst).toBeLessThanOrEqual(tolerance);
  },
);

test.each(expected.bitmaps.map((it) => [it.file, it] as const))('%s', (file, { width, height, rgb }) => {
  const found = decodeBmp(readFileSync(join(fixtures, file)));
  expect([found.width, found.height]).toEqual([width, height]);
  const wanted = Buffer.from(rgb, 'base64');
  // Pillow cuts 5 and 6 bits to whole numbers, where here they are rounded.
  const tolerance = file.startsWith('16-bit') ? 1 : 0;
  expect(Math.max(...wanted.map((value, at) => Math.abs(value - found.data[at]!)))).toBeLessThanOrEqual(tolerance);
});

test('a BMP file is resized as any other', async () => {
  expect(await decode(join(fixtures, 'grey.bmp'))).toHaveLength(256);
});

test('the content counts, not the name', async () => {
  const path = join(root, 'png.jpg');
  writeFileSync(path, readFileSync(join(fixtures, 'grey.png')));
  expect(await decode(path)).toEqual(await decode(join(fixtures, 'grey.png')));
});

describe('what would come out wrong is refused, with what to do about it', () => {
  test.each([
    ['12-bit.png', 'its values go from 243 to 3603, where white would be 65535'],
    ['float-wide.tif', 'where white would be 1'],
    ['32-bit.tif', 'of 32 bits'],
  ])('%s without a range', async (name, reason) => {
    const message = await refused(name);
    expect(message).toContain(reason);
    expect(message).toContain("option range: 'full', 'stored' or [black, white], or leave patient 1001 out");
  });

  test.each(['pages.tif', 'animated.webp'])('%s without a page', async (name) => {
    expect(await refused(name)).toContain('it has 2 pages or frames');
    await refused(name, { page: 2 });
  });

  test('a page is asked of files with pages only', async () => {
    expect(await decode(join(fixtures, 'grey.png'), { page: 3 })).toHaveLength(256);
    await refused('grey.tif', { page: 3 });
  });

  test('signed, 16-bit floating-point and not-a-number values, and other formats', async () => {
    expect(await refused('signed.tif')).toContain('Save it with unsigned 8 or 16 bits');
    expect(await refused('signed.tif', { range: 'stored' })).toContain('16-bit short values');
    expect(await refused('float-16.tif', { range: 'full' })).toContain('Save it with');
    expect(await refused('float-nan.tif', { range: 'stored' })).toContain('pixel 3 is NaN');
    expect(await refused('grey.gif')).toContain('none of JPEG, PNG, TIFF, WebP, BMP or DICOM');
  });

  test.each<[string, object]>([
    ['range', { range: [5, 5] }],
    ['range', { range: [0, Number.NaN] }],
    ['range', { range: [0] }],
    ['range', { range: 'auto' }],
    ['page', { page: -1 }],
    ['page', { page: 0.5 }],
    ['failOn', { failOn: 'never' }],
  ])('%s %j is no option', (option, options) => {
    expect(() => checkImageOptions(options)).toThrow(expect.objectContaining({ tag: 'OptionError', option }));
  });
});

test('verifyImages takes the options', async () => {
  await writeStudy(root, ['1001']);
  const deep = join(root, '1001LI-A.png');
  const pages = join(root, '1001LI-B.tif');
  const patient = Object.fromEntries(VIEWS.map((view) => [view, join(root, `1001${view}.jpg`)]));
  writeFileSync(deep, readFileSync(join(fixtures, '12-bit.png')));
  writeFileSync(pages, readFileSync(join(fixtures, 'pages.tif')));
  const parseName = (name: string) =>
    /^1001(LI-[AB])\.jpg$/.test(name) || name === 'png.jpg'
      ? ('skip' as const)
      : { index: '1001', view: name.slice(4, 8) };
  const scan = (options: object) => scanStudy(root, { parseName, verifyImages: true, ...options });
  expect((await scan({})).problems.map(({ view }) => view)).toEqual(['LI-A', 'LI-B']);
  expect((await scan({ range: 'full' })).problems.map(({ view }) => view)).toEqual(['LI-B']);
  expect((await scan({ range: [0, 4095], page: 1 })).patients).toEqual([
    { index: '1001', images: { ...patient, 'LI-A': deep, 'LI-B': pages } },
  ]);
  await expect(scan({ range: 'dark' })).rejects.toMatchObject({ tag: 'OptionError', option: 'range' });
});

test('writeVolumes takes the options, keeps them in the file, and append goes on with them', async () => {
  const [file, views] = [join(root, 'deep.h5'), ['deep', 'page']];
  const images = { deep: join(fixtures, '12-bit.png'), page: join(fixtures, 'pages.tif') };
  const options = { views, size: 16, range: [0, 4095], page: 1 } as const;
  await writeVolumes(file, [{ index: '1', images }], options);
  await writeVolumes(file, [{ index: '2', images }], { append: true });
  const volumes = await openVolumes(file);
  const [deep, page] = [await decode(images.deep, options), await decode(images.page, options)];
  for (const at of [0, 1]) {
    const volume = volumes.read(at);
    expect(deep.every((value, pixel) => volume[pixel * 2] === value)).toBe(true);
    expect(page.every((value, pixel) => volume[pixel * 2 + 1] === value)).toBe(true);
  }
  volumes.close();
  const other = writeVolumes(file, [{ index: '3', images }], { append: true, range: 'stored' });
  await expect(other).rejects.toThrow('range: [0,4095] there, stored asked for');
  const dark = writeVolumes(join(root, 'dark.h5'), [{ index: '1', images }], { views, page: 1 });
  await expect(dark).rejects.toMatchObject({ tag: 'UnreadableImageError', view: 'deep' });
});

test('the fixtures are all in use', () => {
  const used = new Set([...expected.cases, ...expected.bitmaps].map(({ file }) => file));
  const refusals = ['signed.tif', 'float-16.tif', 'float-nan.tif', 'grey.gif', 'expected.json'];
  expect(
    readdirSync(fixtures)
      .filter((name) => !used.has(name))
      .sort(),
  ).toEqual(refusals.sort());
});

test('a JPEG file of one channel is known by its frame header', async () => {
  const isGrey = (name: string) => isGreyJpeg(readFileSync(join(fixtures, name)));
  const jpegs = readdirSync(fixtures).filter((name) => name.endsWith('.jpg'));
  for (const name of jpegs)
    expect(isGrey(name), name).toBe((await sharp(join(fixtures, name)).metadata()).channels === 1);
  expect(jpegs.some(isGrey)).toBe(true);
  expect(jpegs.every(isGrey)).toBe(false);
  const beginning = fc.uint8Array({ maxLength: 40 }).map((bytes) => Uint8Array.of(0xff, 0xd8, 0xff, ...bytes));
  fc.assert(fc.property(beginning, (bytes) => typeof isGreyJpeg(bytes) === 'boolean'));
});
