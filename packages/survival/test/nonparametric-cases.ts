import { numbers } from './cohorts';
import oracle from './fixtures/nonparametric.json';

type Columns<K extends string> = Record<K, (number | null)[]>;
type Limits = 'logLower' | 'logUpper' | 'plainLower' | 'plainUpper';

/** One group's curve by R; null is R's NA. */
export interface OracleCurve {
  group: number | string | null;
  rows: number;
  /** Which entries of the curve are written. */
  place: number[];
  length: number;
  table: Columns<
    'time' | 'atRisk' | 'events' | 'censored' | 'survival' | 'standardError' | 'lower' | 'upper' | 'cumulativeHazard'
  >;
  hazards: Record<'nelson-aalen' | 'fleming-harrington', Columns<'cumulativeHazard' | 'variance' | Limits>>;
  quantiles: Columns<'time' | 'lower' | 'upper'>;
  at: Columns<'time' | 'survival' | 'standardError' | 'lower' | 'upper' | 'atRisk' | 'events' | 'censored'>;
  means: [mean: number, standardError: number][];
}

export interface CurveCase {
  cohort: string;
  group: string | null;
  weights: string | null;
  entry: string | null;
  confidence: 'log-log' | 'log' | 'plain';
  level: number;
  probabilities: number[];
  taus: number[];
  curves: OracleCurve[];
}

export const { survdiff, score, weighted, pbc, gehan } = oracle;
export const versions = oracle.oracle;
export const curveCases = oracle.curves as unknown as CurveCase[];

/** What the case is about, for the name of its test. */
export function nameOf({ cohort, group, weights, entry, confidence }: CurveCase): string {
  return [cohort, group && `by ${group}`, weights && 'weighted', entry && 'delayed entry', confidence]
    .filter(Boolean)
    .join(', ');
}

/** The case's data and options, with one group if it has none. */
export function inputOf({ cohort, group, weights, entry, level }: CurveCase) {
  const column = (name: string | null) => (name === null ? undefined : numbers(cohort, name));
  const time = numbers(cohort, 'time');
  return {
    followUp: { time, event: numbers(cohort, 'event') },
    options: {
      weights: column(weights),
      entry: column(entry),
      level,
      groups: group === null ? time.map(() => 'all') : numbers(cohort, group),
    },
  };
}
