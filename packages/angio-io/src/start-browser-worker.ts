import { WorkerError } from './errors';
import type { WorkerHandle } from './worker/worker-client';

/** Where the worker program comes from. */
export interface WorkerOptions {
  /** Makes the worker: for bundlers with a way of their own. */
  readonly worker?: () => Worker;
  /** Where the worker program is served: a copy of `@kium/angio-io/volume-worker`. */
  readonly workerUrl?: string | URL;
}

/**
 * Start the worker program for browsers. This file lies in `src` itself, since the build puts everything into one
 * folder: so `generated` is beside it in both.
 *
 * @throws WorkerError
 */
export function startBrowserWorker({ worker, workerUrl }: WorkerOptions): WorkerHandle {
  let started: Worker;
  try {
    if (worker) started = worker();
    else if (workerUrl !== undefined) started = startFrom(new URL(workerUrl, location.href));
    // Bundlers look for exactly this expression.
    else started = new Worker(new URL('./generated/volume-worker.js', import.meta.url), { type: 'module' });
  } catch (error) {
    throw notStarted((error as Error).message, error);
  }
  let answered = false;
  return {
    post: (request) => started.postMessage(request),
    listen(onReply, onEnd) {
      started.onmessage = ({ data }) => {
        answered = true;
        onReply(data);
      };
      started.onmessageerror = () => onEnd(died('sent what cannot be read'));
      started.onerror = (event) => {
        // It is reported here; without this the page would get it as an error of its own.
        event.preventDefault();
        onEnd(answered ? died(`has failed (${event.message})`) : notStarted(event.message || 'no script was found'));
      };
    },
    hold: () => {},
    stop: () => started.terminate(),
  };
}

function startFrom(url: URL): Worker {
  if (url.origin === location.origin) return new Worker(url, { type: 'module' });
  // A worker must be of the page's origin; a module that it imports need not.
  const program = new Blob([`import ${JSON.stringify(url.href)};`], { type: 'text/javascript' });
  return new Worker(URL.createObjectURL(program), { type: 'module' });
}

function notStarted(detail: string, cause?: unknown): WorkerError {
  const remedy =
    'Serve volume-worker.js from @kium/angio-io and give its address as the option workerUrl, or give the option ' +
    "worker. In Vite's development server also optimizeDeps: { exclude: ['@kium/angio-io'] } will do. A content " +
    "security policy must have worker-src 'self' and script-src 'wasm-unsafe-eval'.";
  return new WorkerError(`could not be started: ${detail}`, remedy, { cause });
}

function died(detail: string): WorkerError {
  return new WorkerError(detail, 'Read again; if the tab is short of memory, read fewer volumes at a time.');
}
