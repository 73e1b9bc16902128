import { join } from 'node:path';
import { angiogramStudy } from './angiogram-study';
import { ResultsDifferError } from './errors';
import { describeInput, type Job, type MetricJob, type SurvivalJob } from './job';
import { type Entry, type Figures, measure, type Outcome } from './measure';
import {
  absent,
  h5py,
  npmBackend,
  onnxRuntime,
  ourMetrics,
  ourSurvival,
  ours,
  ourVolumes,
  pyTorch,
  rSurvival,
  scikitLearn,
} from './peers';
import { type Row, row } from './row';
import type { Section } from './table';

/** What the command line decides. */
export interface Plan {
  readonly size: number;
  readonly batch: number;
  readonly steps: number;
  readonly threads: number;
  /** Size, batch and measured steps of the comparison with tfjs's cpu backend, which is very slow; no steps, no cpu. */
  readonly cpu: { readonly size: number; readonly batch: number; readonly steps: number };
  /** Batch of the comparison of variants, and height and width in it. */
  readonly variants: { readonly size: number; readonly batch: number };
  /** Patients of the comparison of data loaders. */
  readonly patients: number;
  /** Names of peers that take no part. */
  readonly without: readonly string[];
  /** Hears what is being measured, and what came of it. */
  readonly onProgress: (line: string) => void;
}

type Comparison = (plan: Plan) => Promise<Section>;

/** By the names that `--only` takes. */
export const COMPARISONS: Readonly<Record<string, Comparison>> = {
  train: async (plan) => {
    const job = jobOf(plan, 'train');
    const large = await compare(plan, job, [
      ours(job),
      pyTorch(job),
      npmBackend('wasm', job),
      absent('tfjs cpu', 'not run: by the small one, some ten minutes a step'),
    ]);
    const rows = [time(job, large), memory(job, large)];
    if (plan.cpu.steps > 0) {
      const small = jobOf(plan, 'train', plan.cpu);
      const entries = [
        ours(small),
        pyTorch(small),
        npmBackend('wasm', small),
        npmBackend('cpu', small, plan.cpu.steps),
      ];
      rows.push(time(small, await compare(plan, small, entries)));
    }
    return { title: 'Training', rows };
  },

  predict: async (plan) => {
    const job = jobOf(plan, 'predict');
    const large = await compare(plan, job, [
      ours(job),
      onnxRuntime(job),
      pyTorch(job),
      npmBackend('wasm', job),
      absent('tfjs cpu', 'not run: by the small one, some 25 seconds a batch'),
    ]);
    const rows = [time(job, large), memory(job, large)];
    if (plan.cpu.steps > 0) {
      const small = jobOf(plan, 'predict', plan.cpu);
      const entries = [
        ours(small),
        onnxRuntime(small),
        pyTorch(small),
        npmBackend('wasm', small),
        npmBackend('cpu', small, plan.cpu.steps),
      ];
      rows.push(time(small, await compare(plan, small, entries)));
    }
    return { title: 'Inference', rows };
  },

  scaling: async (plan) => {
    const sizes: Row[] = [];
    const perFlop: ReadonlyMap<string, number | string>[] = [];
    for (const size of [64, 96, 128, 192, 256]) {
      const job = jobOf(plan, 'train', { size, batch: plan.batch });
      const outcomes = await compare(plan, job, [ours(job), pyTorch(job)]);
      const figures = timePerGigaflop(job, outcomes);
      perFlop.push(figures);
      sizes.push(time(job, outcomes), row(`${title(job)}, per GFLOP`, 'ms', figures));
    }
    // Time grows by what the time per FLOP grows beyond the FLOPs.
    const growth = new Map(
      [...perFlop.at(-1)!].map(([name, last]) => {
        const first = perFlop[0]!.get(name)!;
        return [name, typeof last === 'number' && typeof first === 'number' ? last / first : `${last}`] as const;
      }),
    );
    sizes.push(row('growth of time over growth of FLOPs, 64² to 256²', '', growth));
    return { title: 'Training step by image size', rows: sizes };
  },

  variants: async (plan) => {
    const rows: Row[] = [];
    for (const variant of ['b0', 'b1', 'b2', 'b3', 'b4']) {
      const job = jobOf(plan, 'train', plan.variants, variant);
      const outcomes = await compare(plan, job, [ours(job), pyTorch(job)]);
      rows.push(time(job, outcomes), row(`${title(job)}, per GFLOP`, 'ms', timePerGigaflop(job, outcomes)));
    }
    return { title: 'Training step by variant', rows };
  },

  recompute: async (plan) => {
    const job = jobOf(plan, 'train', LARGE, 'b4');
    const outcomes = await compare(plan, job, [
      ours({ ...job, recompute: true }),
      { ...ours(job), name: 'ours, all kept' },
      pyTorch(job),
    ]);
    return { title: 'The largest network, with recompute: true', rows: [time(job, outcomes), memory(job, outcomes)] };
  },

  metrics: async (plan) => {
    const million = { rows: 1_000_000, labels: 1, replicates: 0 };
    const cohort = { rows: 1_000, labels: 21, prevalence: 0.03 };
    const rows: Row[] = [];
    for (const job of [
      { figure: 'rocAuc', prevalence: 0.5, ...million },
      { figure: 'rocAuc', prevalence: 0.03, ...million },
      { figure: 'averagePrecision', prevalence: 0.03, ...million },
      { figure: 'rocAucInterval', replicates: 20, ...cohort },
    ] as const) {
      rows.push(await metricRow(plan, job, scikitLearn(job)));
    }
    const long: MetricJob = { figure: 'rocAucInterval', replicates: 2_000, ...cohort };
    const tooLong = absent('scikit-learn', 'not run: by the row above, about a hundred times as long as that');
    return { title: 'Metrics', rows: [...rows, await metricRow(plan, long, tooLong)] };
  },

  survival: async (plan) => {
    const rows: Row[] = [];
    for (const job of [
      { figure: 'coxPH', rows: 100_000, covariates: 20 },
      { figure: 'concordance', rows: 1_000_000, covariates: 0 },
    ] as const) {
      rows.push(...(await survivalRows(plan, job)));
    }
    return { title: 'Survival analysis', rows };
  },

  'angio-io': async (plan) => {
    const { patients, steps } = plan;
    const folder = await angiogramStudy(patients);
    const write = { figure: 'write', folder, file: join(folder, '..', 'one.h5') } as const;
    const writing = `${8 * patients} JPEGs 1024² → ${patients} volumes 256×256×8, gzip 4`;
    // Seconds a step: a few are enough.
    const few = Math.min(steps, 4);
    const written = await race(plan, writing, 'do this', [ourVolumes(write, few), h5py(write, few)]);
    const read = { figure: 'read', folder, file: join(folder, '..', 'ours.h5') } as const;
    const reading = `reading ${patients} volumes 256×256×8 as float32, batches of 8`;
    const readers = await race(plan, reading, 'do this', [ourVolumes(read), h5py(read)]);
    const rows = [
      [writing, written],
      [reading, readers],
    ] as const;
    return { title: 'Data sets', rows: rows.flatMap(([name, outcomes]) => timeAndMemory(name, outcomes)) };
  },
};

/** B4's own resolution. */
const LARGE = { size: 380, batch: 2 };

/** The versions of everybody who took part so far. */
export const versions = new Map<string, Set<string>>();

/** Who was disturbed so far: whose figures say more about the machine than about them. */
export const disturbed: string[] = [];

/** On a quiet machine the median of a contender's steps is within a few per cent of its quickest. */
const DISTURBED = 1.3;

function compare(plan: Plan, job: Job, entries: readonly Entry[]): Promise<Map<string, Outcome>> {
  return race(plan, title(job), job.task, entries);
}

async function metricRow(plan: Plan, job: MetricJob, peer: Entry): Promise<Row> {
  const { figure, rows, labels, prevalence, replicates } = job;
  const count = (n: number) => n.toLocaleString('en');
  const resampled = replicates > 0 ? `, ${count(replicates)} replicates` : '';
  const name = `${figure}, ${count(rows)} rows × ${labels}, ${100 * prevalence} % positive${resampled}`;
  const outcomes = await race(plan, name, 'compute this', [ourMetrics(job), peer]);
  return row(
    name,
    'ms',
    figures(outcomes, ({ median }) => median),
  );
}

async function survivalRows(plan: Plan, job: SurvivalJob): Promise<Row[]> {
  const count = (n: number) => n.toLocaleString('en');
  const width = job.covariates > 0 ? ` × ${job.covariates}` : '';
  const name = `${job.figure}, ${count(job.rows)} rows${width}`;
  const outcomes = await race(plan, name, 'compute this', [ourSurvival(job), rSurvival(job)]);
  return timeAndMemory(name, outcomes);
}

function timeAndMemory(name: string, outcomes: ReadonlyMap<string, Outcome>): Row[] {
  return [
    row(
      name,
      'ms',
      figures(outcomes, ({ median }) => median),
    ),
    row(
      `peak memory of the process, ${name}`,
      'MB',
      figures(outcomes, ({ peakMegabytes }) => peakMegabytes),
    ),
  ];
}

/** Measures who is invited, and notes versions and who was disturbed. */
async function race(plan: Plan, title: string, verb: string, entries: readonly Entry[]): Promise<Map<string, Outcome>> {
  plan.onProgress(`${title} …`);
  const invited = entries.map((entry) =>
    plan.without.includes(entry.name) ? absent(entry.name, 'left out (--without)') : entry,
  );
  const outcomes = await measure(invited, verb, plan.steps);
  const results = [...outcomes].flatMap(([name, it]) =>
    'about' in it && it.about.result !== undefined ? [{ name, result: it.about.result }] : [],
  );
  if (results.some(({ result }) => result !== results[0]!.result)) {
    throw new ResultsDifferError(
      title,
      results.map(({ name }) => name),
    );
  }
  for (const [name, outcome] of outcomes) {
    if ('missing' in outcome) plan.onProgress(`  ${name}: ${outcome.missing}`);
    else {
      versions.set(name, (versions.get(name) ?? new Set()).add(outcome.about.version));
      const { median, minimum, peakMegabytes } = outcome;
      if (median > DISTURBED * minimum) {
        const times = `median ${median.toFixed(1)} ms, minimum ${minimum.toFixed(1)} ms`;
        disturbed.push(`${name}, ${title}: ${times}`);
      }
      plan.onProgress(
        `  ${name}: median ${median.toFixed(1)} ms, minimum ${minimum.toFixed(1)} ms, ${peakMegabytes.toFixed(0)} MB`,
      );
    }
  }
  return outcomes;
}

function jobOf(
  { threads, ...plan }: Plan,
  task: Job['task'],
  { size, batch }: { size: number; batch: number } = plan,
  variant = 'b0',
): Job {
  return { task, variant, size, batch, threads };
}

function title(job: Job): string {
  return `${job.task === 'train' ? 'training step' : 'inference'}, ${describeInput(job)}`;
}

function time(job: Job, outcomes: ReadonlyMap<string, Outcome>): Row {
  return row(
    title(job),
    'ms',
    figures(outcomes, ({ median }) => median),
  );
}

function memory(job: Job, outcomes: ReadonlyMap<string, Outcome>): Row {
  return row(
    `peak memory of the process, ${title(job)}`,
    'MB',
    figures(outcomes, ({ peakMegabytes }) => peakMegabytes),
  );
}

/** A forward pass has two FLOPs a multiply-add; the two gradients of each convolution make it three times that. */
const FLOPS_PER_MULTIPLY_ADD = { train: 6, predict: 2 };

/** Milliseconds per 10⁹ FLOPs, whose number our contender tells: the peers compute the same network. */
function timePerGigaflop(job: Job, outcomes: ReadonlyMap<string, Outcome>): Map<string, number | string> {
  const multiplyAdds = [...outcomes.values()].flatMap((outcome) =>
    'missing' in outcome ? [] : (outcome.about.multiplyAdds ?? []),
  )[0];
  if (multiplyAdds === undefined) return figures(outcomes, () => 'the FLOPs are unknown without ours');
  const gigaflops = (job.batch * multiplyAdds * FLOPS_PER_MULTIPLY_ADD[job.task]) / 1e9;
  return figures(outcomes, ({ median }) => median / gigaflops);
}

function figures(
  outcomes: ReadonlyMap<string, Outcome>,
  of: (figures: Figures) => number | string,
): Map<string, number | string> {
  return new Map(
    [...outcomes].map(([name, outcome]) => [name, 'missing' in outcome ? outcome.missing : of(outcome)] as const),
  );
}
