import { expect, test } from 'vitest';
import { dicomToGrey, readDicom } from '../../src/index';
import { greyElements, makeDicom } from './make-dicom';

const [FRAMES, SIDE] = [500, 256];
/** A run of 62 MiB whose frame f has one dark pixel at f, the one of frame 300 the darkest. */
function run(): Uint8Array {
  const pixels = new Uint8Array(FRAMES * SIDE * SIDE * 2);
  const header = makeDicom(
    greyElements(SIDE, SIDE, 12, [
      [0x00280008, 'IS', `${FRAMES}`],
      [0x7fe00010, 'OW', []],
    ]),
  );
  const words = new Uint16Array(pixels.buffer).fill(3000);
  for (let frame = 1; frame < FRAMES; frame++) words[frame * SIDE * SIDE + frame] = frame === 300 ? 500 : 1000 + frame;
  const file = Buffer.concat([header, pixels]);
  file.writeUInt32LE(pixels.length, header.length - 4);
  return file;
}

test('memory stays flat over a run of 500 frames, which can be watched and stopped', async () => {
  const dicom = await readDicom(run());
  const before = process.memoryUsage().rss;
  let most = before;
  const progress: number[] = [];
  const onProgress = ({ done, total }: { done: number; total: number }) => {
    progress.push(done / total);
    most = Math.max(most, process.memoryUsage().rss);
  };
  const voi = { center: 1500, width: 3001, function: 'LINEAR_EXACT' } as const;
  const { values } = await dicomToGrey(dicom, { onProgress, voi });
  expect([values[0], values[7], values[300], values[FRAMES]]).toEqual([3000, 1007, 500, 3000]);
  expect(progress).toEqual(Array.from({ length: FRAMES }, (_, at) => (at + 1) / FRAMES));
  expect((most - before) / 2 ** 20).toBeLessThan(120);

  expect((await dicomToGrey(dicom, { frames: 'peak-contrast', voi })).frame).toBe(300);
  const stop = new AbortController();
  const stopped = dicomToGrey(dicom, { signal: stop.signal, onProgress: ({ done }) => done === 10 && stop.abort() });
  await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
});
