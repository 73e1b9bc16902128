import { LOCATIONS } from '@kium/angio-io';
import type { Cases } from '../cases';

/** A patient of the tests. */
export interface Row {
  index?: string;
  /** Score of the presence; default 0.5. */
  score?: number;
  calibrated?: number;
  /** Decision on the presence; default: whether the score is above 0.5. */
  decision?: number;
  /** Default: whether there is a true location. */
  aneurysm?: number;
  /** True locations. */
  true?: string[];
  decided?: string[];
  /** Scores of locations; default 0.1. */
  scores?: Record<string, number>;
}

/** Patients made of what matters to a test. */
export function casesOf(rows: readonly Row[]): Cases {
  const flags = (names: string[] = []) => LOCATIONS.map((name) => Number(names.includes(name)));
  return {
    index: rows.map(({ index }, row) => index ?? String(1001 + row)),
    labels: rows.map((row) => [row.aneurysm ?? Number((row.true ?? []).length > 0), ...flags(row.true)]),
    scores: {
      presence: rows.map(({ score = 0.5 }) => score),
      locations: rows.map(({ scores = {} }) => LOCATIONS.map((name) => scores[name] ?? 0.1)),
    },
    calibrated: rows.map(({ calibrated, score = 0.5 }) => calibrated ?? score),
    decisions: {
      presence: rows.map(({ decision, score = 0.5 }) => decision ?? Number(score > 0.5)),
      locations: rows.map(({ decided }) => flags(decided)),
    },
  };
}

/** Every number in plain data is finite. */
export function hasOnlyFiniteNumbers(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every(hasOnlyFiniteNumbers);
}
