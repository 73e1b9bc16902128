import { type Hdf5, hasCrashed, isRunning } from './hdf5';

let loading: Promise<Hdf5> | undefined;
let count = 0;

/**
 * Load h5wasm on first use: it is 4 MB, ES-module only, and most callers of this package never need it. An instance
 * that has crashed is replaced by a fresh one.
 */
export async function loadHdf5(): Promise<Hdf5> {
  for (;;) {
    const current = loading ?? load(undefined);
    loading = current;
    const hdf5 = await current;
    if (!hasCrashed(hdf5)) return hdf5;
    if (loading === current) loading = load(hdf5);
  }
}

async function load(broken: Hdf5 | undefined): Promise<Hdf5> {
  const { console: output } = globalThis;
  const { error } = output;
  // The library takes hold of console.error when it is loaded, and says there what it then throws as well.
  output.error = (...values: unknown[]) => {
    if (!isRunning()) error.apply(output, values);
  };
  try {
    const hdf5: Hdf5 = broken ? await import(/* @vite-ignore */ freshUrl(broken)) : await import('h5wasm/node');
    await hdf5.ready;
    return hdf5;
  } finally {
    output.error = error;
  }
}

/**
 * The URL that h5wasm was loaded from, with a query that makes it another module: an ES module is evaluated once for
 * each URL. Only the stack of an error knows that URL in ES modules and CommonJS alike.
 */
function freshUrl(hdf5: Hdf5): string {
  try {
    hdf5.guess_metadata(Symbol() as never);
  } catch (error) {
    const url = /(file:\/\/\S+?hdf5_hl\.js)/.exec((error as Error).stack ?? '')?.[1];
    if (url) return `${url}?instance=${++count}`;
  }
  throw new Error('h5wasm has crashed and cannot be loaded again: restart the process');
}
