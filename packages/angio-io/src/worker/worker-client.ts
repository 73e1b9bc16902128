import { WorkerError } from '../errors';
import { fromErrorMessage } from './error-message';
import type { Question, Reply, Request } from './protocol';

/** A worker, as Node or a browser starts it. */
export interface WorkerHandle {
  post(request: Request): void;
  /** Set who hears of replies, and of the worker's end if nobody stopped it. */
  listen(onReply: (reply: Reply) => void, onEnd: (error: Error) => void): void;
  /** Whether the process waits for the worker; in a browser nothing does. */
  hold(isHeld: boolean): void;
  stop(): void;
}

/** The calling side of one worker. */
export interface WorkerClient {
  ask(question: Question): Promise<unknown>;
  /** Why the worker can no longer be asked, once it cannot. */
  readonly ended: Error | undefined;
  /** End it; what was asked and not answered fails with `reason`. */
  stop(reason: Error): void;
}

/** Put questions to a worker. It keeps the process alive only while an answer is outstanding. */
export function workerClient(worker: WorkerHandle): WorkerClient {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let count = 0;
  let ended: Error | undefined;

  const end = (reason: Error) => {
    if (ended) return;
    ended = reason;
    worker.stop();
    for (const { reject } of waiting.values()) reject(reason);
    waiting.clear();
  };

  worker.hold(false);
  worker.listen((reply) => {
    const asked = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (waiting.size === 0) worker.hold(false);
    if ('value' in reply) asked?.resolve(reply.value);
    else {
      const error = fromErrorMessage(reply.error);
      asked?.reject(error);
      if (reply.fatal) end(new WorkerError('has ended', 'Call again: another one is started.', { cause: error }));
    }
  }, end);

  return {
    ask: (question) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(ended);
        const id = count++;
        waiting.set(id, { resolve, reject });
        if (waiting.size === 1) worker.hold(true);
        worker.post({ id, question });
      }),
    get ended() {
      return ended;
    },
    stop: end,
  };
}
