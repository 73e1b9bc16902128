import { constants } from 'node:fs';
import { copyFile, mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeAngiogramStudy } from '@kium/phantom';
import { removeOnExit } from './temporary';

/**
 * A study folder with so many patients, eight JPEGs of 1024² pixels each. The images are those of one phantom, copied:
 * it takes a second or two to make one.
 *
 * @returns the folder of the images
 */
export async function angiogramStudy(patients: number): Promise<string> {
  const folder = removeOnExit(await mkdtemp(join(tmpdir(), 'kium-bench-study-')));
  await writeAngiogramStudy(folder, { patients: 1, testPatients: 0, seed: 1, size: 1024 });
  const images = join(folder, 'train_set');
  for (const name of (await readdir(images)).filter((name) => name.endsWith('.jpg'))) {
    const first = Number(name.slice(0, 4));
    for (let at = 1; at < patients; at++) {
      await copyFile(join(images, name), join(images, `${first + at}${name.slice(4)}`), constants.COPYFILE_FICLONE);
    }
  }
  return images;
}
