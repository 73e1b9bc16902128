import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DiameterDistribution } from './aneurysm';
import { labelsCsv } from './csv';
import { encodeJpeg } from './encode';
import { InvalidOptionError, StudyWriteError } from './errors';
import { writeFolder } from './folder';
import { type PatientLabels, VIEWS, type View } from './labels';
import { checkInteger, checkRange } from './options';
import { generatePatient } from './patient';
import { type Angiogram, renderView } from './render';
import { imageName, patientTruth, type TruthAneurysm, truthJson } from './truth';

/** Index of the first training patient, as in the K-ium data set. */
export const FIRST_TRAIN_INDEX = 1001;
/** Index of the first test patient; the two ranges cannot meet, and all indices have four digits. */
export const FIRST_TEST_INDEX = 8001;

/** Options of {@link writeAngiogramStudy}. */
export interface AngiogramStudyOptions {
  /** Training patients, 1–7000, with the indices 1001, 1002, … */
  readonly patients: number;
  /** Test patients, 0–1999, with the indices 8001, 8002, …, from the same distribution. Default 50, as in K-ium 2023. */
  readonly testPatients?: number;
  /** Integer from 0 to 2⁵³ − 1; the same seed and options give the same bytes. Default 2023. */
  readonly seed?: number;
  /**
   * Side of the square pictures in px, 32–4096: a number, or [smallest, largest] to draw from evenly. By default as in
   * the data set: 500–1500, mostly 700–1024.
   */
  readonly size?: number | readonly [number, number];
  /** JPEG quality, 1–100: a number or a range. Default 78–95. */
  readonly quality?: number | readonly [number, number];
  /** Mean and standard deviation of the dome's diameter before truncation to 2–25 mm. Default 6.6 and 4.4 mm. */
  readonly diameter?: DiameterDistribution;
  /** Replace a study that this function wrote earlier. Any other non-empty folder is left alone. Default false. */
  readonly overwrite?: boolean;
  /** Pictures that may be encoding while the next are drawn, 1–64. Bounds the memory. Default 8. */
  readonly concurrency?: number;
  /** Called after each patient. */
  readonly onProgress?: (progress: StudyProgress) => void;
  /** Stops the work and removes what was written. */
  readonly signal?: AbortSignal;
}

/** Progress in patients. */
export interface StudyProgress {
  readonly done: number;
  readonly total: number;
}

/** What was written. */
export interface AngiogramStudy {
  readonly folder: string;
  readonly patients: number;
  readonly testPatients: number;
  /** Pictures in both sets. */
  readonly images: number;
  /** Patients with an aneurysm in the training and test set. */
  readonly positive: { readonly train: number; readonly test: number };
  readonly aneurysms: number;
}

/**
 * Writes a synthetic study in the layout of the K-ium 2023 data set:
 * `train_set/{Index}{View}.jpg` with `train.csv`, `test_set/` with an all-zero `test.csv`, `groundtruth.csv` for the test
 * patients, and `truth.json` (type {@link Truth}) with every aneurysm's artery, position, size and pixel boxes.
 *
 * The folder appears whole or not at all: everything is written beside it and renamed at the end.
 *
 * @param folder - where to write; must not exist, or be empty, or hold an earlier study if `overwrite` is set
 * @throws InvalidOptionError, FolderNotEmptyError, StudyWriteError; the signal's reason when aborted
 */
export async function writeAngiogramStudy(folder: string, options: AngiogramStudyOptions): Promise<AngiogramStudy> {
  const { patients, testPatients, seed, concurrency, overwrite } = checkOptions(folder, options);
  const { size, quality, diameter, signal, onProgress } = options;
  signal?.throwIfAborted();
  const total = patients + testPatients;
  const sets = [
    { name: 'train', first: FIRST_TRAIN_INDEX, count: patients },
    { name: 'test', first: FIRST_TEST_INDEX, count: testPatients },
  ] as const;

  return await writeFolder(folder, overwrite, async (temporary) => {
    const writer = imageWriter(concurrency);
    const labels: Record<'train' | 'test', { index: number; labels: PatientLabels }[]> = { train: [], test: [] };
    const truth: TruthAneurysm[] = [];
    let done = 0;
    try {
      for (const set of sets) {
        const images = join(temporary, `${set.name}_set`);
        await attempt(images, () => mkdir(images));
        for (let index = set.first; index < set.first + set.count; index++) {
          const patient = generatePatient(seed, index, { size, quality, diameter });
          const shown = {} as Record<View, Pick<Angiogram, 'size' | 'boxes'>>;
          for (const view of VIEWS) {
            signal?.throwIfAborted();
            const picture = renderView(patient, view);
            shown[view] = { size: picture.size, boxes: picture.boxes };
            const path = join(images, imageName(index, view));
            await writer.add(path, () => encodeJpeg(picture, patient.acquisitions[view]));
          }
          labels[set.name].push({ index, labels: patient.labels });
          truth.push(...patientTruth(patient, set.name, shown));
          done += 1;
          onProgress?.({ done, total });
        }
      }
      await writer.finish();
    } finally {
      // Nothing may still be writing when the folder is renamed or removed.
      await writer.settle();
    }
    signal?.throwIfAborted();
    const recorded = {
      patients,
      testPatients,
      size: size ?? null,
      quality: quality ?? null,
      diameter: diameter ?? null,
    };
    const blank = labels.test.map(({ index }) => ({ index }));
    await writeText(join(temporary, 'train_set', 'train.csv'), labelsCsv(labels.train));
    await writeText(join(temporary, 'test_set', 'test.csv'), labelsCsv(blank));
    await writeText(join(temporary, 'groundtruth.csv'), labelsCsv(labels.test));
    await writeText(join(temporary, 'truth.json'), truthJson(seed, recorded, truth));
    const positive = (set: 'train' | 'test') => labels[set].filter((row) => row.labels.aneurysm === 1).length;
    return {
      folder,
      patients,
      testPatients,
      images: total * VIEWS.length,
      positive: { train: positive('train'), test: positive('test') },
      aneurysms: truth.length,
    };
  });
}

function checkOptions(folder: string, options: AngiogramStudyOptions) {
  if (typeof folder !== 'string' || folder === '') throw new InvalidOptionError('folder', 'a path', folder);
  if (typeof options !== 'object' || options === null) {
    throw new InvalidOptionError('options', 'an object such as { patients: 100 }', options);
  }
  const { patients, testPatients = 50, seed = 2023, concurrency = 8, overwrite = false } = options;
  checkInteger('patients', patients, 1, FIRST_TEST_INDEX - FIRST_TRAIN_INDEX);
  checkInteger('testPatients', testPatients, 0, 9999 - FIRST_TEST_INDEX + 1);
  checkInteger('seed', seed, 0, Number.MAX_SAFE_INTEGER);
  checkInteger('concurrency', concurrency, 1, 64);
  checkRange('size', options.size, 32, 4096);
  checkRange('quality', options.quality, 1, 100);
  if (typeof overwrite !== 'boolean') throw new InvalidOptionError('overwrite', 'true or false', overwrite);
  return { patients, testPatients, seed, concurrency, overwrite };
}

/** Encodes and writes pictures in the background, at most `limit` at a time, so that memory stays flat. */
function imageWriter(limit: number) {
  const running = new Set<Promise<void>>();
  let failure: unknown;
  const throwFailure = () => {
    if (failure !== undefined) throw failure;
  };
  return {
    async add(path: string, encode: () => Promise<Uint8Array>): Promise<void> {
      while (running.size >= limit) await Promise.race(running);
      throwFailure();
      const task: Promise<void> = attempt(path, async () => writeFile(path, await encode()))
        .catch((error: unknown) => {
          failure ??= error;
        })
        .finally(() => running.delete(task));
      running.add(task);
      // Lets finished encodings hand over their file writes between two drawings.
      await new Promise((resolve) => setImmediate(resolve));
    },
    async finish(): Promise<void> {
      await Promise.all(running);
      throwFailure();
    },
    async settle(): Promise<void> {
      await Promise.all(running);
    },
  };
}

async function writeText(path: string, text: string): Promise<void> {
  await attempt(path, () => writeFile(path, text, { flush: true } as Parameters<typeof writeFile>[2]));
}

async function attempt<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new StudyWriteError(path, error);
  }
}
