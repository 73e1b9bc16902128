import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { ContenderFailedError } from './errors';
import type { About, Turn } from './job';

/** The program of a contender: one that speaks as `contenders/serve.ts` does. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
}

/** A running contender. It has a process of its own, so that its peak memory is its own, and waits between turns. */
export class Contender {
  private constructor(
    readonly about: About,
    private readonly child: ChildProcessWithoutNullStreams,
    private readonly answers: AsyncIterator<string>,
    private readonly errors: string[],
  ) {}

  /** Resolves when the contender has built its network. */
  static async start({ command, args }: Program): Promise<Contender> {
    const child = spawn(command, args, { stdio: 'pipe' });
    const errors: string[] = [];
    child.on('error', (error) => errors.push(error.message));
    child.stdin.on('error', () => {}); // The end of the process is noticed where its answer is awaited.
    createInterface({ input: child.stderr }).on('line', (line) => errors.push(line));
    const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    return new Contender(await read<About>(answers, errors), child, answers, errors);
  }

  /** Lets the contender take a number of steps. */
  async turn(steps: number): Promise<Turn> {
    this.child.stdin.write(`${steps}\n`);
    return read<Turn>(this.answers, this.errors);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.stdin.end();
    await once(this.child, 'exit');
  }
}

/** The next line that is JSON: libraries greet on the standard output too. */
async function read<T>(answers: AsyncIterator<string>, errors: string[]): Promise<T> {
  for (;;) {
    const { value, done } = await answers.next();
    if (done) {
      // What the process said last may still be on its way.
      await new Promise((resolve) => setTimeout(resolve, 100));
      throw new ContenderFailedError(reason(errors));
    }
    if (value.startsWith('{')) return JSON.parse(value) as T;
  }
}

/** What a process ended of, from the lines that it printed: the one of a stack trace that names the error. */
export function reason(errors: readonly string[]): string {
  const lines = errors.map((line) => line.trim()).filter((line) => line !== '');
  const line = lines.find((line) => /^\w*(Error|Exception)\b.*:/.test(line)) ?? lines.at(-1);
  return line?.replace(/^Error: /, '') ?? 'it ended without a word';
}
