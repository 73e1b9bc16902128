/**
 * Words of the control block that the main thread and the workers share (int32).
 *
 * `job` holds the job's number and, in its low bits, how many of its calls no thread has taken yet. Taking one is a
 * compare-and-swap of that word, so a thread that is late for a job cannot take a call of it, and one that comes early
 * for the next finds all of it in place: the other words are written before.
 */
export const CONTROL = { job: 0, unfinished: 1, kernel: 2, arguments: 3, scratchArgument: 4, failed: 5, words: 16 };

/** Low bits of the job word. */
export const CALLS_BITS = 8;
/** Most calls of one job. */
export const MOST_CALLS = 2 ** CALLS_BITS - 1;
/** Most arguments of one call. */
export const MOST_ARGUMENTS = 24;
/** Table entries before the calls: address and bytes of the scratch blocks. */
export const TABLE_HEADER = 2;

/** How often a thread looks for work before it sleeps: some tens of microseconds, about what waking it would take. */
export const SPINS = 20_000;

/**
 * What a worker runs, as text, so that no bundler and no file path stands between a user and the workers. It has no
 * imports but Node's own. The main thread takes calls in the same way, see threads.ts.
 */
export const WORKER_SOURCE = `
const { workerData } = require('node:worker_threads');
const { module, memory, control, table, names, thread } = workerData;
const { exports } = new WebAssembly.Instance(module, { env: { memory } });
const kernels = names.map((name) => exports[name]);
const MASK = ${MOST_CALLS};
for (;;) {
  let job = Atomics.load(control, ${CONTROL.job});
  for (let i = 0; i < ${SPINS} && (job & MASK) === 0; i++) job = Atomics.load(control, ${CONTROL.job});
  if ((job & MASK) === 0) {
    Atomics.wait(control, ${CONTROL.job}, job);
    continue;
  }
  if (Atomics.compareExchange(control, ${CONTROL.job}, job, job - 1) !== job) continue;
  try {
    const count = control[${CONTROL.arguments}];
    const start = ${TABLE_HEADER} + ((job & MASK) - 1) * count;
    const call = Array.from(table.subarray(start, start + count));
    const scratch = control[${CONTROL.scratchArgument}];
    if (scratch >= 0) call[scratch] = table[0] + thread * table[1];
    kernels[control[${CONTROL.kernel}]](...call);
  } catch {
    Atomics.store(control, ${CONTROL.failed}, 1);
  }
  if (Atomics.sub(control, ${CONTROL.unfinished}, 1) === 1) Atomics.notify(control, ${CONTROL.unfinished});
}
`;
