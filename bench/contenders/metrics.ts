// A figure of @kium/metrics on random labels and scores. Started by bench/main.ts with a MetricJob.
import { averagePrecision, rocAuc, rocAucInterval } from '@kium/metrics';
import manifest from '@kium/metrics/package.json' with { type: 'json' };
import type { MetricJob } from '../job';
import { serve } from './serve';

const { figure, rows, labels, prevalence, replicates } = JSON.parse(process.argv[2] ?? '') as MetricJob;

// One label is a flat column, as users have it.
const columnTrue = Uint8Array.from({ length: rows }, positive);
const columnScores = Float64Array.from(columnTrue, score);
const yTrue = labels === 1 ? [] : Array.from({ length: rows }, () => Uint8Array.from({ length: labels }, positive));
const scores = yTrue.map((row) => Float64Array.from(row, score));

const STEPS: Record<MetricJob['figure'], () => unknown> = {
  rocAuc: () => rocAuc(columnTrue, columnScores),
  averagePrecision: () => averagePrecision(columnTrue, columnScores),
  rocAucInterval: () => rocAucInterval(yTrue, scores, { replicates, seed: 1 }),
};
await serve({ version: `@kium/metrics ${manifest.version}` }, () => void STEPS[figure]());

function positive(): number {
  return Math.random() < prevalence ? 1 : 0;
}

/** A probability whose logit is normal and one standard deviation higher for positives. */
function score(label: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
  return 1 / (1 + Math.exp(-normal - label));
}
