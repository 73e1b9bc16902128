import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { WorkerError } from './errors';
import type { WorkerHandle } from './worker/worker-client';

declare const __filename: string | undefined;

/**
 * The worker program for Node. This file lies in `src` itself, since the build puts everything into one folder: so
 * `generated` is beside it in both.
 */
export function nodeWorkerUrl(): URL {
  // CommonJS has no import.meta, and what the build puts in its place has no url.
  const here = typeof __filename === 'string' ? pathToFileURL(__filename).href : import.meta.url;
  return new URL('./generated/node-worker.js', here);
}

/** Start the worker program for Node. */
export function startNodeWorker(): WorkerHandle {
  // Without execArgv the worker would load what the main thread was started with: a TypeScript loader, say.
  const worker = new Worker(nodeWorkerUrl(), { execArgv: [] });
  return {
    post: (request) => worker.postMessage(request),
    listen(onReply, onEnd) {
      worker.on('message', onReply);
      worker.on('messageerror', (error) => onEnd(died(`sent what cannot be read (${error.message})`, error)));
      worker.on('error', (error) => onEnd(died(`has failed (${error.message})`, error)));
      worker.on('exit', (code) => onEnd(died(`has ended with code ${code}`)));
    },
    hold: (isHeld) => (isHeld ? worker.ref() : worker.unref()),
    stop: () => void worker.terminate(),
  };
}

function died(detail: string, cause?: unknown): WorkerError {
  return new WorkerError(detail, 'Read again, with the option prefetch: 0 if it happens again.', { cause });
}
