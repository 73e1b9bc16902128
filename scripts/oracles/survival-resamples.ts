/**
 * Writes packages/survival/test/fixtures/resamples.json: the rows that `bootstrapRows` draws, from 1 as R counts, for
 * survival-optimism.R. Run from the repository's root: npx tsx scripts/oracles/survival-resamples.ts
 */
import { writeFileSync } from 'node:fs';
import { bootstrapRows, type ResampleOptions } from '../../packages/survival/src/index';
import { cohorts } from '../../packages/survival/test/cohorts';

const REPLICATES = 40;
const CASES: { cohort: string; seed: number; stratify?: string; cluster?: string }[] = [
  { cohort: 'lung', seed: 1 },
  { cohort: 'rossi', seed: 2, stratify: 'event' },
  { cohort: 'heart', seed: 3, cluster: 'id' },
];

const cases = CASES.map((one) => {
  const cohort = cohorts[one.cohort]!;
  const options: ResampleOptions = {
    seed: one.seed,
    stratify: one.stratify === undefined ? undefined : cohort[one.stratify],
    cluster: one.cluster === undefined ? undefined : cohort[one.cluster],
  };
  const draw = (replicate: number) => bootstrapRows(cohort.time!.length, replicate, options).rows;
  return { ...one, rows: Array.from({ length: REPLICATES }, (_, b) => Array.from(draw(b + 1), (row) => row + 1)) };
});
writeFileSync('packages/survival/test/fixtures/resamples.json', `${JSON.stringify({ cases })}\n`);
