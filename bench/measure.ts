import { Contender, type Program } from './contender';
import { ContenderFailedError } from './errors';
import type { About } from './job';

/** Somebody who takes part in a comparison. */
export interface Entry {
  readonly name: string;
  /** What runs it, or why it cannot take part. */
  readonly program: Program | { readonly missing: string };
  /** Steps that are measured, in place of the comparison's: for the very slow. */
  readonly steps?: number;
}

/** What was measured of one contender; times in milliseconds. */
export interface Figures {
  readonly median: number;
  readonly minimum: number;
  readonly peakMegabytes: number;
  readonly about: About;
}

export type Outcome = Figures | { readonly missing: string };

/** Each contender's steps are spread over so many turns, so that a slow moment of the machine meets everyone. */
const TURNS = 4;
const WARM_UP_STEPS = 3;
/** The first step after another's turn finds cold caches and sleeping threads, and is not counted. */
const UNCOUNTED_STEPS = 1;

/**
 * Measures contenders side by side: all are started, one after the other, and then take turns of a few steps, while
 * the others sleep.
 */
export async function measure(
  entries: readonly Entry[],
  /** What they do, for the reason why one cannot. */
  verb: string,
  steps: number,
): Promise<Map<string, Outcome>> {
  const racers: Racer[] = [];
  for (const entry of entries) {
    const racer = new Racer(entry, verb, entry.steps ?? steps);
    await racer.start();
    racers.push(racer);
  }
  for (let turn = 0; turn < TURNS; turn++) {
    for (const racer of racers) await racer.turn(turn);
  }
  const outcomes = new Map<string, Outcome>();
  for (const racer of racers) outcomes.set(racer.entry.name, await racer.finish());
  return outcomes;
}

/** A contender with what has been measured of it; once it has failed, it takes part no more. */
class Racer {
  private contender: Contender | undefined;
  private missing = '';
  private readonly times: number[] = [];
  private peakMegabytes = 0;

  constructor(
    readonly entry: Entry,
    private readonly verb: string,
    private readonly steps: number,
  ) {}

  async start(): Promise<void> {
    const { program } = this.entry;
    if ('missing' in program) {
      this.missing = program.missing;
      return;
    }
    await this.attempt(async () => {
      this.contender = await Contender.start(program);
      await this.contender.turn(this.isSlow ? 1 : WARM_UP_STEPS);
    });
  }

  async turn(turn: number): Promise<void> {
    const count = Math.floor((this.steps * (turn + 1)) / TURNS) - Math.floor((this.steps * turn) / TURNS);
    const { contender } = this;
    if (contender === undefined || count === 0) return;
    await this.attempt(async () => {
      const uncounted = this.isSlow ? 0 : UNCOUNTED_STEPS;
      const { times, peakMegabytes } = await contender.turn(uncounted + count);
      this.times.push(...times.slice(uncounted));
      this.peakMegabytes = peakMegabytes;
    });
  }

  async finish(): Promise<Outcome> {
    if (this.contender === undefined) return { missing: this.missing };
    await this.contender.stop();
    return {
      median: median(this.times),
      minimum: Math.min(...this.times),
      peakMegabytes: this.peakMegabytes,
      about: this.contender.about,
    };
  }

  private get isSlow(): boolean {
    return this.entry.steps !== undefined;
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ContenderFailedError)) throw error;
      this.missing = `cannot ${this.verb}: ${error.message}`;
      this.contender = undefined;
    }
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle - 0.5)]! + sorted[Math.floor(middle - 0.5)]!) / 2;
}
