import { coxPH } from '../src/index';
import { seededRandom } from '../src/random';

/** How cohorts are drawn of which the true coefficients are known. */
export interface Design {
  readonly name: string;
  readonly n: number;
  /** Rate of the exponential censoring; the baseline hazard is 1. 0: nobody is censored. */
  readonly censoring: number;
  /** Times are rounded up to multiples of this. 0: no ties. */
  readonly unit: number;
  /** Strata, each with a baseline hazard of its own, and entry times, before which nobody is seen. */
  readonly isStratified?: boolean;
  readonly hasEntry?: boolean;
}

export const DESIGNS: readonly Design[] = [
  { name: 'nobody censored', n: 100, censoring: 0, unit: 0 },
  { name: 'half censored', n: 200, censoring: 1, unit: 0 },
  { name: 'most censored', n: 400, censoring: 4, unit: 0 },
  { name: 'tied times', n: 200, censoring: 0.5, unit: 0.05 },
  { name: 'strata and delayed entry', n: 300, censoring: 0.7, unit: 0, isStratified: true, hasEntry: true },
];

/** Log hazard ratios of a normal, a binary and a skewed covariate. */
export const TRUTH = [0.5, -0.7, 0.2];

/** Normal quantile of 0.975. */
const Z = 1.959963984540054;

/** In how many cohorts the 95 % interval of each coefficient has the true one, and the share censored. */
export function coverage(design: Design, cohorts: number, seed: number): { covered: number[]; censored: number } {
  const random = seededRandom(seed);
  const uniform = () => (random() + 0.5) / 2 ** 32;
  const exponential = (rate: number) => -Math.log(uniform()) / rate;
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const covered = TRUTH.map(() => 0);
  let censored = 0;
  for (let cohort = 0; cohort < cohorts; cohort++) {
    const rows = Array.from({ length: design.n }, () => {
      for (;;) {
        const x = [normal(), Number(uniform() < 0.4), exponential(1)];
        const stratum = design.isStratified ? Math.floor(3 * uniform()) : 0;
        const hazard = (1 + stratum) * Math.exp(x.reduce((sum, value, j) => sum + value * TRUTH[j]!, 0));
        const death = exponential(hazard);
        const end = design.censoring === 0 ? Infinity : exponential(design.censoring);
        const entry = design.hasEntry && uniform() < 0.5 ? 0.3 * uniform() : -1;
        const exact = Math.min(death, end);
        // Who dies or is lost before entry is never seen.
        if (exact <= entry) continue;
        const time = design.unit === 0 ? exact : Math.ceil(exact / design.unit) * design.unit;
        return { x, stratum, time, entry, event: Number(death <= end) };
      }
    });
    const column = (j: number) => rows.map(({ x }) => x[j]!);
    const fit = coxPH(
      {
        time: rows.map(({ time }) => time),
        event: rows.map(({ event }) => event),
        covariates: { normal: column(0), binary: column(1), skewed: column(2) },
      },
      {
        strata: design.isStratified ? rows.map(({ stratum }) => stratum) : undefined,
        entry: design.hasEntry ? rows.map(({ entry }) => entry) : undefined,
      },
    );
    censored += 1 - fit.events / design.n;
    for (const [j, truth] of TRUTH.entries()) {
      covered[j]! += Number(Math.abs(fit.coefficients[j]! - truth) <= Z * fit.standardErrors[j]!);
    }
  }
  return { covered, censored: censored / cohorts };
}
