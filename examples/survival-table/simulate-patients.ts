/**
 * Writes patients.csv: 400 simulated patients of a trial that never took place. The truth about them stands in TRUTH; the
 * same seed gives the same file. Usage, from the repository's root: npx tsx examples/survival-table/simulate-patients.ts
 */
import { writeFileSync } from 'node:fs';

const SEED = 20_231_118;
const PATIENTS = 400;

/** Months to death are Weibull: hazard(t) = hazard ratio × SHAPE / SCALE × (t / SCALE)^(SHAPE − 1). */
const TRUTH = {
  shape: 1.2,
  /** Months after which 63 % of patients of 60 years, stage I, on the standard treatment would have died. */
  scale: 75,
  /** Hazard ratios. */
  newTreatment: 0.6,
  ageTenYears: 1.35,
  stage: { I: 1, II: 1.7, III: 3 },
};

/** Uniform numbers in [0, 1): mulberry32 (Tommy Ettinger, public domain). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = generator(SEED);
const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

const lines = Array.from({ length: PATIENTS }, (_, i) => {
  const treatment = random() < 0.5 ? 'new' : 'standard';
  const age = Math.round(Math.min(88, Math.max(35, 63 + 10 * normal())));
  const place = random();
  const stage = place < 0.35 ? 'I' : place < 0.7 ? 'II' : 'III';
  const ratio =
    (treatment === 'new' ? TRUTH.newTreatment : 1) * TRUTH.ageTenYears ** ((age - 60) / 10) * TRUTH.stage[stage];
  const death = TRUTH.scale * (-Math.log(1 - random()) / ratio) ** (1 / TRUTH.shape);
  // Recruited over three years, seen for the last time two to five years later, and one in ten lost before that.
  const closing = 24 + 36 * random();
  const lost = random() < 0.1 ? closing * random() : closing;
  const months = Math.max(0.1, Math.min(death, lost));
  return [`P${String(i + 1).padStart(3, '0')}`, treatment, age, stage, months.toFixed(1), Number(death <= lost)].join(
    ',',
  );
});

const header = 'patient,treatment,age,stage,months,died';
writeFileSync(new URL('patients.csv', import.meta.url), `${[header, ...lines].join('\n')}\n`);
