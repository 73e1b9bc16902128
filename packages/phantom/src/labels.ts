import { randomStream } from './random';

/** The eight views of a patient, in the order of a volume's channels: side of injection, artery, angle. */
export const VIEWS = ['LI-A', 'LI-B', 'RI-A', 'RI-B', 'LV-A', 'LV-B', 'RV-A', 'RV-B'] as const;
/** One of {@link VIEWS}. */
export type View = (typeof VIEWS)[number];
/** What is injected: left or right internal carotid (`LI`, `RI`) or vertebral artery (`LV`, `RV`). */
export type Injection = 'LI' | 'RI' | 'LV' | 'RV';
/** Side of the body. */
export type Side = 'L' | 'R';

/** The 21 locations, in the order of the competition's columns. */
export const LOCATIONS = [
  'L_ICA',
  'R_ICA',
  'L_PCOM',
  'R_PCOM',
  'L_AntChor',
  'R_AntChor',
  'L_ACA',
  'R_ACA',
  'L_ACOM',
  'R_ACOM',
  'L_MCA',
  'R_MCA',
  'L_VA',
  'R_VA',
  'L_PICA',
  'R_PICA',
  'L_SCA',
  'R_SCA',
  'BA',
  'L_PCA',
  'R_PCA',
] as const;
/** One of {@link LOCATIONS}. */
export type Location = (typeof LOCATIONS)[number];

/** What a patient's row in the CSV says. */
export interface PatientLabels {
  /** Presence: 1 when the patient has any aneurysm. */
  readonly aneurysm: 0 | 1;
  /** Labelled locations in column order; empty for a negative, and for a positive outside the 21 locations. */
  readonly locations: readonly Location[];
}

/** Training patients of the K-ium 2023 data set, and how many of them have an aneurysm. */
export const KIUM_COUNTS = { patients: 1127, positive: 523 } as const;

/** Positives per location in the K-ium 2023 training set, in {@link LOCATIONS} order; they sum to 681. */
export const LOCATION_COUNTS: Readonly<Record<Location, number>> = {
  L_ICA: 100,
  R_ICA: 100,
  L_PCOM: 35,
  R_PCOM: 34,
  L_AntChor: 30,
  R_AntChor: 18,
  L_ACA: 21,
  R_ACA: 13,
  L_ACOM: 66,
  R_ACOM: 30,
  L_MCA: 67,
  R_MCA: 96,
  L_VA: 17,
  R_VA: 11,
  L_PICA: 3,
  R_PICA: 2,
  L_SCA: 6,
  R_SCA: 4,
  BA: 24,
  L_PCA: 3,
  R_PCA: 1,
};

/** 13/28 = 0.4643 is the closest small fraction to 523/1127 = 0.4641. */
const BLOCK = 28;
const POSITIVE_PER_BLOCK = 13;
/** Lets a block start at 1001 and at 8001, the first indices of the training and test sets. */
const BLOCK_OFFSET = 7;

/**
 * How many of 523 positives have 0, 1, 2, 3 and 4 labelled locations. The data set's own split is not published;
 * this one gives its mean, 681/523, with the positive-without-location case and multiplicity falling by about 4 a step,
 * as in multiplicity series (about a quarter of patients with more than one aneurysm; Juvela, Stroke 2000;31:392, from memory).
 */
export const MULTIPLICITY = [10, 386, 93, 27, 7] as const;

/**
 * Labels of one patient, from (seed, index) alone. Presence is stratified: of every 28 consecutive indices (counted
 * from 1001, and so from 8001) exactly 13, at random places, are positive. Locations are drawn without replacement so that each one's expected
 * count is exactly proportional to {@link LOCATION_COUNTS}.
 *
 * @param seed - the study's seed
 * @param index - the patient's four-digit index
 */
export function drawLabels(seed: number, index: number): PatientLabels {
  const block = Math.floor((index + BLOCK_OFFSET) / BLOCK);
  const order = randomStream(seed, 'presence', block).shuffle(Array.from({ length: BLOCK }, (_, i) => i));
  if (order[(index + BLOCK_OFFSET) % BLOCK]! >= POSITIVE_PER_BLOCK) return { aneurysm: 0, locations: [] };
  return { aneurysm: 1, locations: drawLocations(seed, index) };
}

/** Randomised systematic sampling (Hartley & Rao 1962): inclusion probabilities proportional to size, all distinct. */
function drawLocations(seed: number, index: number): Location[] {
  const random = randomStream(seed, 'locations', index);
  const count = random.weighted(MULTIPLICITY);
  if (count === 0) return [];
  const total = LOCATIONS.reduce((sum, location) => sum + LOCATION_COUNTS[location], 0);
  const stride = total / count;
  let mark = random.next() * stride;
  let passed = 0;
  const chosen = new Set<Location>();
  for (const location of random.shuffle(LOCATIONS)) {
    passed += LOCATION_COUNTS[location];
    // Every location is smaller than one stride (100 < 681 / 4), so none can be met twice.
    if (mark < passed) {
      chosen.add(location);
      mark += stride;
    }
  }
  return LOCATIONS.filter((location) => chosen.has(location));
}
