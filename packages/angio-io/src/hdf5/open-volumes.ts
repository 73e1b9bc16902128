import { fileURLToPath } from 'node:url';
import { OptionError } from '../errors';
import { versionOf } from '../worker/file-version';
import { fileWorkers } from '../worker/file-workers';
import { openFiles } from './open-files';
import type { OpenVolumesOptions } from './open-options';
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
  const paths = asPaths(source);
  const volumes = await openFiles(paths, options);
  return volumeFile(volumes, fileWorkers(volumes, { paths, options, version: await versionOf(paths) }));
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
  return checkVolumes(() => openFiles(asPaths(source), { ...options, duplicates: 'keep', keepDamaged: true }), options);
}

function asPaths(source: VolumeSourcePath | readonly VolumeSourcePath[]): string[] {
  const sources = Array.isArray(source) ? (source as readonly VolumeSourcePath[]) : [source as VolumeSourcePath];
  if (sources.length === 0) throw new OptionError('source', 'an empty list', 'a path, or a list of paths');
  return sources.map(asPath);
}

function asPath(source: VolumeSourcePath): string {
  const isUrl = source instanceof URL || /^file:\/\//.test(source);
  return isUrl ? fileURLToPath(source) : source;
}
