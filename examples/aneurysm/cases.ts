/** What the models give. */
export interface Scores {
  /** Of an aneurysm, in [0, 1], one a patient. */
  presence: number[];
  /** Rows of 21, in [0, 1]. */
  locations: number[][];
}

/** What was decided: 0 or 1, in the shape of the scores. */
export interface Decisions {
  presence: number[];
  locations: number[][];
}

/** Patients, what the models say of them, and what is decided from it. */
export interface Predicted {
  /** The patients. */
  index: string[];
  scores: Scores;
  /** Scores of the presence as Platt's curve turns them into probabilities. */
  calibrated: number[];
  decisions: Decisions;
}

/** The same patients with the truth. */
export interface Cases extends Predicted {
  /** Rows of 22, 0 or 1: Aneurysm, then the locations. */
  labels: number[][];
}

/** Scores whose truth is known: what decision rules are learnt from. */
export type Labelled = Pick<Cases, 'labels' | 'scores'>;

/** One column of rows. */
export function column(rows: readonly ArrayLike<number>[], at: number): number[] {
  return rows.map((row) => row[at]!);
}

/** The 21 locations of rows of 22 labels. */
export function locationsOf(labels: readonly number[][]): number[][] {
  return labels.map((row) => row.slice(1));
}
