/**
 * Words of the control block that the calling thread and the workers share (int32). Words that several threads write
 * lie in cache lines of their own.
 *
 * `job` holds the job's number and, in its low bits, how many of its calls no thread has taken yet. Taking one is a
 * compare-and-swap of that word, so a thread that is late for a job cannot take a call of it, and one that comes early
 * for the next finds all of it in place: the other words are written before.
 *
 * `threads` is how many threads may take calls; a worker beyond sleeps on that word until there are more.
 */
export const CONTROL = {
  job: 0,
  unfinished: 16,
  kernel: 32,
  arguments: 33,
  scratchArgument: 34,
  threads: 35,
  failed: 36,
  words: 48,
};

/** Low bits of the job word. */
export const CALLS_BITS = 8;
/** Most calls of one job. */
export const MOST_CALLS = 2 ** CALLS_BITS - 1;
/** Most arguments of one call. */
export const MOST_ARGUMENTS = 24;
/** Table entries before the calls: address and bytes of the scratch blocks. */
export const TABLE_HEADER = 2;

/**
 * How long a thread looks for work before it sleeps, in milliseconds: many times what waking it takes, and longer than
 * the gaps between two jobs of a network, also where other programs slow the calling thread down.
 */
export const SPIN_MS = 1;
/** How often it looks between two looks at the clock. */
export const LOOKS = 256;

/**
 * What every worker runs, as text, so that no bundler and no file path stands between a user and the workers. The
 * calling thread takes calls in the same way, see threads.ts.
 */
const SERVE = `
function serve({ module, memory, tallTiles, control, table, names, thread }) {
  const { exports } = new WebAssembly.Instance(module, { env: { memory, tallTiles } });
  const kernels = names.map((name) => exports[name]);
  const pause = Atomics.pause ?? (() => {});
  // The arguments of a call, by their number.
  const calls = [];
  const untaken = (job) => job & ${MOST_CALLS};
  return () => {
    for (;;) {
      let job = Atomics.load(control, ${CONTROL.job});
      if (untaken(job) === 0) {
        const end = performance.now() + ${SPIN_MS};
        do {
          for (let i = 0; i < ${LOOKS} && untaken(job) === 0; i++) {
            pause();
            job = Atomics.load(control, ${CONTROL.job});
          }
        } while (untaken(job) === 0 && performance.now() < end);
      }
      // Looked up after the job: whoever sees a job sees the number of threads that it was made for.
      const threads = Atomics.load(control, ${CONTROL.threads});
      if (thread >= threads) Atomics.wait(control, ${CONTROL.threads}, threads);
      else if (untaken(job) === 0) Atomics.wait(control, ${CONTROL.job}, job);
      else if (Atomics.compareExchange(control, ${CONTROL.job}, job, job - 1) === job) run(untaken(job) - 1);
    }
  };
  function run(index) {
    try {
      const count = control[${CONTROL.arguments}];
      const start = ${TABLE_HEADER} + index * count;
      const call = (calls[count] ??= new Array(count).fill(0));
      for (let i = 0; i < count; i++) call[i] = table[start + i];
      const scratch = control[${CONTROL.scratchArgument}];
      if (scratch >= 0) call[scratch] = table[0] + thread * table[1];
      kernels[control[${CONTROL.kernel}]](...call);
    } catch {
      Atomics.store(control, ${CONTROL.failed}, 1);
    }
    if (Atomics.sub(control, ${CONTROL.unfinished}, 1) === 1) Atomics.notify(control, ${CONTROL.unfinished});
  }
}
`;

/** A worker of Node's; it imports nothing but Node's own. */
export const NODE_WORKER = `${SERVE}
serve(require('node:worker_threads').workerData)();
`;

/** A browser's worker; it says when it runs, and an error on the way there reaches the page as an error event. */
export const BROWSER_WORKER = `${SERVE}
onmessage = ({ data }) => {
  const work = serve(data);
  postMessage('running');
  work();
};
onmessageerror = () => {
  setTimeout(() => { throw new Error('the kernels could not be handed to it'); });
};
`;
