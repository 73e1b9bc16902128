import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { expect, test } from 'vitest';
import { type DecodeRequest, decodeAngiogram } from '../src/images/decode-angiogram';
import { temporaryFolder } from './support';

const root = temporaryFolder();
const decode = (path: string, size: number, kernel: DecodeRequest['kernel'] = 'lanczos3') =>
  decodeAngiogram({ path, patient: '1001', view: 'LI-A', size, kernel, failOn: 'warning' });
const grey = (width: number, height: number, value: (x: number, y: number) => number) => ({
  data: Uint8Array.from({ length: width * height }, (_, at) => value(at % width, Math.floor(at / width))),
  raw: { width, height, channels: 1 as const },
});
const save = async (name: string, image: ReturnType<typeof grey>, change = (it: Sharp) => it) => {
  const path = join(root, name);
  await change(sharp(image.data, { raw: image.raw })).toFile(path);
  return path;
};

test('at its own size a lossless image is taken over value by value', async () => {
  const image = grey(32, 32, (x, y) => (x * 8 + y * 37) % 256);
  expect(Buffer.compare(await decode(await save('same.png', image), 32), image.data)).toBe(0);
});

test('a linear ramp shrinks to the linear ramp: output pixel i covers the input around 4i + 1.5', async () => {
  for (const kernel of ['lanczos3', 'linear', 'cubic'] as const) {
    const ramp = await save(
      `ramp-${kernel}.png`,
      grey(256, 256, (x) => x),
    );
    const out = await decode(ramp, 64, kernel);
    // The outermost pixels see the edge, where the ramp stops.
    for (let x = 3; x < 61; x++) expect(Math.abs(out[20 * 64 + x]! - (4 * x + 1.5))).toBeLessThanOrEqual(0.75);
  }
});

test('a flat image stays flat, also where it is not square', async () => {
  const out = await decode(
    await save(
      'flat.png',
      grey(300, 100, () => 201),
    ),
    50,
  );
  expect(out).toHaveLength(2500);
  expect(new Set(out)).toEqual(new Set([201]));
});

test('rows are rows: the lower half of the image is the lower half of the result', async () => {
  const out = await decode(
    await save(
      'halves.png',
      grey(64, 64, (_, y) => (y < 32 ? 10 : 240)),
    ),
    16,
  );
  expect([out[2 * 16 + 3], out[13 * 16 + 3]]).toEqual([10, 240]);
});

test('shrinking averages: a one-pixel checkerboard becomes its mean', async () => {
  const out = await decode(
    await save(
      'checks.png',
      grey(256, 256, (x, y) => ((x + y) % 2) * 255),
    ),
    32,
    'linear',
  );
  for (let y = 1; y < 31; y++) for (let x = 1; x < 31; x++) expect(Math.abs(out[y * 32 + x]! - 127.5)).toBeLessThan(3);
});

test('grey stored as RGB or RGBA is the same as grey', async () => {
  const image = grey(256, 1, (x) => x);
  const plain = await decode(await save('grey.png', image), 256);
  const colour = await decode(await save('rgb.png', image, (it) => it.toColourspace('srgb')), 256);
  const alpha = await decode(await save('rgba.png', image, (it) => it.toColourspace('srgb').ensureAlpha(0)), 256);
  expect((await sharp(join(root, 'rgb.png')).metadata()).channels).toBe(3);
  expect(Buffer.compare(plain, colour)).toBe(0);
  expect(Buffer.compare(plain, alpha)).toBe(0);
});

test('colour becomes luminance: green is brighter than red, red than blue', async () => {
  const luminance = async (background: string) => {
    const path = join(root, `${background}.png`);
    await sharp({ create: { width: 8, height: 8, channels: 3, background } })
      .png()
      .toFile(path);
    return (await decode(path, 8))[0]!;
  };
  const [red, green, blue] = [await luminance('#f00'), await luminance('#0f0'), await luminance('#00f')];
  // CIE Y of the sRGB primaries, 0.2126, 0.7152 and 0.0722 (IEC 61966-2-1), through the sRGB curve.
  expect([red, green, blue].map((value) => Math.round(value / 2))).toEqual(
    [127, 220, 76].map((v) => Math.round(v / 2)),
  );
});

test('an embedded colour profile does not change the values', async () => {
  const image = grey(64, 64, (x) => x * 4);
  const path = await save('p3.png', image, (it) => it.toColourspace('srgb').withIccProfile('p3', { attach: true }));
  const stored = await sharp(path, { ignoreIcc: true }).greyscale().raw().toBuffer();
  expect((await sharp(path).metadata()).hasProfile).toBe(true);
  expect(Buffer.compare(await decode(path, 64), stored)).toBe(0);
});

test('the EXIF orientation is applied', async () => {
  const top = grey(64, 64, (_, y) => (y < 32 ? 0 : 255));
  const turned = await decode(await save('turned.jpg', top, (it) => it.withMetadata({ orientation: 3 })), 16);
  expect(turned[3 * 16 + 8]).toBeGreaterThan(250);
  expect(turned[12 * 16 + 8]).toBeLessThan(5);
});

test('a file that changes between two calls is read anew', async () => {
  const path = await save(
    'changes.png',
    grey(16, 16, () => 10),
  );
  expect((await decode(path, 16))[0]).toBe(10);
  await save(
    'changes.png',
    grey(16, 16, () => 20),
  );
  expect((await decode(path, 16))[0]).toBe(20);
});

test('whatever cannot be decoded whole is a named error with patient, view and remedy', async () => {
  const ramp = grey(128, 128, (x, y) => (x * y) % 256);
  const jpeg = await sharp(ramp.data, { raw: ramp.raw }).jpeg().toBuffer();
  const progressive = await sharp(ramp.data, { raw: ramp.raw }).jpeg({ progressive: true }).toBuffer();
  const png = await sharp(ramp.data, { raw: ramp.raw }).png().toBuffer();
  const damaged: [string, Buffer][] = [
    ['half.jpg', jpeg.subarray(0, jpeg.length >> 1)],
    ['end.jpg', jpeg.subarray(0, jpeg.length - 10)],
    ['progressive.jpg', progressive.subarray(0, progressive.length - 10)],
    ['half.png', png.subarray(0, png.length >> 1)],
    ['header.jpg', jpeg.subarray(0, 20)],
    ['text.jpg', Buffer.from('this is no image')],
    ['empty.jpg', Buffer.alloc(0)],
  ];
  for (const [name, bytes] of damaged) {
    const path = join(root, name);
    writeFileSync(path, bytes);
    const error = await decode(path, 32).catch((e) => e);
    expect(error, name).toMatchObject({ tag: 'UnreadableImageError', path, patient: '1001', view: 'LI-A' });
    expect(error.message).toMatch(/copy it again/i);
  }
  await expect(decode(join(root, 'no.jpg'), 8)).rejects.toMatchObject({ tag: 'UnreadableImageError' });
});
