import type { FollowUp } from '../cohort';
import { InvalidValueError, ReplicateFailedError } from '../errors';
import { correctedFigure } from './corrected-figure';
import type { Optimism, ReplicateFailure, RiskMetric } from './optimism';
import type { Resample } from './resample';

/** Figures and out-of-bag risks of replicates, added one by one in their order. */
export class Tally<Data extends FollowUp> {
  readonly failures: ReplicateFailure[] = [];
  private readonly apparent: number[];
  private readonly training: number[][];
  private readonly original: number[][];
  private readonly sums: Float64Array;
  private readonly counts: Uint32Array;
  private replicates = 0;
  private readonly names: readonly string[];

  /** @param all - every row once */
  constructor(
    private readonly data: Data,
    private readonly all: readonly number[],
    private readonly metrics: Readonly<Record<string, RiskMetric<Data>>>,
  ) {
    this.names = Object.keys(metrics);
    this.apparent = [];
    this.training = this.names.map(() => []);
    this.original = this.names.map(() => []);
    this.sums = new Float64Array(all.length);
    this.counts = new Uint32Array(all.length);
  }

  /** @returns why the replicate does not count, or undefined if it does */
  add({ replicate, rows }: Resample, risk: Float64Array): ReplicateFailedError | undefined {
    let original: number[];
    let training: number[];
    try {
      original = this.figures(risk, this.all);
      if (replicate === 0) {
        this.apparent.push(...original);
        return undefined;
      }
      const own = new Float64Array(rows.length);
      for (let place = 0; place < rows.length; place++) own[place] = risk[rows[place]!]!;
      training = this.figures(own, rows);
    } catch (error) {
      return new ReplicateFailedError(replicate, error);
    }
    this.replicates++;
    for (const place of this.names.keys()) {
      this.original[place]!.push(original[place]!);
      this.training[place]!.push(training[place]!);
    }
    const isDrawn = new Uint8Array(risk.length);
    for (const row of rows) isDrawn[row] = 1;
    for (let row = 0; row < risk.length; row++) {
      if (isDrawn[row] === 1) continue;
      this.sums[row]! += risk[row]!;
      this.counts[row]!++;
    }
    return undefined;
  }

  /** @throws {@link ReplicateFailedError} if no replicate counts */
  result(level: number): Optimism<string> {
    if (this.replicates === 0) {
      const { replicate, message } = this.failures[0]!;
      throw new ReplicateFailedError(replicate, new Error(`${message} No replicate is left.`));
    }
    const figures = this.names.map((name, place) => {
      return [
        name,
        correctedFigure(this.apparent[place]!, this.training[place]!, this.original[place]!, level),
      ] as const;
    });
    return {
      figures: Object.fromEntries(figures) as Optimism<string>['figures'],
      replicates: this.replicates,
      failures: this.failures,
      outOfBagRisk: Array.from(this.sums, (sum, row) => sum / this.counts[row]!),
      outOfBagCount: Array.from(this.counts),
      level,
    };
  }

  private figures(risk: Float64Array, rows: readonly number[]): number[] {
    return this.names.map((name) => {
      const value: unknown = this.metrics[name]!(risk, rows, this.data);
      if (typeof value === 'number' && Number.isFinite(value)) return value;
      throw new InvalidValueError(`metrics.${name}`, value, 'a finite number');
    });
  }
}
