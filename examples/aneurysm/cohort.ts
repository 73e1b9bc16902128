import { LABELS, LOCATIONS, openVolumes, type Problem } from '@kium/angio-io';
import { locationsOf } from './cases';
import { pathOf, type Run } from './run';
import type { Volumes } from './steps/2-volumes';
import type { Evaluations } from './steps/6-evaluate';
import type { Trained } from './train-model';

/** Who is in the study, and who was left out. */
export interface Cohort {
  /** Names of the counts: Aneurysm, then the locations. */
  labels: string[];
  /** Training patients that the models were trained on. */
  train: LabelCounts;
  /** Training patients that were held out. */
  heldOut: LabelCounts;
  /** Test patients. */
  test: {
    patients: number;
    /** Those of them of whom groundtruth.csv knows; null without it. */
    known: LabelCounts | null;
  };
  /** Locations that some training patient has both of, the most frequent pairs first. */
  pairs: { locations: [string, string]; patients: number }[];
  leftOut: LeftOut;
}

/** How many patients have what. */
export interface LabelCounts {
  patients: number;
  /** One a label. */
  positives: number[];
  /** Patients with no location, with one, with two, … */
  byLocations: number[];
}

/** Patients that could not be used, and everything that was wrong with the study. */
export interface LeftOut {
  train: string[];
  test: string[];
  /** By kind, the most frequent first; a problem need not have cost a patient. */
  problems: { kind: Problem['kind']; count: number; patients: string[] }[];
}

/** Counts the patients of a run. */
export async function describeCohort(
  run: Run,
  volumes: Volumes,
  presence: Trained,
  { test, heldOut }: Evaluations,
): Promise<Cohort> {
  const file = await openVolumes(pathOf(run, 'train'));
  const all = file.labels!.values.map((row) => Array.from(row));
  file.close();
  const held = new Set(presence.heldOut.indices);
  return {
    labels: [...LABELS],
    train: countLabels(all.filter((_, row) => !held.has(row))),
    heldOut: countLabels(heldOut.cases.labels),
    test: { patients: volumes.test.patients, known: test && countLabels(test.cases.labels) },
    pairs: countPairs(all),
    leftOut: { train: volumes.train.skipped, test: volumes.test.skipped, problems: volumes.problems },
  };
}

/** @param rows - of 22 labels */
export function countLabels(rows: readonly number[][]): LabelCounts {
  const byLocations: number[] = [];
  for (const row of locationsOf(rows)) {
    const locations = row.reduce((sum, one) => sum + one, 0);
    while (byLocations.length <= locations) byLocations.push(0);
    byLocations[locations]!++;
  }
  return {
    patients: rows.length,
    positives: LABELS.map((_, at) => rows.reduce((sum, row) => sum + row[at]!, 0)),
    byLocations,
  };
}

/** @param rows - of 22 labels */
export function countPairs(rows: readonly number[][]): Cohort['pairs'] {
  const locations = locationsOf(rows);
  const pairs = LOCATIONS.flatMap((first, a) =>
    LOCATIONS.slice(a + 1).map((second, rest) => ({
      locations: [first, second] as [string, string],
      patients: locations.filter((row) => row[a] === 1 && row[a + 1 + rest] === 1).length,
    })),
  );
  return pairs.filter(({ patients }) => patients > 0).sort((a, b) => b.patients - a.patients);
}

/** How often each kind of problem was found, and with whom. */
export function countProblems(problems: readonly Problem[]): LeftOut['problems'] {
  return [...new Set(problems.map(({ kind }) => kind))]
    .map((kind) => {
      const found = problems.filter((problem) => problem.kind === kind);
      const patients = new Set(found.flatMap(({ patient }) => patient ?? []));
      return { kind, count: found.length, patients: [...patients].sort() };
    })
    .sort((a, b) => b.count - a.count);
}
