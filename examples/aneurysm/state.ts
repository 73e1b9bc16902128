import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from './files';

/** A step that was carried out to its end. */
interface FinishedStep {
  /** Of everything that the step's result depends on. */
  fingerprint: string;
  /** What the step returned. */
  result: unknown;
  /** The files it wrote, relative to the output folder, with their sizes; null for a folder. */
  outputs: Record<string, number | null>;
  seconds: number;
}

/** A step's result, and the fingerprint that later steps build on. */
export interface Done<T> {
  result: T;
  fingerprint: string;
  /** Whether an earlier run did it. */
  wasFinished: boolean;
  seconds: number;
}

/** Raised when results of an older pipeline must not be mixed with this one's. */
const PIPELINE_VERSION = 3;

/**
 * The steps that runs into this output folder have finished, kept in `state.json`. A step is not repeated while its
 * fingerprint is the same and its files are there with the size they had.
 */
export class State {
  /** Seconds of the steps that were asked for, in this order. */
  readonly #work = new Map<string, number>();

  private constructor(
    private readonly folder: string,
    private readonly steps: Record<string, FinishedStep>,
  ) {}

  /** Reads the state, or begins an empty one: also for a damaged file, which costs time but no result. */
  static async open(folder: string, { restart = false } = {}): Promise<State> {
    if (restart) return new State(folder, {});
    try {
      const { version, steps } = JSON.parse(await readFile(join(folder, 'state.json'), 'utf8'));
      return new State(folder, version === PIPELINE_VERSION && typeof steps === 'object' && steps ? steps : {});
    } catch (error) {
      if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT')
        return new State(folder, {});
      throw error;
    }
  }

  /**
   * Carries a step out, unless an earlier run did.
   *
   * @param inputs - everything that the result depends on, as JSON; fingerprints of earlier steps included
   * @param outputs - files and folders that the work writes, relative to the output folder
   * @param work - returns what later steps need, as JSON
   */
  async step<T>(
    name: string,
    inputs: unknown,
    outputs: readonly string[],
    work: (fingerprint: string) => Promise<T>,
  ): Promise<Done<T>> {
    const fingerprint = fingerprintOf([PIPELINE_VERSION, name, inputs]);
    const finished = this.steps[name];
    if (finished?.fingerprint === fingerprint && (await this.#isIntact(finished))) {
      this.#work.set(name, finished.seconds);
      return { result: finished.result as T, fingerprint, wasFinished: true, seconds: finished.seconds };
    }
    const began = performance.now();
    const result = await work(fingerprint);
    const seconds = (performance.now() - began) / 1000;
    this.#work.set(name, seconds);
    const sizes = await Promise.all(outputs.map(async (path) => [path, await this.#size(path)] as const));
    this.steps[name] = {
      fingerprint,
      result,
      outputs: Object.fromEntries(sizes) as Record<string, number | null>,
      seconds,
    };
    await writeWhole(
      join(this.folder, 'state.json'),
      `${JSON.stringify({ version: PIPELINE_VERSION, steps: this.steps })}\n`,
    );
    // As a later run would read it, so that both see the same: JSON knows no NaN and no undefined.
    return { result: JSON.parse(JSON.stringify(result)) as T, fingerprint, wasFinished: false, seconds };
  }

  /** The steps that this run asked for, and how long each took when it was carried out. */
  work(): { name: string; seconds: number }[] {
    return [...this.#work].map(([name, seconds]) => ({ name, seconds }));
  }

  async #isIntact({ outputs }: FinishedStep): Promise<boolean> {
    const sizes = await Promise.all(
      Object.entries(outputs).map(async ([path, size]) => (await this.#size(path)) === size),
    );
    return sizes.every(Boolean);
  }

  /** Bytes of a file, null for a folder, undefined for neither. */
  async #size(path: string): Promise<number | null | undefined> {
    const found = await stat(join(this.folder, path)).catch(() => undefined);
    return found && (found.isDirectory() ? null : found.size);
  }
}

/** A short name for any JSON value; the order of an object's keys does not matter. */
export function fingerprintOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value, sortKeys)).digest('hex').slice(0, 16);
}

/** What a file holds, in short; null where there is none. */
export async function fingerprintOfFile(path: string | null): Promise<string | null> {
  return path === null ? null : fingerprintOf(await readFile(path, 'utf8'));
}

function sortKeys(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
