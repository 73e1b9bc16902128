import { join } from 'node:path';
import { root, run } from './packaging/workspace';

/** Bundles what the tests' workers run, before all tests; what has not changed is left as it is. */
export default async function setup(): Promise<void> {
  const folder = join(root, 'packages/angio-io');
  await run(process.execPath, [join(folder, 'scripts/build-workers.mjs')], folder);
}
