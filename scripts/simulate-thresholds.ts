/**
 * When does mean + σ work? Writes docs/thresholds.svg and prints the table of docs/thresholds.md.
 *
 * A label of prevalence π has a score x ~ N(d·y, 1), and the model gives the exact probability
 * p = sigmoid(log(π / (1 − π)) + d·x − d² / 2). Thresholds are fitted on 1,000 training patients and judged on 20,000
 * others; every figure is the mean of 20 repetitions. Run from the repository's root:
 * npx tsx scripts/simulate-thresholds.ts
 */
import { writeFileSync } from 'node:fs';
import {
  fixedThreshold,
  maxFbetaThreshold,
  meanPlusSigmaThreshold,
  type ThresholdMethod,
  youdenThreshold,
} from '../packages/thresholds/src/index';
import { seededRandom } from '../packages/thresholds/src/random';

const PREVALENCES = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5];
/** AUROC = Φ(d / √2). */
const MODELS = [
  { auroc: '0.80', d: 1.19 },
  { auroc: '0.98', d: 2.905 },
];
const TRAINING = 1_000;
const TESTING = 20_000;
const REPETITIONS = 20;
// Okabe and Ito's colours, told apart with every common colour blindness; dashes for print.
const CURVES: { name: string; colour: string; dash: string; method?: ThresholdMethod }[] = [
  { name: 'best possible', colour: '#767676', dash: '2 3' },
  { name: 'mean + σ', colour: '#d55e00', dash: '', method: meanPlusSigmaThreshold() },
  { name: 'max F1', colour: '#0072b2', dash: '', method: maxFbetaThreshold() },
  { name: 'Youden', colour: '#009e73', dash: '7 4', method: youdenThreshold() },
  { name: 'fixed 0.5', colour: '#cc79a7', dash: '10 3 2 3', method: fixedThreshold(0.5) },
];

const random = seededRandom(2023);
const results = MODELS.map(({ d }) => PREVALENCES.map((prevalence) => simulate(prevalence, d)));
for (const [model, { auroc }] of MODELS.entries()) {
  console.log(`\nAUROC ${auroc}\n| prevalence | ${CURVES.map(({ name }) => `F1 ${name} | called`).join(' | ')} |`);
  for (const [place, prevalence] of PREVALENCES.entries()) {
    const cells = results[model]![place]!.map(({ f1, called }) => `${f1.toFixed(2)} | ${(100 * called).toFixed(1)} %`);
    console.log(`| ${100 * prevalence} % | ${cells.join(' | ')} |`);
  }
}
writeFileSync('docs/thresholds.svg', chart());

/** F1 on the test patients and the share of them called positive, for each curve. */
function simulate(prevalence: number, d: number): { f1: number; called: number }[] {
  const sums = CURVES.map(() => ({ f1: 0, called: 0 }));
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    const training = patients(TRAINING, prevalence, d);
    const testing = patients(TESTING, prevalence, d);
    for (const [curve, { method }] of CURVES.entries()) {
      // The best possible threshold is the one thing here that may look at the test labels.
      const fitted =
        method === undefined
          ? maxFbetaThreshold().fit(testing.scores, testing.labels)
          : method.fit(training.scores, training.labels, { singleClass: Number.POSITIVE_INFINITY });
      let [called, right, positives] = [0, 0, 0];
      for (const [row, [decision]] of fitted.apply(testing.scores).entries()) {
        called += decision!;
        right += decision! * testing.labels[row]!;
        positives += testing.labels[row]!;
      }
      sums[curve]!.f1 += (2 * right) / (called + positives) / REPETITIONS;
      sums[curve]!.called += called / TESTING / REPETITIONS;
    }
  }
  return sums;
}

function patients(n: number, prevalence: number, d: number): { scores: number[]; labels: number[] } {
  const labels = Array.from({ length: n }, () => Number(uniform() < prevalence));
  const prior = Math.log(prevalence / (1 - prevalence));
  const scores = labels.map((label) => 1 / (1 + Math.exp(-(prior + d * (normal() + d * label) - (d * d) / 2))));
  return { scores, labels };
}

/** Above 0 and below 1. */
function uniform(): number {
  return (random() + 0.5) / 2 ** 32;
}

/** Standard normal, by Box and Muller (1958). */
function normal(): number {
  return Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** Four panels: F1 above, share called positive below; one column a model. */
function chart(): string {
  const [width, height, left, top, wide, high, gap] = [860, 660, 70, 84, 340, 220, 60];
  const x = (prevalence: number) => (Math.log(prevalence / 0.002) / Math.log(0.5 / 0.002)) * wide;
  const parts: string[] = [];
  const text = (at: number, down: number, words: string, more = '') =>
    parts.push(`<text x="${at.toFixed(1)}" y="${down.toFixed(1)}" ${more}>${words}</text>`);
  const line = (points: [number, number][], more: string) =>
    parts.push(`<polyline points="${points.map((p) => p.map((v) => v.toFixed(1)).join(',')).join(' ')}" ${more}/>`);
  text(
    left,
    24,
    'Test F1 and share of patients called positive, by prevalence of the label',
    'font-size="16" font-weight="600"',
  );
  CURVES.forEach(({ name, colour, dash }, place) => {
    const at = left + place * 150;
    line(
      [
        [at, 46],
        [at + 34, 46],
      ],
      `stroke="${colour}" stroke-width="2.5" stroke-dasharray="${dash}" fill="none"`,
    );
    text(at + 40, 50, name);
  });
  MODELS.forEach(({ auroc }, model) => {
    const from = left + model * (wide + gap);
    (['f1', 'called'] as const).forEach((figure, panel) => {
      const base = top + high + panel * (high + gap);
      if (panel === 0) text(from, top - 8, `AUROC ${auroc}`, 'font-weight="600"');
      for (const tick of [0, 0.25, 0.5, 0.75, 1]) {
        const y = base - tick * high;
        line(
          [
            [from, y],
            [from + wide, y],
          ],
          'stroke="#d9d9d9" fill="none"',
        );
        text(from - 8, y + 4, figure === 'f1' ? String(tick) : `${100 * tick} %`, 'text-anchor="end"');
      }
      for (const prevalence of [0.002, 0.01, 0.05, 0.2, 0.5]) {
        text(from + x(prevalence), base + 18, `${100 * prevalence} %`, 'text-anchor="middle"');
      }
      if (model === 0) {
        const middle = base - high / 2;
        const words = figure === 'f1' ? 'F1' : 'called positive';
        text(16, middle, words, `text-anchor="middle" transform="rotate(-90 16 ${middle})"`);
      }
      if (panel === 1) text(from + wide / 2, base + 40, 'prevalence (log scale)', 'text-anchor="middle"');
      CURVES.forEach(({ colour, dash }, curve) => {
        const points = PREVALENCES.map((prevalence, place): [number, number] => [
          from + x(prevalence),
          base - results[model]![place]![curve]![figure] * high,
        ]);
        line(
          points,
          `stroke="${colour}" stroke-width="2.5" stroke-dasharray="${dash}" fill="none" stroke-linejoin="round"`,
        );
      });
    });
  });
  const title = 'Mean + σ against thresholds fitted on labels, over prevalence, at AUROC 0.80 and 0.98';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${title}" font-family="system-ui, sans-serif" font-size="13" fill="#222">
<title>${title}</title>
<rect width="${width}" height="${height}" fill="#fff"/>
${parts.join('\n')}
</svg>
`;
}
