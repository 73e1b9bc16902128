import { type JoinedVolumes, joinVolumes } from './join-volumes';
import { nodeSettings } from './node-settings';
import { openHdf5 } from './open-hdf5';
import { checkOpenOptions } from './open-options';
import { openStoredVolumes, type ReadSettings } from './open-stored-volumes';
import type { StoredVolumes } from './stored-volumes';

/**
 * The volumes of files on the disk, as one.
 *
 * @throws as `openVolumes`
 */
export async function openFiles(paths: readonly string[], settings: ReadSettings): Promise<JoinedVolumes> {
  checkOpenOptions(settings);
  const parts: StoredVolumes[] = [];
  try {
    for (const path of paths) parts.push(await openOne(path, settings));
    return joinVolumes(parts, settings.duplicates);
  } catch (error) {
    for (const part of parts) part.close();
    throw error;
  }
}

async function openOne(path: string, settings: ReadSettings): Promise<StoredVolumes> {
  const { hdf5, file } = await openHdf5(path);
  return openStoredVolumes(hdf5, file, path, { ...nodeSettings, ...settings });
}
