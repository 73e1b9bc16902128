import { KernelFailedError } from './errors';
import { type StopWorker, startWorker, workersStartLater } from './startWorker';
import { wantedThreads } from './threadCount';
import type { KernelImports, WasmKernels } from './wasm';
import { CALLS_BITS, CONTROL, LOOKS, MOST_ARGUMENTS, MOST_CALLS, SPIN_MS, TABLE_HEADER } from './workerSource';

/** Kernels that return nothing. */
export type ActionKernel = {
  [Name in keyof WasmKernels]: WasmKernels[Name] extends (...args: never[]) => number ? never : Name;
}[keyof WasmKernels];

/** Scratch memory for each thread: the argument that gets its address, and how much of it. */
export interface ThreadScratch {
  readonly argument: number;
  /** The calling thread's block, which its calls already name; the others' lie behind it. */
  readonly address: number;
  readonly bytesPerThread: number;
}

type Calls = readonly (readonly number[])[];

/** Workers that have not started by then are no longer waited for; they take calls once they run. */
const LONGEST_START_MS = 2000;

const pause = (Atomics as { pause?(): void }).pause ?? (() => {});

/**
 * Runs calls of kernels on several threads. Workers sleep while there is nothing to do and do not keep the process
 * alive. Until they run, and when they cannot, the calling thread takes all calls itself.
 *
 * A job is started, and the calling thread goes on: workers compute while it prepares the next one. Before that is started,
 * and before anything else reads or writes the memory, it must {@link finish} the first, and takes what is left of it.
 */
export class ThreadPool {
  private readonly control = new Int32Array(new SharedArrayBuffer(CONTROL.words * 4));
  private readonly table = new Float64Array(new SharedArrayBuffer((TABLE_HEADER + MOST_CALLS * MOST_ARGUMENTS) * 8));
  private readonly names: string[];
  private readonly numbers: ReadonlyMap<string, number>;
  private readonly workers: StopWorker[] = [];
  private readonly mayWait = callingThreadMayWait();
  private threads = 1;
  private job = 0;
  /** The job that was started last, until it is finished. */
  private unfinished: { name: ActionKernel; calls: Calls } | undefined;
  private starting = 0;
  private waitForStart = true;
  private calls = 0;
  private ownCalls = 0;
  /** Most threads that can be had, as far as is known: less once a worker could not start. */
  private limit = Number.POSITIVE_INFINITY;
  private failure: string | undefined;

  constructor(
    private readonly module: WebAssembly.Module,
    private readonly imports: KernelImports,
    private readonly kernels: WasmKernels,
  ) {
    this.names = Object.keys(kernels);
    this.numbers = new Map(this.names.map((name, number) => [name, number]));
    // In Node they start when the first job wants them: a process that computes little starts none.
    if (workersStartLater()) this.resize(wantedThreads());
  }

  /** Most threads that can be had; infinite until a worker could not start. */
  get mostThreads(): number {
    return this.limit;
  }

  /** Why {@link mostThreads} is limited. */
  get whyLimited(): string | undefined {
    return this.failure;
  }

  /** Calls of finished jobs that workers have taken. */
  get workerCalls(): number {
    return this.calls - this.ownCalls;
  }

  /** Whether workers are on their way that need the event loop to turn. */
  get isStarting(): boolean {
    return this.starting > 0 && this.waitForStart;
  }

  /** Lets the event loop turn until all workers run or have failed, for some seconds at most. */
  async whenStarted(): Promise<void> {
    const end = performance.now() + LONGEST_START_MS;
    while (this.isStarting) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (performance.now() > end) this.waitForStart = false;
    }
  }

  /**
   * Finishes the last job, and starts the calls, which must not depend on each other and are run in any order.
   *
   * @throws {@link KernelFailedError} of the last job
   */
  start(name: ActionKernel, calls: Calls, threads: number, scratch?: ThreadScratch): void {
    this.finish();
    if (threads !== this.threads) this.resize(threads);
    for (let start = 0; start < calls.length; start += MOST_CALLS) {
      this.finish();
      const part = calls.length <= MOST_CALLS ? calls : calls.slice(start, start + MOST_CALLS);
      this.publish(name, part, scratch);
      this.unfinished = { name, calls: part };
    }
  }

  /**
   * Returns when all calls are done.
   *
   * @throws {@link KernelFailedError}
   */
  finish(): void {
    if (this.unfinished === undefined) return;
    const { name, calls } = this.unfinished;
    this.takeCalls(name, calls);
    this.waitForOthers();
    this.unfinished = undefined;
    this.calls += calls.length;
    if (this.control[CONTROL.failed] !== 0) {
      this.control[CONTROL.failed] = 0;
      throw new KernelFailedError(name);
    }
  }

  /** Ends the workers, when all calls are done; whether one failed, {@link finish} says to who sees the memory next. */
  dispose(): void {
    if (this.unfinished) {
      this.takeCalls(this.unfinished.name, this.unfinished.calls);
      this.waitForOthers();
    }
    for (const stop of this.workers) stop();
    this.workers.length = 0;
    this.limit = 1;
  }

  /** Workers that are too many are kept, asleep: one that is ended could just have taken a call. */
  private resize(threads: number): void {
    while (this.workers.length < Math.min(threads, this.limit) - 1) this.addWorker();
    this.threads = threads;
    Atomics.store(this.control, CONTROL.threads, threads);
    Atomics.notify(this.control, CONTROL.threads);
    // Those that must no longer take calls go to sleep elsewhere, so that none is woken in place of another.
    Atomics.notify(this.control, CONTROL.job);
  }

  private addWorker(): void {
    const { module, imports, control, table, names } = this;
    const thread = this.workers.length + 1;
    this.starting++;
    let isStarting = true;
    const settle = () => {
      if (isStarting) this.starting--;
      isStarting = false;
    };
    const stop = startWorker(
      { module, ...imports, control, table, names, thread },
      {
        onRunning: settle,
        onFailure: (reason) => {
          settle();
          this.failure = reason;
          this.limit = Math.min(this.limit, thread);
        },
      },
    );
    this.workers.push(stop);
  }

  private publish(name: string, calls: Calls, scratch?: ThreadScratch): void {
    const { control, table } = this;
    const count = calls[0]!.length;
    for (let i = 0; i < calls.length; i++) table.set(calls[i]!, TABLE_HEADER + i * count);
    table[0] = scratch?.address ?? 0;
    table[1] = scratch?.bytesPerThread ?? 0;
    control[CONTROL.kernel] = this.numbers.get(name)!;
    control[CONTROL.arguments] = count;
    control[CONTROL.scratchArgument] = scratch?.argument ?? -1;
    Atomics.store(control, CONTROL.unfinished, calls.length);
    this.job++;
    Atomics.store(control, CONTROL.job, (this.job << CALLS_BITS) | calls.length);
    Atomics.notify(control, CONTROL.job, calls.length);
  }

  /** The calling thread's share; the workers do the same, see workerSource.ts. */
  private takeCalls(name: ActionKernel, calls: Calls): void {
    const { control } = this;
    const kernel = this.kernels[name] as (...args: number[]) => void;
    for (;;) {
      const job = Atomics.load(control, CONTROL.job);
      const left = job & MOST_CALLS;
      if (left === 0) return;
      if (Atomics.compareExchange(control, CONTROL.job, job, job - 1) !== job) continue;
      this.ownCalls++;
      try {
        kernel(...calls[left - 1]!);
      } catch {
        Atomics.store(control, CONTROL.failed, 1);
      }
      Atomics.sub(control, CONTROL.unfinished, 1);
    }
  }

  /** Looks for some time, and then sleeps where that is allowed: not on a browser's main thread. */
  private waitForOthers(): void {
    const { control, mayWait } = this;
    if (Atomics.load(control, CONTROL.unfinished) === 0) return;
    const end = performance.now() + SPIN_MS;
    do {
      for (let i = 0; i < LOOKS; i++) {
        if (Atomics.load(control, CONTROL.unfinished) === 0) return;
        pause();
      }
    } while (!mayWait || performance.now() < end);
    for (;;) {
      const unfinished = Atomics.load(control, CONTROL.unfinished);
      if (unfinished === 0) return;
      Atomics.wait(control, CONTROL.unfinished, unfinished);
    }
  }
}

/** Asks the engine: where waiting is forbidden, even a wait that would end at once is an error. */
function callingThreadMayWait(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1);
    return true;
  } catch {
    return false;
  }
}
