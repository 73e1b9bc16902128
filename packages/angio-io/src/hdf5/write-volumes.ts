import { access, rm } from 'node:fs/promises';
import { publish, realTarget } from '../atomic-file';
import {
  type AngioIoError,
  asWriteError,
  DuplicatePatientError,
  isAngioIoError,
  MissingLabelError,
  MissingViewError,
  NoPatientsError,
  type UnreadableImageError,
  VolumesMismatchError,
} from '../errors';
import { withFileLock } from '../file-lock';
import { decodeVolume } from '../images/decode-volume';
import { orderedMap } from '../ordered-map';
import type { IncompletePatient, Patient, Problem } from '../study/study';
import { type KeptVolumes, openKeptVolumes } from './kept-volumes';
import { openVolumes } from './open-volumes';
import { layoutDifferences, partialFor, startWriting } from './start-writing';
import type { PreparedVolume } from './volume-writer';
import { planWriting, type WritePlan, type WriteVolumesOptions } from './write-volumes-options';

export type { ResizeKernel } from '../images/decode-angiogram';
export type { WriteVolumesOptions } from './write-volumes-options';

/** What {@link writeVolumes} wrote. */
export interface WriteReport {
  readonly path: string;
  /** [patients, height, width, views] */
  readonly shape: readonly [number, number, number, number];
  /** The patients in the file, in its order. */
  readonly index: string[];
  /** How many of them were there before: from an interrupted call (`resume`), or in the file (`append`). */
  readonly takenOver: number;
  /** The patients left out (`skipIncomplete`). */
  readonly skipped: string[];
  /** Why they were left out. */
  readonly problems: Problem[];
}

/**
 * Decode every patient's images to grey, resize them to `size` × `size`, stack them in the order of the views (the
 * eight {@link VIEWS} by default) to size × size × views and stream them to an HDF5 file, in the order of `patients`.
 * Decoding runs in parallel; memory stays flat however many patients there are. The file appears whole or not at all:
 * it is written as `<file>.partial`. While it is, `<file>.lock` keeps other writers away. `docs/hdf5-format.md`
 * describes the file.
 *
 * An image's stored values are taken as they are (no colour profile), turned as its EXIF orientation says, and
 * stretched to a square; colour becomes luminance.
 *
 * @throws UnreadableImageError, MissingViewError, MissingLabelError — unless `skipIncomplete`
 * @throws NoPatientsError, DuplicatePatientError, OptionError
 * @throws VolumesMismatchError if what `resume` or `append` should go on with was made in another way
 * @throws NotHdf5Error, NotVolumesError, TruncatedFileError, CorruptVolumeError about the file to `append` to
 * @throws FileLockedError, NoSpaceError, WriteError; or the signal's reason
 */
export async function writeVolumes(
  file: string,
  patients: readonly (Patient<string> | IncompletePatient<string>)[],
  options: WriteVolumesOptions = {},
): Promise<WriteReport> {
  options.signal?.throwIfAborted();
  if (patients.length === 0) throw new NoPatientsError(file, 0);
  planWriting(patients, options);
  const known = new Set<string>();
  const twice = patients.filter(({ index }) => known.size === known.add(index).size).map(({ index }) => index);
  if (twice.length > 0) throw new DuplicatePatientError(file, [...new Set(twice)], false);
  try {
    const target = await realTarget(file);
    return await withFileLock(target, async () => {
      const base = options.append ? await openFinished(target) : undefined;
      try {
        return await writeFrom({ file, target, base }, patients, options);
      } finally {
        base?.close();
      }
    });
  } catch (error) {
    throw asWriteError(file, error);
  }
}

/** The file that is added to, if there is one. */
async function openFinished(target: string): Promise<KeptVolumes | undefined> {
  try {
    await access(target);
  } catch {
    return undefined;
  }
  // Says what is wrong with a file that is not one of ours.
  (await openVolumes(target)).close();
  return openKeptVolumes(target);
}

interface Place {
  readonly file: string;
  readonly target: string;
  readonly base: KeptVolumes | undefined;
}

async function writeFrom(
  { file, target, base }: Place,
  patients: readonly (Patient<string> | IncompletePatient<string>)[],
  options: WriteVolumesOptions,
): Promise<WriteReport> {
  const { labels, resume = false, skipIncomplete: gaps = false, signal } = options;
  const plan = planWriting(patients, options, base?.layout);
  const { layout } = plan;
  if (base) {
    const differences = layoutDifferences(base.layout, layout);
    if (differences.length > 0) throw new VolumesMismatchError(file, differences, APPEND_REMEDY);
    const there = new Set(base.index);
    const known = patients.filter(({ index }) => there.has(index)).map(({ index }) => index);
    if (known.length > 0) throw new DuplicatePatientError(file, known, true);
  }
  const before = base?.index.length ?? 0;
  const { writer, taken } = await startWriting({ target, layout, patients, labels, base, resume, gaps, signal });

  const index = [...(base?.index ?? [])];
  const problems: Problem[] = [];
  const skipped: string[] = [];
  const waiting = new Set(taken.slice(before));
  const decode = async (patient: Patient<string> | IncompletePatient<string>): Promise<Decoded> => {
    if (waiting.has(patient.index)) return { taken: true };
    const decoded = await decodePatient(patient, plan, options);
    return decoded.volume ? { volume: await writer.prepare(decoded.volume) } : decoded;
  };
  try {
    let done = 0;
    for await (const { taken, volume, problem } of orderedMap(patients, plan.concurrency, decode)) {
      const patient = patients[done++]!.index;
      if (taken) waiting.delete(patient);
      else if (volume && waiting.size > 0) {
        const difference = `patient ${patient} was left out as incomplete, and now is complete`;
        throw new VolumesMismatchError(partialFor(target), [difference], 'Write the file anew (without resume).');
      } else if (volume) writer.append({ index: patient, volume, labels: labels?.get(patient) });
      if (problem) {
        skipped.push(patient);
        problems.push(problem);
        options.onProblem?.(problem);
      } else index.push(patient);
      options.onProgress?.({ done, total: patients.length, patient });
      signal?.throwIfAborted();
    }
    if (index.length === before) throw new NoPatientsError(file, skipped.length);
    writer.finish();
    base?.close();
    await publish(partialFor(target), target);
  } catch (error) {
    writer.close();
    if (!resume || writer.length === before) await rm(partialFor(target), { force: true }).catch(() => {});
    throw error;
  }
  const { size, views } = layout;
  const shape = [index.length, size, size, views.length] as const;
  return { path: file, shape, index, takenOver: taken.length, skipped, problems };
}

const APPEND_REMEDY = 'Give the options that the file was made with, or leave them out, or write another file.';

/** A patient's volume, or why it is left out, or that the file has it. */
type Decoded<V = PreparedVolume> =
  | { taken: true; volume?: undefined; problem?: undefined }
  | { taken?: undefined; volume: V; problem?: undefined }
  | { taken?: undefined; volume?: undefined; problem: Problem };

async function decodePatient(
  { index: patient, images }: Patient<string> | IncompletePatient<string>,
  { layout: { views, size }, kernel, image }: WritePlan,
  { labels, skipIncomplete, signal }: WriteVolumesOptions,
): Promise<Exclude<Decoded<Uint8Array>, { taken: true }>> {
  try {
    signal?.throwIfAborted();
    const missing = views.filter((view) => images[view] === undefined);
    if (missing.length > 0) throw new MissingViewError(patient, missing);
    if (labels && !labels.has(patient)) throw new MissingLabelError(patient, labels.path);
    const paths = views.map((view) => ({ view, path: images[view]! }));
    return { volume: await decodeVolume({ images: paths, patient, size, kernel, ...image }) };
  } catch (error) {
    if (skipIncomplete && isAngioIoError(error)) return { problem: asProblem(error, patient) };
    throw error;
  }
}

function asProblem(error: AngioIoError, patient: string): Problem {
  const { message } = error;
  if (error.tag === 'UnreadableImageError') {
    const { path, view } = error as UnreadableImageError;
    return { kind: 'unreadable-image', path, patient, view, message };
  }
  return { kind: error.tag === 'MissingViewError' ? 'missing-view' : 'patient-without-label', patient, message };
}
