import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAngiogramStudy } from '@kium/phantom';
import { UserError } from '../errors';
import { exists } from '../files';
import { FILES, pathOf, type Run } from '../run';
import { fingerprintOf } from '../state';
import { readTruthBoxes } from '../truth-boxes';

/** The folder to work on. */
export interface Study {
  trainFolder: string;
  trainLabels: string;
  testFolder: string;
  /** Null when the study has no such file. */
  testLabels: string | null;
  groundtruth: string | null;
  /** Where each aneurysm is, of a generated study. */
  truth: string | null;
  /** Changes when a file is added, removed or replaced. */
  fingerprint: string;
}

/** 1. The study: the K-ium folder that was given, or a generated one. */
export async function findStudy(run: Run): Promise<Study> {
  const { data } = run.settings;
  if (data === null) await generateStudy(run);
  const study = await lookAt(data ?? pathOf(run, 'study'));
  // It is needed last; a foreign file of that name is told before the training.
  if (study.truth !== null) await readTruthBoxes(study.truth);
  return study;
}

async function generateStudy(run: Run): Promise<void> {
  const { study, seed } = run.settings;
  const { patients, testPatients, size, diameter } = study;
  const total = patients + testPatients;
  const { wasFinished } = await run.state.step('study', { ...study, seed }, [FILES.study], async () => {
    const progress = run.screen.begin(`Study: drawing ${total} patients × 8 angiograms`, total);
    try {
      await writeAngiogramStudy(pathOf(run, 'study'), {
        patients,
        testPatients,
        seed,
        ...(size === null ? {} : { size }),
        ...(diameter === null ? {} : { diameter }),
        overwrite: true,
        signal: run.signal,
        onProgress: ({ done }) => progress.update(done),
      });
    } finally {
      progress.end();
    }
    return {};
  });
  const how = wasFinished ? 'from an earlier run' : 'generated';
  run.screen.line(`Study: ${patients} training and ${testPatients} test patients ${how}, in ${pathOf(run, 'study')}`);
}

async function lookAt(folder: string): Promise<Study> {
  const trainFolder = join(folder, 'train_set');
  const testFolder = join(folder, 'test_set');
  const trainLabels = join(trainFolder, 'train.csv');
  for (const path of [folder, trainFolder, trainLabels, testFolder]) {
    if (await exists(path)) continue;
    throw new UserError(
      `${path} does not exist. A K-ium folder has train_set/ (images named as 1001LI-A.jpg, and train.csv) and ` +
        'test_set/ (images, and test.csv); groundtruth.csv, if there is one, lies beside them.',
    );
  }
  const firstOf = async (paths: string[]) => {
    for (const path of paths) if (await exists(path)) return path;
    return null;
  };
  return {
    trainFolder,
    trainLabels,
    testFolder,
    testLabels: await firstOf([join(testFolder, 'test.csv')]),
    groundtruth: await firstOf([join(folder, 'groundtruth.csv'), join(testFolder, 'groundtruth.csv')]),
    truth: await firstOf([join(folder, 'truth.json')]),
    fingerprint: fingerprintOf([await listing(trainFolder), await listing(testFolder)]),
  };
}

/** Names, sizes and times of all files: reading nine thousand images to compare their content would take minutes. */
async function listing(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  const described = files.map(async (path) => {
    const found = await stat(path).catch(() => null);
    return `${path.slice(folder.length)} ${found?.size} ${found?.mtimeMs}`;
  });
  return (await Promise.all(described)).sort();
}
