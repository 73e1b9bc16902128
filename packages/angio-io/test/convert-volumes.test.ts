import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadHdf5 } from '../src/hdf5/load-hdf5';
import { convertVolumes, Labels, openVolumes, parseLabels, scanStudy, verifyVolumes, writeVolumes } from '../src/index';
import { labelCsv, temporaryFolder, writeStudy } from './support';

const root = temporaryFolder();
const [n, h, w, c] = [3, 4, 6, 2];
/** Someone else's file: 16 bits, channels first, wider than high. */
const foreign = join(root, '남의 파일.h5');
const value = (patient: number, y: number, x: number, channel: number) =>
  (patient * 13007 + y * 4111 + x * 911 + channel * 30011) % 65536;
beforeAll(async () => {
  const { File } = await loadHdf5();
  const file = new File(foreign, 'w');
  const data = new Uint16Array(n * c * h * w);
  let at = 0;
  for (let p = 0; p < n; p++)
    for (let k = 0; k < c; k++) for (let y = 0; y < h; y++) for (let x = 0; x < w; x++) data[at++] = value(p, y, x, k);
  file.create_dataset({ name: 'images', data, shape: [n, c, h, w] });
  file.create_dataset({ name: 'y', data: Uint8Array.of(1, 0, 1), shape: [n] });
  file.create_dataset({ name: 'names', data: ['Kim', '이', 'P-3'], shape: [n] });
  file.close();
});
const how = { volumes: 'images', labels: 'y', index: 'names', layout: 'nchw' } as const;

test.each(['float32', 'uint8'] as const)(
  'someone else’s file as %s, with names, labels and checksums',
  async (dtype) => {
    const source = await openVolumes(foreign, { ...how, views: ['AP', 'LAT'], labelNames: ['bleed'] });
    const out = join(root, dtype, 'out.h5');
    const steps: string[] = [];
    const onProgress = ({ done, total, patient }: { done: number; total: number; patient: string }) =>
      steps.push(`${done}/${total} ${patient}`);
    const report = await convertVolumes(source, out, { dtype, compression: 1, onProgress });
    expect(report).toEqual({ path: out, shape: [n, h, w, c], index: ['Kim', '이', 'P-3'] });
    expect(steps).toEqual(['1/3 Kim', '2/3 이', '3/3 P-3']);
    expect(readdirSync(dirname(out))).toEqual(['out.h5']);
    const made = await openVolumes(out);
    expect(made).toMatchObject({ shape: [n, h, w, c], dtype, views: ['AP', 'LAT'], labelNames: ['bleed'] });
    expect([...made.labels!.column('bleed')]).toEqual([1, 0, 1]);
    for (let p = 0; p < n; p++) {
      const volume = made.read(p);
      for (let y = 0, at = 0; y < h; y++)
        for (let x = 0; x < w; x++)
          for (let k = 0; k < c; k++, at++) {
            const unit = Math.fround(value(p, y, x, k) / 65535);
            expect(volume[at]).toBe(dtype === 'uint8' ? Math.round(unit * 255) : unit);
          }
    }
    made.close();
    source.close();
    expect(await verifyVolumes(out)).toMatchObject({ length: n, checksums: true, damaged: [] });
  },
);

test('several of our files become one, value by value, and no images can be added to it', async () => {
  const study = await writeStudy(join(root, 'study'), ['1001', '1002'], 20);
  const { patients } = await scanStudy(study);
  const labels = await parseLabels(labelCsv(['1001', '1002']));
  const parts = [join(root, 'a.h5'), join(root, 'b.h5')];
  for (const [at, part] of parts.entries()) await writeVolumes(part, [patients[at]!], { size: 16, labels });
  const source = await openVolumes(parts);
  const out = join(root, 'joined.h5');
  await convertVolumes(source, out);
  const made = await openVolumes(out);
  expect(made).toMatchObject({ index: ['1001', '1002'], dtype: 'uint8', shape: [2, 16, 16, 8] });
  expect(made.labels).toBeInstanceOf(Labels);
  for (const at of [0, 1]) {
    expect(made.read(at)).toEqual(source.read(at));
    expect(made.labels!.values[at]).toEqual(source.labels!.values[at]);
  }
  made.close();
  source.close();
  const more = writeVolumes(out, [{ ...patients[0]!, index: '1003' }], { labels: undefined, append: true });
  await expect(more).rejects.toMatchObject({ tag: 'VolumesMismatchError' });
});

describe('what cannot be converted leaves nothing behind', () => {
  const out = join(root, 'none', 'out.h5');

  test('values outside [0, 1]', async () => {
    const source = await openVolumes(foreign, { ...how, scale: 4095 });
    await expect(convertVolumes(source, out)).rejects.toMatchObject({ tag: 'DatasetValueError' });
    source.close();
    expect(readdirSync(dirname(out))).toEqual([]);
  });

  test('options that are none', async () => {
    const source = await openVolumes(foreign, how);
    const options = [{ dtype: 'int8' as 'uint8' }, { compression: 10 }];
    for (const option of options) {
      await expect(convertVolumes(source, out, option)).rejects.toMatchObject({ tag: 'OptionError' });
    }
    source.close();
  });

  test('a signal', async () => {
    const source = await openVolumes(foreign, how);
    const stop = new AbortController();
    const onProgress = () => stop.abort(new Error('enough'));
    await expect(convertVolumes(source, out, { onProgress, signal: stop.signal })).rejects.toThrow('enough');
    source.close();
    expect(readdirSync(dirname(out))).toEqual([]);
  });

  test('a place that cannot be written to', async () => {
    const blocked = join(root, 'blocked');
    writeFileSync(blocked, '');
    const source = await openVolumes(foreign, how);
    await expect(convertVolumes(source, join(blocked, 'out.h5'))).rejects.toMatchObject({ tag: 'WriteError' });
    source.close();
    expect(existsSync(join(blocked, 'out.h5'))).toBe(false);
  });
});
