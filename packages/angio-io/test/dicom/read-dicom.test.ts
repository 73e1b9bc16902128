import { describe, expect, test } from 'vitest';
import { openDicom, readDicom } from '../../src/index';
import { fixture, fixturePath, gap, reference, unpack } from './fixtures';

describe('stored values are those of GDCM and pydicom', () => {
  test.each(reference.files.filter(({ unsupported }) => !unsupported).map((file) => [file.name, file] as const))(
    '%s',
    async (name, { shape, tolerance, ...packed }) => {
      const dicom = await readDicom(fixture(name), name);
      const [frames, rows, columns, samples = 1] = shape;
      expect(dicom).toMatchObject({ frames, rows, columns, samplesPerPixel: samples });
      const expected = unpack(packed);
      const size = rows! * columns! * samples;
      // Backwards: each frame is found without those before it.
      for (let at = frames! - 1; at >= 0; at--) {
        const { values } = await dicom.frame(at);
        const theirs = expected.subarray(at * size, (at + 1) * size);
        expect(values.constructor.name).toBe(expected.constructor.name);
        expect(gap(values, theirs)).toBeLessThanOrEqual(tolerance);
      }
    },
  );
});

test.each(reference.files.filter(({ unsupported }) => unsupported).map(({ name }) => name))(
  '%s is refused with the UID and the remedy',
  async (name) => {
    const dicom = await openDicom(fixturePath(name));
    const error = await dicom.frame(0).catch((e) => e);
    expect(error).toMatchObject({ tag: 'UnsupportedTransferSyntaxError', path: fixturePath(name) });
    expect(error.message).toContain(dicom.transferSyntaxUid);
    expect(error.message).toContain('gdcmconv --raw');
  },
);
