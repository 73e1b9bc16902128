import { fileURLToPath } from 'node:url';
import { OptionError } from '../errors';
import { type JoinedVolumes, joinVolumes } from './join-volumes';
import { nodeSettings } from './node-settings';
import { openHdf5 } from './open-hdf5';
import { checkOpenOptions, type OpenVolumesOptions } from './open-options';
import { openStoredVolumes, type ReadSettings } from './open-stored-volumes';
import type { StoredVolumes } from './stored-volumes';
import { checkVolumes, type VerifyReport, type VerifyVolumesOptions } from './verify-volumes';
import { type VolumeFile, volumeFile } from './volume-file';

/** A path, or a `file:` URL. */
export type VolumeSourcePath = string | URL;

/**
 * Open volumes for random access and batches; close them when done.
 *
 * Without options: a file that {@link writeVolumes} made, or the `.partial` file of a run that was interrupted. Several
 * files are read as one, in the order given, if they have height, width, views and labels in common. With the option
 * `volumes`: any HDF5 file, from the data sets that the options name. Groups and links are followed, compression
 * by gzip, shuffle, LZF, szip and scale-offset is undone, and big-endian numbers are turned round.
 *
 * @throws FileAccessError, NotHdf5Error, TruncatedFileError, OptionError
 * @throws NotVolumesError if the file was not made by `writeVolumes`, or by one of a later format version, or does not
 *   have the data sets that the options name; the message lists what there is
 * @throws CorruptVolumeError if a part of it cannot be read or does not agree with its checksum
 * @throws DatasetValueError if a label is neither 0 nor 1, or a name is none
 * @throws UnsupportedFilterError, RepeatedPatientError, ShardMismatchError
 */
export async function openVolumes(
  source: VolumeSourcePath | readonly VolumeSourcePath[],
  options: OpenVolumesOptions = {},
): Promise<VolumeFile> {
  return volumeFile(await openJoined(source, options));
}

/**
 * Read everything in a file, or in several, and list every patient that is damaged. In a file of format version 2 each
 * volume, and each patient's name and labels, are compared with their checksums; of older files and files of someone
 * else's it is only known whether everything can be read.
 *
 * @param source as for {@link openVolumes}
 * @throws what {@link openVolumes} throws, if there is nothing to read; or the signal's reason
 */
export async function verifyVolumes(
  source: VolumeSourcePath | readonly VolumeSourcePath[],
  options: VerifyVolumesOptions = {},
): Promise<VerifyReport> {
  return checkVolumes(() => openJoined(source, { ...options, duplicates: 'keep', keepDamaged: true }), options);
}

async function openJoined(
  source: VolumeSourcePath | readonly VolumeSourcePath[],
  settings: ReadSettings,
): Promise<JoinedVolumes> {
  const sources = Array.isArray(source) ? (source as readonly VolumeSourcePath[]) : [source as VolumeSourcePath];
  if (sources.length === 0) throw new OptionError('source', 'an empty list', 'a path, or a list of paths');
  checkOpenOptions(settings);
  const parts: StoredVolumes[] = [];
  try {
    for (const it of sources) parts.push(await openOne(asPath(it), settings));
    return joinVolumes(parts, settings.duplicates);
  } catch (error) {
    for (const part of parts) part.close();
    throw error;
  }
}

function asPath(source: VolumeSourcePath): string {
  const isUrl = source instanceof URL || /^file:\/\//.test(source);
  return isUrl ? fileURLToPath(source) : source;
}

async function openOne(path: string, settings: ReadSettings): Promise<StoredVolumes> {
  const { hdf5, file } = await openHdf5(path);
  return openStoredVolumes(hdf5, file, path, { ...nodeSettings, ...settings });
}
