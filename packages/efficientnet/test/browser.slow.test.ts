import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium, startChromium } from '../../../test/browser/chromium';
import { servePage } from './browser/serve';
import { type Training, trainSteps } from './browser/train-steps';

/** What a page must be served with to have shared memory. */
const ISOLATED = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};
/** Chromium may fuse multiply-adds where Node does not; that alone makes 3e-6. */
const TOLERANCE = 1e-5;

const executable = findChromium();
const why = executable ? '' : ' (skipped: no Chromium here; install it or set KIUM_CHROMIUM to its path)';

describe.skipIf(!executable)(`training steps in Chromium equal Node's${why}`, () => {
  let browser: Browser;
  let script: string;
  let node: Training;

  beforeAll(async () => {
    const { outputFiles, metafile } = await build({
      entryPoints: [fileURLToPath(new URL('./browser/page.ts', import.meta.url))],
      bundle: true,
      minify: true,
      platform: 'browser',
      format: 'iife',
      write: false,
      metafile: true,
    });
    expect(Object.values(metafile.outputs).flatMap(({ imports }) => imports)).toEqual([]);
    script = outputFiles[0]!.text;
    node = await trainSteps();
    browser = await startChromium(executable!);
  });

  afterAll(() => browser?.close());

  /** Trains in a fresh page that is served with these headers; also says how many cores the page sees. */
  async function train(
    headers: Record<string, string>,
    where: 'trainInPage' | 'trainInWorker',
    threads?: number[],
  ): Promise<Training & { cores: number }> {
    const server = await servePage(script, headers);
    const page = await browser.newPage();
    const errors: Error[] = [];
    page.on('pageerror', (error) => errors.push(error));
    try {
      await page.goto(server.url);
      const result = await page.evaluate(
        async ([name, list]) => ({ ...(await globalThis[name](list)), cores: navigator.hardwareConcurrency }),
        [where, threads] as const,
      );
      expect(errors).toEqual([]);
      return result;
    } finally {
      await page.close();
      server.close();
    }
  }

  function expectEqual(found: Training): void {
    for (const [step, loss] of found.losses.entries()) {
      expect(Math.abs(loss - node.losses[step]!), `loss ${step}`).toBeLessThan(TOLERANCE);
    }
    expect(found.weights.length).toBe(node.weights.length);
    let difference = 0;
    for (let i = 0; i < node.weights.length; i++) {
      difference = Math.max(difference, Math.abs(found.weights[i]! - node.weights[i]!));
    }
    expect(difference).toBeLessThan(TOLERANCE);
  }

  test('in a page that is not isolated, on one thread', async () => {
    const found = await train({}, 'trainInPage');
    expect(found.info).toMatchObject({ threads: 1, sharedMemory: false, workerCalls: 0 });
    expect(found.info.threadsReason).toMatch(/cross-origin isolated.*Cross-Origin-Embedder-Policy/);
    expectEqual(found);
  });

  test.each(['trainInPage', 'trainInWorker'] as const)('isolated, %s, on all threads', async (where) => {
    const found = await train(ISOLATED, where);
    expect(found.info).toMatchObject({ threads: found.cores, sharedMemory: true });
    if (found.cores > 1) {
      expect(found.info.threadsReason).toBeUndefined();
      expect(found.info.workerCalls).toBeGreaterThan(100);
    }
    expectEqual(found);
  });

  test('the number of threads can change between steps, and the result does not depend on it', async () => {
    const one = await train(ISOLATED, 'trainInPage', [1]);
    expect(one.info).toMatchObject({ threads: 1, threadsReason: 'setThreads(1) was called.', workerCalls: 0 });
    for (const where of ['trainInPage', 'trainInWorker'] as const) {
      const several = await train(ISOLATED, where, [2, 4, 3]);
      expect(several.info.threads).toBe(3);
      expect(several.info.workerCalls).toBeGreaterThan(100);
      expect(several.losses).toEqual(one.losses);
      expect(Buffer.compare(Buffer.from(several.weights.buffer), Buffer.from(one.weights.buffer))).toBe(0);
    }
  });

  test('where the content security policy forbids the workers, on one thread', async () => {
    const policy = "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'";
    for (const where of ['trainInPage', 'trainInWorker'] as const) {
      const found = await train({ ...ISOLATED, 'content-security-policy': policy }, where, [2]);
      expect(found.info).toMatchObject({ threads: 1, sharedMemory: true, workerCalls: 0 });
      expect(found.info.threadsReason).toMatch(/A worker could not start.*worker-src blob:/);
      expectEqual(found);
    }
  });
});
