import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dicomToGrey, readDicom } from '../../src/index';
import { fixture } from './fixtures';
import { fragments, greyElements, type MadeElement, makeDicom } from './make-dicom';

const PIXELS = 0x7fe00010;
const refused = async (bytes: Uint8Array) =>
  readDicom(bytes, 'a.dcm')
    .then((dicom) => dicom.frame(0))
    .catch((e) => e);

test('any grey values of any depth come back as they were stored', async () => {
  const image = fc
    .record({
      rows: fc.integer({ min: 1, max: 9 }),
      columns: fc.integer({ min: 1, max: 9 }),
      bits: fc.integer({ min: 1, max: 32 }),
    })
    .chain(({ rows, columns, bits }) => {
      const value = fc.integer({ min: 0, max: 2 ** bits - 1 });
      const values = fc.array(value, { minLength: rows * columns, maxLength: rows * columns });
      return fc.record({ rows: fc.constant(rows), columns: fc.constant(columns), bits: fc.constant(bits), values });
    });
  await fc.assert(
    fc.asyncProperty(image, fc.boolean(), async ({ rows, columns, bits, values }, signed) => {
      const size = bits <= 8 ? 1 : bits <= 16 ? 2 : 4;
      const bytes = values.flatMap((value) => Array.from({ length: size }, (_, at) => (value / 256 ** at) & 255));
      if (bytes.length % 2) bytes.push(0);
      const more: MadeElement[] = [
        [0x00280103, 'US', [signed ? 1 : 0]],
        [PIXELS, 'OW', bytes],
      ];
      const dicom = await readDicom(makeDicom(greyElements(rows, columns, bits, more)));
      const half = 2 ** (bits - 1);
      const expected = values.map((value) => (signed && value >= half ? value - 2 * half : value));
      expect([...(await dicom.frame(0)).values]).toEqual(expected);
    }),
  );
});

test('any bytes as an RLE frame are an image or a named error', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), async (body) => {
      const frame = [1, 0, 0, 0, 64, ...new Array(59).fill(0), ...body];
      const bytes = makeDicom(greyElements(8, 8, 8, [[PIXELS, 'OB', fragments([frame])]]), '1.2.840.10008.1.2.5');
      const result = await refused(bytes);
      if (result instanceof Error) expect(result).toMatchObject({ tag: 'CorruptDicomError' });
      else expect(result.values).toHaveLength(64);
    }),
  );
});

test('pixels that a header claims and that are not there are refused before memory is taken for them', async () => {
  const size = (rows: number, columns: number, frames: number, pixels: Uint8Array, uid?: string) =>
    makeDicom(
      greyElements(rows, columns, 16, [
        [0x00280008, 'IS', `${frames}`],
        [PIXELS, 'OB', pixels],
      ]),
      uid,
    );
  const before = process.memoryUsage().rss;
  const one = fragments([[0xff, 0xd8, 0xff, 0xd9]]);
  const jpeg = '1.2.840.10008.1.2.4.';
  const cases: [string, Uint8Array, string][] = [
    ['native', size(8000, 8000, 1000, new Uint8Array(8)), 'PixelData'],
    ['frames', size(16, 16, 2 ** 31 - 1, new Uint8Array(512)), 'PixelData'],
    ['huge', size(65535, 65535, 1, new Uint8Array(8)), 'Rows'],
    ['fragments', size(16, 16, 2 ** 31 - 1, one, `${jpeg}70`), '1 fragments'],
    ['rle', size(8000, 8000, 1, fragments([new Array(100).fill(0)]), '1.2.840.10008.1.2.5'), '100 bytes'],
    ['lossless', size(8000, 8000, 1, fragments([frame(0xc3, 8000, 8000)]), `${jpeg}70`), 'bytes, where no image'],
    ['jpeg-ls', size(8000, 8000, 1, fragments([frame(0xf7, 8000, 8000)]), `${jpeg}80`), 'bytes, where no image'],
    ['size', size(8, 8, 1, fragments([frame(0xf7, 8000, 8000)]), `${jpeg}80`), 'bytes, where no image'],
  ];
  for (const [name, bytes, message] of cases) {
    const error = await refused(bytes);
    expect(error, name).toBeInstanceOf(Error);
    expect(error.tag, name).toMatch(/CorruptDicomError|UnsupportedDicomError/);
    expect(error.message, name).toContain(message);
  }
  expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(200);
});

/** A JPEG header with 16 bits and one component, and a few bytes of data. */
function frame(process: number, rows: number, columns: number): number[] {
  const sof = [0xff, process, 0, 11, 16, rows >> 8, rows & 255, columns >> 8, columns & 255, 1, 1, 0x11, 0];
  return [0xff, 0xd8, ...sof, 0xff, 0xda, 0, 8, 1, 1, 0, 1, 0, 0, 1, 2, 3, 0xff, 0xd9];
}

test('elements that are missing or contradict each other are named', async () => {
  const pixels: MadeElement = [PIXELS, 'OB', new Uint8Array(16)];
  const elements = (...more: MadeElement[]) => makeDicom(greyElements(4, 4, 8, [pixels, ...more]));
  const cases: [Uint8Array, string, RegExp][] = [
    [new Uint8Array(0), 'NotDicomError', /an empty file/],
    [Uint8Array.from([1, 2, 3]), 'NotDicomError', /3 bytes that begin with 01 02 03/],
    [makeDicom(greyElements(4, 4, 8)), 'CorruptDicomError', /PixelData \(7fe0,0010\): found nothing/],
    [makeDicom([pixels]), 'CorruptDicomError', /Rows \(0028,0010\): found nothing/],
    [elements([0x00280010, 'US', [0]]), 'CorruptDicomError', /Rows .* found 0/],
    [elements([0x00280010, 'US', [5]]), 'CorruptDicomError', /found 16 bytes, expected 20: 5 rows × 4 columns/],
    [elements([0x00280008, 'IS', 'two']), 'CorruptDicomError', /NumberOfFrames .* no number/],
    [elements([0x00280008, 'IS', '1.5']), 'CorruptDicomError', /NumberOfFrames .* 1\.5/],
    [elements([0x00280002, 'US', [3]]), 'CorruptDicomError', /SamplesPerPixel .* found 3, expected 1/],
    [elements([0x00280004, 'CS', 'HSV']), 'UnsupportedDicomError', /PhotometricInterpretation .* MONOCHROME1/],
    [elements([0x00280100, 'US', [12]]), 'UnsupportedDicomError', /BitsAllocated .* 12/],
    [elements([0x00280101, 'US', [9]]), 'CorruptDicomError', /BitsStored .* found 9/],
    [elements([0x00280102, 'US', [3]]), 'CorruptDicomError', /HighBit .* found 3/],
    [elements([0x00280103, 'US', [2]]), 'CorruptDicomError', /PixelRepresentation .* found 2/],
    [makeDicom(greyElements(4, 4, 8, [pixels]), 'Nobody'), 'CorruptDicomError', /text that is no UID/],
    [makeDicom(greyElements(4, 4, 8, [pixels]), ' '), 'CorruptDicomError', /TransferSyntaxUID/],
    [makeDicom(greyElements(4, 4, 8, [pixels]), '1.2.840.10008.1.2.5'), 'CorruptDicomError', /undefined length/],
  ];
  for (const [bytes, tag, message] of cases) {
    const error = await refused(bytes);
    expect(error).toMatchObject({ tag });
    expect(error.message).toMatch(message);
  }
});

test('a sequence whose VR got lost is read', async () => {
  const lut = [0x28, 0, 2, 0x30, 6, 0, 0, 0, 2, 0, 0, 0, 16, 0, 0x28, 0, 6, 0x30, 4, 0, 0, 0, 0xff, 0xff, 0, 0];
  const sequence = [0xfe, 0xff, 0, 0xe0, lut.length, 0, 0, 0, ...lut];
  const elements = (value: readonly number[]) =>
    makeDicom(
      greyElements(1, 2, 8, [
        [0x00283010, 'UN', value],
        [PIXELS, 'OB', [0, 1]],
      ]),
    );
  expect((await dicomToGrey(await readDicom(elements(sequence)))).grey).toEqual(Uint8Array.of(255, 0));
  const broken = [...sequence.slice(0, 4), 200, ...sequence.slice(5)];
  expect(await refused(elements(broken))).toMatchObject({ tag: 'CorruptDicomError' });
});

test('other transfer syntaxes are refused by UID, name and remedy', async () => {
  const cases: [string, string][] = [
    ['1.2.840.10008.1.2.4.201', '(High-Throughput JPEG 2000 Lossless)'],
    ['1.2.840.10008.1.2.4.102', '(MPEG-4 AVC/H.264 High Profile / Level 4.1)'],
    ['1.2.3.4.5', '1.2.3.4.5 cannot'],
  ];
  for (const [uid, text] of cases) {
    const error = await refused(makeDicom(greyElements(1, 1, 8, [[PIXELS, 'OB', fragments([[0, 0]])]]), uid));
    expect(error).toMatchObject({ tag: 'UnsupportedTransferSyntaxError', transferSyntaxUid: uid });
    expect(error.message).toContain(text);
    expect(error.message).toContain('gdcmconv --raw');
  }
});

test('a decoder that has failed is made anew', async () => {
  for (const name of ['u12-jpegls', 'u12-j2k']) {
    const whole = fixture(name);
    const expected = (await (await readDicom(whole)).frame(0)).values;
    for (let at = whole.length - 300; at < whole.length - 100; at += 20) {
      const damaged = whole.slice();
      damaged.fill(0xff, at, at + 20);
      await refused(damaged);
      expect((await (await readDicom(whole)).frame(0)).values).toEqual(expected);
    }
  }
});
