import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
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
    const picture = await readFile(join(folder, path));
    images.set(path, `data:image/webp;base64,${picture.toString('base64')}`);
  }
  return images;
}
