import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decodeAngiogram } from '../../src/images/decode-angiogram';
import {
  type DicomImageOptions,
  dicomToGrey,
  openDicom,
  openVolumes,
  scanStudy,
  VIEWS,
  writeVolumes,
} from '../../src/index';
import { temporaryFolder } from '../support';
import { fixturePath } from './fixtures';

const root = temporaryFolder();
const decode = (path: string, dicom?: DicomImageOptions) =>
  decodeAngiogram({ path, patient: '1001', view: 'LI-A', size: 16, kernel: 'lanczos3', failOn: 'warning', dicom });

test('a DICOM file is known by its content and resized like any other image', async () => {
  const path = join(root, 'image.jpg');
  copyFileSync(fixturePath('u8'), path);
  const small = await decode(path);
  expect(small).toHaveLength(256);
  const { grey } = await dicomToGrey(await openDicom(path));
  const mean = (values: Uint8Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(Math.abs(mean(small) - mean(grey))).toBeLessThan(1);
});

test('decodeAngiogram, writeVolumes and scanStudy heed the options', async () => {
  const path = fixturePath('mask-average');
  const [plain, first] = [await decode(path), await decode(path, { subtraction: 'none', frames: 0 })];
  expect(Buffer.compare(plain, first)).not.toBe(0);

  const patient = { index: '1001', images: Object.fromEntries(VIEWS.map((view) => [view, path])) };
  const file = join(root, 'volumes.h5');
  await writeVolumes(file, [patient], { size: 16, dicom: { subtraction: 'none', frames: 0 } });
  const volumes = await openVolumes(file);
  const volume = volumes.read(0);
  volumes.close();
  expect([...first]).toEqual(Array.from({ length: 256 }, (_, at) => volume[at * VIEWS.length]));

  for (const view of VIEWS) copyFileSync(path, join(root, `1001${view}.jpg`));
  const verified = (frames: number) => scanStudy(root, { verifyImages: true, dicom: { frames } });
  expect((await verified(5)).patients).toHaveLength(1);
  const { problems } = await verified(6);
  const messages = problems.filter(({ kind }) => kind === 'unreadable-image').map(({ message }) => message);
  expect(messages).toHaveLength(VIEWS.length);
  expect(messages[0]).toMatch(/^View .* of patient .* from 0 to 5\. Or leave patient/);
});

test('a DICOM file that cannot be decoded is an unreadable image with the reason and the remedy', async () => {
  const error = await decode(fixturePath('u12-jpeg')).catch((e) => e);
  expect(error).toMatchObject({ tag: 'UnreadableImageError', cause: { tag: 'UnsupportedTransferSyntaxError' } });
  expect(error.message).toMatch(
    /^View LI-A of patient 1001 .* bits a sample.* gdcmconv --raw .* \(skipIncomplete\)\.$/,
  );
  expect(error.message).not.toContain('copy it again');
});

test('options that no file could have are refused at once', async () => {
  const wrong: [string, object][] = [
    ['frames', { frames: 'median' }],
    ['frames', { frames: -1 }],
    ['frames', { frames: 1.5 }],
    ['subtraction', { subtraction: 'always' }],
    ['subtraction', { subtraction: { masks: [] } }],
    ['voi', { voi: 'wide' }],
    ['voi', { voi: { window: -1 } }],
    ['voi', { voi: { lut: 0.5 } }],
    ['voi.width', { voi: { center: 1, width: 0 } }],
    ['voi.center', { voi: { center: Number.NaN, width: 2 } }],
    ['voi.function', { voi: { center: 1, width: 2, function: 'CUBIC' } }],
  ];
  const patient = { index: '1001', images: Object.fromEntries(VIEWS.map((view) => [view, fixturePath('run')])) };
  for (const [option, dicom] of wrong) {
    await expect(dicomToGrey(await openDicom(fixturePath('run')), dicom), option).rejects.toMatchObject({ option });
    const volumes = writeVolumes(join(root, 'no.h5'), [patient], { dicom: dicom as DicomImageOptions });
    await expect(volumes, option).rejects.toMatchObject({ tag: 'OptionError', option });
  }
});

test('options that a file does not have are refused with what it has', async () => {
  const wrong: [DicomImageOptions, RegExp][] = [
    [{ frames: 4 }, /frames is 4; .*from 0 to 3/],
    [{ subtraction: { masks: [4] } }, /subtraction\.masks is 4; .*from 0 to 3/],
    [{ voi: { window: 1 } }, /voi\.window is 1; it must be from 0 to 0/],
    [{ voi: { lut: 0 } }, /voi\.lut is 0; it must be left out: the file has none/],
  ];
  for (const [options, message] of wrong) {
    await expect(dicomToGrey(await openDicom(fixturePath('run')), options)).rejects.toThrow(message);
  }
});
