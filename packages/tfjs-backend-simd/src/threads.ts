import { KernelFailedError, ThreadCountError } from './errors';
import type { WasmKernels } from './wasm';
import { CALLS_BITS, CONTROL, MOST_ARGUMENTS, MOST_CALLS, SPINS, TABLE_HEADER, WORKER_SOURCE } from './workerSource';

/** Kernels that return nothing. */
export type ActionKernel = {
  [Name in keyof WasmKernels]: WasmKernels[Name] extends (...args: never[]) => number ? never : Name;
}[keyof WasmKernels];

/** Scratch memory for each thread: the argument that gets its address, and how much of it. */
export interface ThreadScratch {
  readonly argument: number;
  readonly address: number;
  readonly bytesPerThread: number;
}

let wanted: number | undefined;
/** Asked for once: it is a system call, and every op wants to know. */
let cores: number | undefined;

/**
 * Sets how many threads the backend computes with, the calling one among them; by default one for each core. The
 * results do not depend on it. Takes effect with the next op.
 *
 * @throws {@link ThreadCountError} if `count` is not a whole number from 1 on.
 */
export function setThreads(count: number): void {
  if (!Number.isInteger(count) || count < 1) throw new ThreadCountError(count);
  wanted = count;
}

/** Threads that were asked for, or one for each core. */
export function wantedThreads(): number {
  cores ??= nodeModule('node:os')?.availableParallelism() ?? 1;
  return wanted ?? cores;
}

/**
 * Runs calls of kernels on several threads. The workers are started with the first job that has more than one call;
 * they sleep while there is nothing to do and do not keep the process alive.
 */
export class ThreadPool {
  private readonly control = new Int32Array(new SharedArrayBuffer(CONTROL.words * 4));
  private readonly table = new Float64Array(new SharedArrayBuffer((TABLE_HEADER + MOST_CALLS * MOST_ARGUMENTS) * 8));
  private readonly names: string[];
  private workers: { terminate(): unknown }[] = [];
  private job = 0;

  constructor(
    private readonly module: WebAssembly.Module,
    private readonly memory: WebAssembly.Memory,
    private readonly kernels: WasmKernels,
  ) {
    this.names = Object.keys(kernels);
  }

  /** Runs the calls, which must not depend on each other, in any order, and returns when all are done. */
  run(name: ActionKernel, calls: readonly (readonly number[])[], threads: number, scratch?: ThreadScratch): void {
    this.resize(threads);
    for (let start = 0; start < calls.length; start += MOST_CALLS) {
      this.publish(name, calls.slice(start, start + MOST_CALLS), scratch);
      this.takeCalls();
      this.waitForOthers();
      if (Atomics.exchange(this.control, CONTROL.failed, 0) === 1) throw new KernelFailedError(name);
    }
  }

  private resize(threads: number): void {
    while (this.workers.length >= threads) void this.workers.pop()!.terminate();
    while (this.workers.length < threads - 1) this.workers.push(this.startWorker(this.workers.length + 1));
  }

  private startWorker(thread: number) {
    const { Worker } = nodeModule('node:worker_threads')!;
    const { module, memory, control, table, names } = this;
    // Without execArgv the worker would load what the main thread was started with: a TypeScript loader, say.
    const worker = new Worker(WORKER_SOURCE, {
      eval: true,
      execArgv: [],
      workerData: { module, memory: memory, control, table, names, thread },
    });
    worker.unref();
    return worker;
  }

  private publish(name: string, calls: readonly (readonly number[])[], scratch?: ThreadScratch): void {
    const { control, table } = this;
    const count = calls[0]!.length;
    for (const [i, call] of calls.entries()) table.set(call, TABLE_HEADER + i * count);
    table[0] = scratch?.address ?? 0;
    table[1] = scratch?.bytesPerThread ?? 0;
    control[CONTROL.kernel] = this.names.indexOf(name);
    control[CONTROL.arguments] = count;
    control[CONTROL.scratchArgument] = scratch?.argument ?? -1;
    Atomics.store(control, CONTROL.unfinished, calls.length);
    this.job++;
    Atomics.store(control, CONTROL.job, (this.job << CALLS_BITS) | calls.length);
    Atomics.notify(control, CONTROL.job, calls.length - 1);
  }

  /** The main thread's share; the workers do the same, see workerSource.ts. */
  private takeCalls(): void {
    const { control, table } = this;
    const kernel = Object.values(this.kernels)[control[CONTROL.kernel]!] as (...args: number[]) => void;
    const count = control[CONTROL.arguments]!;
    const scratch = control[CONTROL.scratchArgument]!;
    for (;;) {
      const job = Atomics.load(control, CONTROL.job);
      const left = job & MOST_CALLS;
      if (left === 0) return;
      if (Atomics.compareExchange(control, CONTROL.job, job, job - 1) !== job) continue;
      const start = TABLE_HEADER + (left - 1) * count;
      const call = Array.from(table.subarray(start, start + count));
      if (scratch >= 0) call[scratch] = table[0]!;
      try {
        kernel(...call);
      } catch {
        Atomics.store(control, CONTROL.failed, 1);
      }
      Atomics.sub(control, CONTROL.unfinished, 1);
    }
  }

  private waitForOthers(): void {
    const { control } = this;
    for (let i = 0; i < SPINS; i++) if (Atomics.load(control, CONTROL.unfinished) === 0) return;
    for (;;) {
      const unfinished = Atomics.load(control, CONTROL.unfinished);
      if (unfinished === 0) return;
      Atomics.wait(control, CONTROL.unfinished, unfinished);
    }
  }
}

/** Why there are no worker threads here, or undefined where there can be. */
export function whyNoThreads(memoryIsShared: boolean): string | undefined {
  if (!memoryIsShared) return 'SharedArrayBuffer is missing: in a browser, the page must be cross-origin isolated.';
  if (!nodeModule('node:worker_threads')) return 'Worker threads need Node 20.16 or newer.';
  return undefined;
}

interface NodeModules {
  'node:os': typeof import('node:os');
  'node:worker_threads': typeof import('node:worker_threads');
}

/** One of Node's own modules, without an import that a bundler for browsers would stumble over. */
function nodeModule<Name extends keyof NodeModules>(name: Name): NodeModules[Name] | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): unknown } };
  return process?.getBuiltinModule?.(name) as NodeModules[Name] | undefined;
}
