import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as zlib from 'node:zlib';
import { asAccessError, CorruptVolumeError, NotHdf5Error, OptionError, TruncatedFileError } from '../errors';
import { Hdf5Failure, type Hdf5File, runHdf5 } from './hdf5';
import { type JoinedVolumes, joinVolumes } from './join-volumes';
import { loadHdf5 } from './load-hdf5';
import { checkOpenOptions, type OpenVolumesOptions } from './open-options';
import { openStoredVolumes, type ReadSettings } from './open-stored-volumes';
import { pluginFolder } from './plugin-folder';
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
  const { beginning, bytes } = await look(path);
  const hdf5 = await loadHdf5();
  let file: Hdf5File;
  try {
    file = openFile(resolve(path), (name, mode) => runHdf5(hdf5, () => new hdf5.File(name, mode)));
  } catch (error) {
    if (!(error instanceof Hdf5Failure)) throw error;
    throw asOpenError(path, beginning, bytes, error);
  }
  return openStoredVolumes(hdf5, file, path, { crc32: nativeCrc32, pluginFolder, ...settings });
}

/** Since Node 20.15, and ten times as fast; the types of the oldest Node supported do not know it. */
const nativeCrc32 = (zlib as unknown as { crc32?: (bytes: Uint8Array) => number }).crc32;

/** A file whose writer was killed says that it is being written; only the mode for reading such files opens it. */
function openFile(path: string, openAs: (path: string, mode: 'r' | 'Sr') => Hdf5File): Hdf5File {
  try {
    return openAs(path, 'r');
  } catch (error) {
    if (!/already open for (write|SWMR write)/i.test((error as Error).message)) throw error;
    return openAs(path, 'Sr');
  }
}

/** `\x89HDF\r\n\x1a\n` (HDF5 File Format Specification 3.0, II.A). */
const SIGNATURE = Buffer.from([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]);

async function look(path: string): Promise<{ beginning: Buffer; bytes: number }> {
  try {
    const handle = await open(path);
    try {
      const { size } = await handle.stat();
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(8), 0, 8, 0);
      return { beginning: buffer.subarray(0, bytesRead), bytes: size };
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw asAccessError(path, error, 'Give an HDF5 file.');
  }
}

function asOpenError(path: string, beginning: Buffer, bytes: number, failure: Hdf5Failure): Error {
  if (!beginning.equals(SIGNATURE)) return new NotHdf5Error(path, recognize(beginning));
  const stored = /stored_eof = (\d+)/.exec(failure.message)?.[1];
  // A header shorter than any superblock is a truncated file too, though HDF5 cannot say by how much.
  if (stored || bytes < 96) return new TruncatedFileError(path, bytes, stored ? Number(stored) : undefined);
  return new CorruptVolumeError(path, 'the file', failure.message, { cause: failure });
}

function recognize(beginning: Buffer): string {
  if (beginning.length === 0) return 'an empty file';
  const known: [string, string][] = [
    ['ffd8ff', 'a JPEG image'],
    ['89504e47', 'a PNG image'],
    ['504b0304', 'a ZIP archive (NumPy .npz, Excel .xlsx …)'],
    ['934e554d5059', 'a NumPy array'],
    ['1f8b', 'gzip-compressed data'],
    ['43444601', 'a NetCDF classic file'],
  ];
  const hex = beginning.toString('hex');
  const name = known.find(([magic]) => hex.startsWith(magic))?.[1];
  return name ?? `a file that begins with the bytes ${hex.replace(/(..)(?=.)/g, '$1 ')}`;
}
