import { InvalidValueError, WorkerFailedError } from '../errors';
import type { FitModule, RiskRunner } from './fit-risk';
import { BROWSER_WORKER, NODE_WORKER } from './worker-source';

type Answer =
  | { risk: Float64Array }
  | { failed: { name: string; message: string } }
  | { notLoaded: { name: string; message: string } };

/** A worker that takes one message at a time. */
interface Thread {
  ask(message: object): Promise<Answer>;
  tell(message: object): void;
  end(): void;
}

/**
 * Fits in workers, each of which has loaded the module and has a copy of the data.
 *
 * @throws {@link InvalidValueError} if the module is not named by an absolute URL
 * @throws {@link WorkerFailedError} if there are no workers here, or the data can't be copied
 */
export function workerRunner(
  { module, export: name = 'default' }: FitModule,
  data: unknown,
  count: number,
  workers: number,
): RiskRunner {
  const url = absolute(module);
  const threads: Thread[] = [];
  const close = () => {
    for (const thread of threads) thread.end();
  };
  try {
    for (let i = 0; i < workers; i++) {
      const thread = startThread();
      threads.push(thread);
      thread.tell({ module: url, name, data, count });
    }
  } catch (error) {
    close();
    throw error instanceof WorkerFailedError ? error : new WorkerFailedError((error as Error).message, error);
  }
  const idle = [...threads];
  return {
    lanes: workers,
    async run(rows, replicate, seed) {
      const thread = idle.pop()!;
      const answer = await thread.ask({ rows, replicate, seed });
      idle.push(thread);
      if ('risk' in answer) return answer.risk;
      if ('notLoaded' in answer) throw new WorkerFailedError(`${url} can't be loaded: ${answer.notLoaded.message}`);
      throw Object.assign(new Error(answer.failed.message), { name: answer.failed.name });
    },
    close,
  };
}

function absolute(module: string | URL): string {
  try {
    return new URL(module).href;
  } catch {
    const expected = "an absolute URL, such as new URL('./fit.js', import.meta.url)";
    throw new InvalidValueError('fit.module', module, expected);
  }
}

function startThread(): Thread {
  // Not an import, which a bundler for browsers would stumble over.
  const { process } = globalThis as {
    process?: { versions?: { node?: string }; getBuiltinModule?(name: string): unknown };
  };
  const node = process?.getBuiltinModule?.('node:worker_threads') as typeof import('node:worker_threads') | undefined;
  if (node !== undefined) return nodeThread(new node.Worker(NODE_WORKER, { eval: true }));
  if (process?.versions?.node !== undefined) {
    throw new WorkerFailedError(`workers need Node 20.16 or newer; this is Node ${process.versions.node}`);
  }
  if (typeof Worker === 'undefined') throw new WorkerFailedError('there are no workers here');
  const url = URL.createObjectURL(new Blob([BROWSER_WORKER], { type: 'text/javascript' }));
  return browserThread(new Worker(url, { type: 'module' }), () => URL.revokeObjectURL(url));
}

function nodeThread(worker: import('node:worker_threads').Worker): Thread {
  const { thread, settle, fail } = threadOf(
    (message) => worker.postMessage(message),
    () => void worker.terminate(),
  );
  worker.on('message', settle);
  worker.on('error', (error) => fail((error as Error).message, error));
  worker.on('exit', (code) => fail(`it ended with code ${code}`));
  return thread;
}

function browserThread(worker: Worker, release: () => void): Thread {
  const { thread, settle, fail } = threadOf(
    (message) => worker.postMessage(message),
    () => {
      worker.terminate();
      release();
    },
  );
  worker.onmessage = ({ data }: MessageEvent<Answer>) => settle(data);
  worker.onerror = (event) => {
    // It is reported here; without this the page would get it as an error of its own.
    event.preventDefault();
    fail(event.message || "it must be allowed by the page's content security policy (worker-src blob:)");
  };
  return thread;
}

function threadOf(post: (message: object) => void, terminate: () => void) {
  let waiting: { resolve(answer: Answer): void; reject(error: Error): void } | undefined;
  let failure: WorkerFailedError | undefined;
  const fail = (reason: string, cause?: unknown) => {
    failure ??= new WorkerFailedError(reason, cause);
    waiting?.reject(failure);
  };
  const thread: Thread = {
    ask: (message) =>
      new Promise((resolve, reject) => {
        if (failure !== undefined) return reject(failure);
        waiting = { resolve, reject };
        post(message);
      }),
    tell: post,
    end() {
      terminate();
      fail('it was stopped');
    },
  };
  return { thread, fail, settle: (answer: Answer) => waiting?.resolve(answer) };
}
