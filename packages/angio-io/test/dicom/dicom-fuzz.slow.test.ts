import { beforeAll, describe, expect, test } from 'vitest';
import { dicomToGrey, isAngioIoError, readDicom } from '../../src/index';
import { fixture } from './fixtures';

/** One uncompressed file, the other ways of storing a data set, and one file of each decoder. */
const FILES = [
  'u12',
  'u8-implicit',
  'u8-big',
  'u8-deflated',
  'u8-no-preamble',
  'mask-average',
  'grey-voi-lut-signed',
  'palette',
  'enhanced',
  'u12-rle',
  'u8-jpeg',
  'u12-lossless',
  'u12-jpegls',
  'u12-j2k',
  'fragments-extended',
];
/** All bits everywhere; in every third place each end of the byte too, which changes a number least and most. */
const flipsAt = (at: number) => (at % 3 === 0 ? [0xff, 0x80, 0x01] : [0xff]);

/** Every position of the elements; of the pixels or tables that make a file longer, evenly some. */
function positions(length: number): number[] {
  const step = Math.max(1, Math.floor((length - ELEMENTS) / 500));
  return Array.from({ length }, (_, at) => at).filter((at) => at < ELEMENTS || at % step === 0);
}

const ELEMENTS = 1300;

let loaded = 0;
beforeAll(async () => {
  for (const name of FILES) await dicomToGrey(await readDicom(fixture(name)));
  loaded = process.memoryUsage().rss;
});

describe.each(FILES)('%s', (name) => {
  const bytes = fixture(name);

  test('every byte flipped gives an image or a named error', async () => {
    for (const at of positions(bytes.length)) {
      for (const flip of flipsAt(at)) {
        const flipped = bytes.slice();
        flipped[at]! ^= flip;
        await attempt(flipped, `byte ${at} ^ ${flip}`);
      }
    }
  });

  test('cut at each length it gives a named error, or all of the image', async () => {
    const whole = await attempt(bytes, 'whole');
    expect(whole).not.toBeInstanceOf(Error);
    for (const length of positions(bytes.length)) {
      const result = await attempt(bytes.slice(0, length), `cut to ${length}`);
      // Deflated data may be whole before the file ends.
      if (!(result instanceof Error)) expect(result, `cut to ${length}`).toEqual(whole);
    }
  });

  test('memory stays bounded', () => {
    expect((process.memoryUsage().rss - loaded) / 2 ** 20).toBeLessThan(1500);
  });
});

/** An image, or the error, which must be one of this package's. */
async function attempt(bytes: Uint8Array, what: string): Promise<Uint8Array | Error> {
  try {
    const dicom = await readDicom(bytes, 'image.dcm');
    expect(JSON.stringify(dicom), what).not.toMatch(/Nobody|Fixture/);
    const { grey, rows, columns, values } = await dicomToGrey(dicom);
    expect(grey, what).toHaveLength(rows * columns);
    expect(values.every(Number.isFinite), what).toBe(true);
    return grey;
  } catch (error) {
    if (!isAngioIoError(error)) throw new Error(`${what}: ${(error as Error).stack ?? String(error)}`);
    expect((error as Error).message, what).not.toMatch(/Nobody|Fixture/);
    return error;
  }
}
