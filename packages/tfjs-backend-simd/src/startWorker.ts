import type { WasmMemory } from './memory';
import { nodeModule } from './nodeModule';
import { BROWSER_WORKER, NODE_WORKER } from './workerSource';

/** What a worker gets to start with. */
export interface WorkerStart {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  /** See `KernelImports` in ./wasm.ts. */
  tallTiles: number;
  control: Int32Array;
  table: Float64Array;
  names: string[];
  /** The worker's number; the calling thread has number 0. */
  thread: number;
}

/** What became of a worker; one of them is called, at once or later. */
export interface WorkerOutcome {
  onRunning(): void;
  /** @param reason - a sentence for `backendInfo().threadsReason`. */
  onFailure(reason: string): void;
}

/** Ends a worker. */
export type StopWorker = () => void;

/** Why there are no worker threads here, or undefined where there can be. */
export function whyNoThreads(memory: WasmMemory): string | undefined {
  if (!memory.shared) return memory.whyNotShared ?? 'The backend was given memory that is not shared.';
  if (nodeModule('node:worker_threads')) return undefined;
  const { process, Worker } = globalThis as { process?: { versions?: { node?: string } }; Worker?: unknown };
  if (Worker) return undefined;
  return process?.versions?.node
    ? `Worker threads need Node 20.16 or newer; this is Node ${process.versions.node}.`
    : 'There are no workers here (a service worker, say, cannot start any).';
}

/**
 * Whether workers start only while the calling thread's event loop turns, as they do in a browser. Node's start beside
 * it.
 */
export function workersStartLater(): boolean {
  return nodeModule('node:worker_threads') === undefined;
}

/** Starts a worker that takes calls from the control block until it is stopped. Throws nothing. */
export function startWorker(start: WorkerStart, outcome: WorkerOutcome): StopWorker {
  try {
    return workersStartLater() ? startInBrowser(start, outcome) : startInNode(start, outcome);
  } catch (error) {
    outcome.onFailure(failure((error as Error).message));
    return () => {};
  }
}

function startInNode(start: WorkerStart, outcome: WorkerOutcome): StopWorker {
  const { Worker } = nodeModule('node:worker_threads')!;
  // Without execArgv the worker would load what the main thread was started with: a TypeScript loader, say.
  const worker = new Worker(NODE_WORKER, { eval: true, execArgv: [], workerData: start });
  worker.on('error', (error) => outcome.onFailure(failure(error.message)));
  // A sleeping worker must not keep the process alive.
  worker.unref();
  outcome.onRunning();
  return () => void worker.terminate();
}

function startInBrowser(start: WorkerStart, outcome: WorkerOutcome): StopWorker {
  const url = URL.createObjectURL(new Blob([BROWSER_WORKER], { type: 'text/javascript' }));
  const worker = new Worker(url, { name: `simd ${start.thread}` });
  const stop = () => {
    URL.revokeObjectURL(url);
    worker.terminate();
  };
  // The source must be there until it has been fetched.
  worker.onmessage = () => {
    URL.revokeObjectURL(url);
    outcome.onRunning();
  };
  worker.onerror = (event) => {
    // It is reported here; without this the page would get it as an error of its own.
    event.preventDefault();
    stop();
    outcome.onFailure(
      failure(event.message || "it must be allowed by the page's content security policy (worker-src blob:)"),
    );
  };
  try {
    worker.postMessage(start);
  } catch (error) {
    stop();
    throw error;
  }
  return stop;
}

const failure = (message: string) => `A worker could not start: ${message.replace(/\.$/, '')}.`;
