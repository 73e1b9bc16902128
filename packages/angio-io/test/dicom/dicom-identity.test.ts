import { expect, test } from 'vitest';
import { dicomIdentity, isDicom, openDicom, readDicom } from '../../src/index';
import { fixture, fixturePath, reference } from './fixtures';

test('tags are read in the character set of the file', async () => {
  const names = ['text-korean', 'text-utf8', 'text-latin'];
  const tags = await Promise.all(names.map(async (name) => (await openDicom(fixturePath(name))).tags));
  expect(tags.map(({ seriesDescription }) => seriesDescription)).toEqual(['두부 LI-A', '두부 🧠', 'Schädel']);
  expect(tags[0]).toMatchObject({
    patientId: '1001',
    viewPosition: 'LV B',
    laterality: 'L',
    bodyPartExamined: 'HEAD',
    positionerPrimaryAngle: -12.5,
    positionerSecondaryAngle: 20,
    modality: 'XA',
  });
});

test('spacing and aspect ratio are noted', async () => {
  expect(await openDicom(fixturePath('text-latin'))).toMatchObject({
    imagerPixelSpacing: [0.154, 0.154],
    pixelAspectRatio: [2, 1],
  });
  expect((await openDicom(fixturePath('u8'))).pixelAspectRatio).toEqual([1, 1]);
});

test('patient and view come from the tags, or as the caller maps them', async () => {
  const plain = await openDicom(fixturePath('u8'));
  expect(dicomIdentity(plain)).toEqual({ patient: '1001', view: 'LI-A' });
  // View Position before Series Description.
  expect(dicomIdentity(await openDicom(fixturePath('text-korean')))).toEqual({ patient: '1001', view: 'LV-B' });
  expect(dicomIdentity({ tags: { ...plain.tags, seriesDescription: 'Thorax' } })).toEqual({ patient: '1001' });
  const views = ['front', 'side'];
  expect(dicomIdentity({ tags: { ...plain.tags, viewPosition: 'SIDE' } }, { views }).view).toBe('side');
  const patient = () => '7';
  const view = ({ bodyPartExamined }: typeof plain.tags) => bodyPartExamined;
  expect(dicomIdentity(plain, { patient, view })).toEqual({ patient: '7' });
});

test('the name of the patient is nowhere in what is read', async () => {
  const dicom = await openDicom(fixturePath('u8'));
  expect(Buffer.from(fixture('u8')).toString('latin1')).toContain('Nobody^Fixture');
  expect(JSON.stringify(dicom)).not.toMatch(/Nobody|Fixture/);
  const { inspect } = await import('node:util');
  expect(inspect(dicom, { depth: 9, showHidden: true })).not.toMatch(/Nobody|Fixture/);
});

test('DICOM is known by its first bytes', async () => {
  for (const { name } of reference.files) expect(isDicom(fixture(name).subarray(0, 132)), name).toBe(true);
  const others = [
    '\xff\xd8\xff\xe0',
    '\x89PNG\r\n\x1a\n',
    'II*\0\b\0\0\0',
    'MM\0*\0\0\0\b',
    'BM6\0\0\0\0\0',
    'Index,Aneurysm',
  ];
  for (const other of [...others, '', '\x08\0', '\0\0\0\0\0\0\0\0']) {
    expect(isDicom(Buffer.from(other.padEnd(other ? 200 : 0, ' '), 'latin1')), JSON.stringify(other)).toBe(false);
  }
});

test('files and frames that are not there are named', async () => {
  await expect(openDicom(fixturePath('none'))).rejects.toMatchObject({ tag: 'FileAccessError', code: 'ENOENT' });
  const dicom = await readDicom(fixture('u8-frames'));
  for (const at of [-1, 4, 1.5]) {
    await expect(dicom.frame(at)).rejects.toMatchObject({ tag: 'OptionError', option: 'frame' });
  }
});
