/**
 * What a worker runs: it loads the fit, then answers each resample with the risk of all rows. `listen` and `post` differ
 * between Node and browsers.
 */
const body = (listen: string, post: string) => `
let fit, data, all, loaded;
const describe = (error) => ({ name: String(error?.name ?? 'Error'), message: String(error?.message ?? error) });
const load = async ({ module, name, data: given, count }) => {
  data = given;
  all = Array.from({ length: count }, (_, row) => row);
  fit = (await import(module))[name];
  if (typeof fit !== 'function') throw new TypeError('it exports no function ' + JSON.stringify(name));
};
const answer = async ({ rows, replicate, seed }) => {
  try { await loaded; } catch (error) { return ${post}({ notLoaded: describe(error) }); }
  try {
    const riskOf = await fit(rows, { data, replicate, seed });
    if (typeof riskOf !== 'function') throw new TypeError('fit returned ' + typeof riskOf + ', not (rows) => risks');
    ${post}({ risk: Float64Array.from(await riskOf(all)) });
  } catch (error) { ${post}({ failed: describe(error) }); }
};
${listen}((message) => {
  if (message.count === undefined) return void answer(message);
  loaded = load(message);
  loaded.catch(() => {});
});
`;

/** For `new Worker(source, { eval: true })` of worker_threads. */
export const NODE_WORKER = `
const { parentPort } = require('node:worker_threads');
${body("((take) => parentPort.on('message', take))", 'parentPort.postMessage')}`;

/** For a module worker of a browser. */
export const BROWSER_WORKER = body(
  "((take) => self.addEventListener('message', (event) => take(event.data)))",
  'self.postMessage',
);
