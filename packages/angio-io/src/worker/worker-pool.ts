import type { Question } from './protocol';
import type { WorkerClient } from './worker-client';

/** A question under way. */
export interface Job {
  readonly answer: Promise<unknown>;
  /** Forget it, if it has not been put to a worker yet; its answer never comes. */
  cancel(): void;
}

/** Some workers that all have the same volumes open. */
export interface WorkerPool {
  /** Ask whichever worker is free; questions are taken up in the order in which they come. */
  ask(question: Question): Job;
  /** Let `size` workers work at a time from now on. */
  resize(size: number): void;
  /** End all workers; what has not been answered fails with `reason`, and so does what is asked later. */
  close(reason: Error): void;
}

/**
 * Start workers as they are needed, `atFirst` at most, and give each one question at a time. A worker that has ended is
 * replaced when the next question comes.
 *
 * @param start starts a worker and opens the volumes in it
 */
export function workerPool(atFirst: number, start: () => Promise<WorkerClient>): WorkerPool {
  const queue: Waiting[] = [];
  const idle: WorkerClient[] = [];
  const all = new Set<WorkerClient>();
  let size = atFirst;
  let running = 0;
  let closed: Error | undefined;

  const next = (): void => {
    while (queue.length > 0 && running < size) {
      running++;
      void run(queue.shift()!).finally(() => {
        running--;
        next();
      });
    }
  };

  const run = async ({ question, resolve, reject }: Waiting): Promise<void> => {
    try {
      const worker = takeIdle() ?? (await start());
      if (closed) worker.stop(closed);
      all.add(worker);
      try {
        resolve(await worker.ask(question));
      } finally {
        if (worker.ended) all.delete(worker);
        else idle.push(worker);
      }
    } catch (error) {
      reject(closed ?? error);
    }
  };

  const takeIdle = (): WorkerClient | undefined => {
    for (let worker = idle.pop(); worker; worker = idle.pop()) {
      if (!worker.ended) return worker;
      all.delete(worker);
    }
    return undefined;
  };

  return {
    ask(question) {
      let waiting: Waiting;
      const answer = new Promise<unknown>((resolve, reject) => {
        waiting = { question, resolve, reject };
        if (closed) return reject(closed);
        queue.push(waiting);
        next();
      });
      // It may fail while an earlier one is awaited; that is seen when its turn comes.
      answer.catch(() => {});
      return {
        answer,
        cancel() {
          const at = queue.indexOf(waiting);
          if (at >= 0) queue.splice(at, 1);
        },
      };
    },
    resize(count) {
      size = count;
      next();
    },
    close(reason) {
      closed ??= reason;
      for (const { reject } of queue.splice(0)) reject(reason);
      for (const worker of all) worker.stop(reason);
      all.clear();
      idle.length = 0;
    },
  };
}

interface Waiting {
  readonly question: Question;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}
