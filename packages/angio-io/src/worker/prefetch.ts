import type { Job } from './worker-pool';

/**
 * The answers to some questions, in the questions' order, with the next `ahead` of them asked while the consumer works
 * on one. Never more than that are asked for or wait here. When the consumer stops or the signal comes, what no worker
 * has begun is forgotten.
 */
export async function* prefetch<Q>(
  questions: readonly Q[],
  ahead: number,
  ask: (question: Q) => Job,
  signal: AbortSignal | undefined,
): AsyncGenerator<{ question: Q; answer: unknown }> {
  const underWay: { question: Q; job: Job }[] = [];
  let next = 0;
  const fill = (count: number) => {
    for (; next < questions.length && underWay.length < count; next++) {
      const question = questions[next]!;
      underWay.push({ question, job: ask(question) });
    }
  };
  // With nothing asked for ahead, each question is put when its answer is wanted.
  const fillOne = () => fill(Math.max(ahead, 1));
  try {
    for (fillOne(); underWay.length > 0; fillOne()) {
      const { question, job } = underWay[0]!;
      const answer = await untilAborted(job.answer, signal);
      underWay.shift();
      fill(ahead);
      yield { question, answer };
    }
  } finally {
    for (const { job } of underWay) job.cancel();
  }
}

/** Not `Promise.race` with one promise for the signal: that one would keep every answer that it was raced with. */
function untilAborted(answer: Promise<unknown>, signal: AbortSignal | undefined): Promise<unknown> {
  if (!signal) return answer;
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort);
    void answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
