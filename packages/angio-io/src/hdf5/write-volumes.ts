import { writeWhole } from '../atomic-file';
import { concurrencyOption } from '../concurrency';
import {
  type AngioIoError,
  isAngioIoError,
  MissingLabelError,
  MissingViewError,
  NoPatientsError,
  type UnreadableImageError,
} from '../errors';
import { decodeAngiogram, type FailOn, type ResizeKernel } from '../images/decode-angiogram';
import { choiceOption, integerOption, namesOption } from '../options';
import { orderedMap } from '../ordered-map';
import { VIEWS } from '../study/names';
import type { IncompletePatient, Patient, Problem, Progress } from '../study/study';
import type { Labels } from '../tables/labels';
import { stringWidth, type VolumeDtype } from './volume-format';
import { openVolumeWriter } from './volume-writer';

export type { ResizeKernel } from '../images/decode-angiogram';

/** Options of {@link writeVolumes}. */
export interface WriteVolumesOptions {
  /** The label table; every patient written must have a row. */
  readonly labels?: Labels;
  /** The channels of a volume, in this order: names of {@link Patient.images}. Default: the eight {@link VIEWS}. */
  readonly views?: readonly string[];
  /** Height and width of a volume, in pixels. Default: 256. */
  readonly size?: number;
  /** `uint8` stores grey values; `float32` stores grey values / 255, as the paper did. Default: `uint8`. */
  readonly dtype?: VolumeDtype;
  /** gzip level, 0 to 9. Default: 4. */
  readonly compression?: number;
  /** Resampling kernel. Default: `lanczos3`. */
  readonly kernel?: ResizeKernel;
  /** How damaged an image must be to be refused. Default: `warning`, the strictest. */
  readonly failOn?: FailOn;
  /** How many patients to decode at a time; memory grows with it, by about 2 MB + 8 files each. Default: the cores. */
  readonly concurrency?: number;
  /**
   * Leave out patients with a missing or unreadable image, or without a row in `labels`, and list them, where
   * otherwise the first one stops the run. Default: false.
   */
  readonly skipIncomplete?: boolean;
  /** With `skipIncomplete`: called for each problem as it is found. */
  readonly onProblem?: (problem: Problem) => void;
  /** Called after each patient. */
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

/** What {@link writeVolumes} wrote. */
export interface WriteReport {
  readonly path: string;
  /** [patients, height, width, views] */
  readonly shape: readonly [number, number, number, number];
  /** The patients in the file, in its order. */
  readonly index: string[];
  /** The patients left out (`skipIncomplete`). */
  readonly skipped: string[];
  /** Why they were left out. */
  readonly problems: Problem[];
}

/**
 * Decode every patient's eight images to grey, resize them to `size` × `size`, stack them in {@link VIEWS} order to
 * size × size × 8 and stream them to an HDF5 file, in the order of `patients`. Decoding runs in parallel; memory stays
 * flat however many patients there are. The file appears whole or not at all.
 *
 * An image's stored values are taken as they are (no colour profile), turned as its EXIF orientation says, and
 * stretched to a square; colour becomes luminance.
 *
 * @throws UnreadableImageError, MissingViewError, MissingLabelError — unless `skipIncomplete`
 * @throws NoPatientsError, OptionError, NoSpaceError, WriteError; or the signal's reason
 */
export async function writeVolumes(
  file: string,
  patients: readonly (Patient<string> | IncompletePatient<string>)[],
  options: WriteVolumesOptions = {},
): Promise<WriteReport> {
  const { labels, skipIncomplete = false, signal } = options;
  const views = namesOption('views', options.views, VIEWS);
  const size = integerOption('size', options.size, 256, 1, 4096);
  const kernel = choiceOption('kernel', options.kernel, ['lanczos3', 'lanczos2', 'mitchell', 'cubic', 'linear']);
  const failOn = choiceOption('failOn', options.failOn, ['warning', 'error', 'truncated']);
  const format = {
    size,
    dtype: choiceOption<VolumeDtype>('dtype', options.dtype, ['uint8', 'float32']),
    compression: integerOption('compression', options.compression, 4, 0, 9),
    views,
    labelNames: labels?.names,
    indexWidth: stringWidth(
      patients.map(({ index }) => index),
      INDEX_WIDTH,
    ),
  };
  const recipe = { size, dtype: format.dtype, kernel, failOn };
  const concurrency = concurrencyOption(options.concurrency);

  const index: string[] = [];
  const problems: Problem[] = [];
  const skipped: string[] = [];

  const decode = async (patient: Patient<string> | IncompletePatient<string>): Promise<Decoded> => {
    try {
      signal?.throwIfAborted();
      const missing = views.filter((view) => patient.images[view] === undefined);
      if (missing.length > 0) throw new MissingViewError(patient.index, missing);
      if (labels && !labels.has(patient.index)) throw new MissingLabelError(patient.index, labels.path);
      const volume = new Uint8Array(size * size * views.length);
      for (const [channel, view] of views.entries()) {
        signal?.throwIfAborted();
        const path = patient.images[view]!;
        const grey = await decodeAngiogram({ path, patient: patient.index, view, size, kernel, failOn });
        for (let at = 0; at < grey.length; at++) volume[at * views.length + channel] = grey[at]!;
      }
      return { volume };
    } catch (error) {
      if (skipIncomplete && isAngioIoError(error)) return { problem: asProblem(error, patient.index) };
      throw error;
    }
  };

  signal?.throwIfAborted();
  if (patients.length === 0) throw new NoPatientsError(file, 0);
  await writeWhole(file, async (temporary) => {
    const writer = await openVolumeWriter(temporary, { ...format, recipe });
    try {
      let done = 0;
      for await (const { volume, problem } of orderedMap(patients, concurrency, decode)) {
        const patient = patients[done++]!.index;
        if (volume) {
          writer.append({ index: patient, volume, labels: labels?.get(patient) });
          index.push(patient);
        } else {
          skipped.push(patient);
          problems.push(problem);
          options.onProblem?.(problem);
        }
        options.onProgress?.({ done, total: patients.length, patient });
        signal?.throwIfAborted();
      }
      if (index.length === 0) throw new NoPatientsError(file, skipped.length);
      writer.finish();
    } finally {
      writer.close();
    }
  });
  return { path: file, shape: [index.length, size, size, views.length], index, skipped, problems };
}

/** Room for longer names than the first ones: appending needs no other file then. */
const INDEX_WIDTH = 16;

type Decoded = { volume: Uint8Array; problem?: undefined } | { volume?: undefined; problem: Problem };

function asProblem(error: AngioIoError, patient: string): Problem {
  const { message } = error;
  if (error.tag === 'UnreadableImageError') {
    const { path, view } = error as UnreadableImageError;
    return { kind: 'unreadable-image', path, patient, view, message };
  }
  return { kind: error.tag === 'MissingViewError' ? 'missing-view' : 'patient-without-label', patient, message };
}
