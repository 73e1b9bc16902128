import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium, startChromium } from '../../../test/browser/chromium';
import { servePage } from '../../efficientnet/test/browser/serve';
import { bootstrapOptimism, type FitRisk } from '../src';
import type { PageData } from './browser-page';
import sign from './validation-fits/linear.mjs';

const executable = findChromium();
const why = executable ? '' : ' (skipped: no Chromium here; install it or set KIUM_CHROMIUM to its path)';
const data: PageData = {
  time: Array.from({ length: 50 }, (_, i) => 1 + ((i * 37) % 61)),
  event: Array.from({ length: 50 }, (_, i) => Number(i % 3 > 0)),
  x: Array.from({ length: 50 }, (_, i) => ((i * 7) % 11) + ((i * 37) % 61) / 4),
};
const source = readFileSync(fileURLToPath(new URL('./validation-fits/linear.mjs', import.meta.url)), 'utf8');

describe.skipIf(!executable)(`a bundled page in Chromium validates a model in workers${why}`, () => {
  let server: Awaited<ReturnType<typeof servePage>>;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const entry = fileURLToPath(new URL('./browser-page.ts', import.meta.url));
    // Node's own modules would make this fail.
    const options = { bundle: true, platform: 'browser', format: 'iife', write: false } as const;
    const { outputFiles } = await build({ entryPoints: [entry], ...options });
    server = await servePage(outputFiles[0]!.text, {});
    browser = await startChromium(executable!);
    page = await browser.newPage();
    await page.goto(server.url);
  });

  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  test('with the figures that Node has', async () => {
    const { figures } = await bootstrapOptimism(sign as FitRisk<PageData>, data, { replicates: 6, seed: 5 });
    for (const workers of [1, 3]) {
      const found = await page.evaluate(([text, given, count]) => globalThis.validate(text, given, count), [
        source,
        data,
        workers,
      ] as const);
      expect(found.figures).toEqual(figures);
    }
  });

  test('and says what is wrong with a module', async () => {
    const message = await page.evaluate(([text, given]) => globalThis.failure(text, given), [source, data] as const);
    expect(message).toMatch(/^worker-failed: .*exports no function "nothing"/);
  });
});
