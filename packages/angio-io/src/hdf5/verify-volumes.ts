import { isAngioIoError } from '../errors';
import type { Progress } from '../study/study';
import type { Hdf5Failure } from './hdf5';
import type { JoinedVolumes } from './join-volumes';
import type { OpenVolumesOptions } from './open-options';

/** A patient that cannot be read as it was written. */
export interface DamagedPatient {
  /** The position among all volumes. */
  readonly at: number;
  /** The patient; its name may be what is damaged. */
  readonly patient: string;
  /** What is wrong, with the file. */
  readonly message: string;
}

/** What {@link verifyVolumes} found. */
export interface VerifyReport {
  readonly paths: readonly string[];
  /** How many patients there are. */
  readonly length: number;
  /**
   * Whether all files have checksums: format version 2. Of other files the report only says that everything could be
   * decompressed, which finds most damage to gzip, and none to data that is not compressed.
   */
  readonly checksums: boolean;
  /** Whether a file is the `.partial` file of a run that was interrupted. */
  readonly unfinished: boolean;
  /** Every damaged patient, in the order of the volumes; empty if all is well. */
  readonly damaged: readonly DamagedPatient[];
}

/** Options of {@link verifyVolumes}: for a file of someone else's, what it is opened with. */
export interface VerifyVolumesOptions extends Omit<OpenVolumesOptions, 'verify' | 'duplicates'> {
  /** Called after each patient. */
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Read everything and list what is damaged.
 *
 * @param open opens the volumes so that they keep damaged patients; called again if HDF5 crashes on one of them
 */
export async function checkVolumes(
  open: () => Promise<JoinedVolumes>,
  { onProgress, signal }: VerifyVolumesOptions,
): Promise<VerifyReport> {
  let volumes = await open();
  const { paths, index, checksums, unfinished } = volumes;
  const named = new Set(volumes.damaged);
  const damaged: DamagedPatient[] = [];
  let last = Date.now();
  try {
    for (const [at, patient] of index.entries()) {
      signal?.throwIfAborted();
      const messages = named.has(at) ? [`${volumes.pathOf(at)}: ${NAMES}`] : [];
      try {
        volumes.check(at);
      } catch (error) {
        if (!isAngioIoError(error)) throw error;
        messages.push(error.message);
        if ((error.cause as Partial<Hdf5Failure> | undefined)?.crashed) volumes = await open();
      }
      if (messages.length > 0) damaged.push({ at, patient, message: messages.join(' ') });
      onProgress?.({ done: at + 1, total: index.length, patient });
      // Reading does not wait for anything; let the caller's timers, and through them its signal, have their turn.
      if (Date.now() - last > 20) {
        await new Promise((resolve) => setTimeout(resolve, 0));
        last = Date.now();
      }
    }
  } finally {
    volumes.close();
  }
  return { paths, length: index.length, checksums, unfinished, damaged };
}

const NAMES = 'the name or the labels of the patient do not agree with their checksum.';
