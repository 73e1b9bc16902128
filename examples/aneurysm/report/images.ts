import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors';
import type { PatientViews } from '../patient-views';

/** The pictures of patients as `data:` addresses, by their path. */
export async function embedImages(
  folder: string,
  patients: readonly PatientViews[],
): Promise<ReadonlyMap<string, string>> {
  const paths = patients.flatMap(({ views }) =>
    views.flatMap(({ grey, heat }) => (heat === null ? [grey] : [grey, heat])),
  );
  const images = new Map<string, string>();
  for (const path of paths) {
    const picture = await readPicture(folder, path);
    images.set(path, `data:image/webp;base64,${picture.toString('base64')}`);
  }
  return images;
}

async function readPicture(folder: string, path: string): Promise<Buffer> {
  try {
    return await readFile(join(folder, path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const [drawn] = path.split('/');
    throw new UserError(
      `${join(folder, path)} has been removed since an earlier run drew it. Remove ${join(folder, drawn!)} too; the same command then draws all of its pictures again.`,
    );
  }
}
