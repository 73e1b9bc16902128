// A figure of @kium/survival on a random cohort. Started by bench/main.ts with a SurvivalJob.
import { concordance, coxPH } from '@kium/survival';
import manifest from '@kium/survival/package.json' with { type: 'json' };
import type { SurvivalJob } from '../job';
import { serve } from './serve';

const { figure, rows, covariates: count } = JSON.parse(process.argv[2] ?? '') as SurvivalJob;

const columns = Array.from({ length: Math.max(count, 1) }, () => Float64Array.from({ length: rows }, normal));
const covariates = Object.fromEntries(columns.map((column, j) => [`x${j}`, column]));
const risk = columns[0]!;
const time = new Float64Array(rows);
const event = new Uint8Array(rows);
for (let row = 0; row < rows; row++) {
  const failure = exponential() * Math.exp(-risk[row]!);
  const censoring = exponential();
  // Whole days, so that the model has ties to treat; the concordance is that of distinct times.
  const observed = Math.min(failure, censoring);
  time[row] = figure === 'coxPH' ? Math.ceil(1000 * observed) : observed;
  event[row] = failure <= censoring ? 1 : 0;
}

const STEPS: Record<SurvivalJob['figure'], () => unknown> = {
  coxPH: () => coxPH({ time, event, covariates }).concordance,
  concordance: () => concordance(time, event, risk),
};
await serve({ version: `@kium/survival ${manifest.version}` }, () => void STEPS[figure]());

function normal(): number {
  return Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
}

function exponential(): number {
  return -Math.log(1 - Math.random());
}
