import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { trainSteps } from './browser/train-steps';

const other = process.env.KIUM_OTHER_NODE;
if (other && !existsSync(other)) throw new Error(`KIUM_OTHER_NODE names ${other}, which does not exist.`);
const why = other ? '' : ' (skipped: KIUM_OTHER_NODE does not name one; .ci/run sets it)';

/** Engines compile WebAssembly each in their own way, and some without fused multiply-adds. */
test.skipIf(!other)(`training steps in another version of Node lead to the same weights${why}`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kium-other-node-'));
  try {
    const file = join(folder, 'weights.bin');
    const program = fileURLToPath(new URL('./other-node-program.ts', import.meta.url));
    const printed = execFileSync(other!, ['--import', 'tsx', program, file], {
      cwd: fileURLToPath(new URL('../../..', import.meta.url)),
      encoding: 'utf8',
    });
    const found = JSON.parse(printed) as { node: string; losses: number[] };
    expect(found.node, 'this is the same Node').not.toBe(process.version);
    const { losses, weights } = await trainSteps();
    found.losses.forEach((loss, step) => {
      expect(Math.abs(loss - losses[step]!), `loss ${step}`).toBeLessThan(1e-5);
    });
    const theirs = new Float32Array(new Uint8Array(readFileSync(file)).buffer);
    expect(theirs.length).toBe(weights.length);
    let difference = 0;
    weights.forEach((value, i) => {
      difference = Math.max(difference, Math.abs(value - theirs[i]!));
    });
    expect(difference).toBeLessThan(1e-5);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
