import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium, startChromium } from '../../../../test/browser/chromium';
import { relativeError } from '../wave';
import { fixture, ORACLE, ORACLE_OPTIONS, weightFile } from './oracle';

const executable = findChromium();
const why = executable ? '' : ' (skipped: no Chromium here; install it or set KIUM_CHROMIUM to its path)';

describe.skipIf(!executable)(`weights in a page in Chromium${why}`, () => {
  let browser: Browser;
  let server: Server;
  let base: string;

  beforeAll(async () => {
    const entry = fileURLToPath(new URL('./browser-page.ts', import.meta.url));
    // Node's own modules would make this fail.
    const options = { bundle: true, platform: 'browser', format: 'iife', write: false } as const;
    const { outputFiles } = await build({ entryPoints: [entry], ...options });
    const files: Record<string, [type: string, content: string | Uint8Array]> = {
      '/': ['text/html', '<!doctype html><meta charset="utf-8"><title>test</title><script src="/page.js"></script>'],
      '/page.js': ['text/javascript', outputFiles[0]!.text],
      '/w.h5': ['application/octet-stream', weightFile('keras.h5')],
      '/w.safetensors': ['application/octet-stream', weightFile('torchvision.safetensors')],
    };
    server = createServer(({ url }, response) => {
      const [type, content] = files[url!] ?? ['text/html', '<!doctype html>not here'];
      // As many static hosts do: a page, and status 200, for what they do not have.
      response.writeHead(200, { 'content-type': type }).end(content);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await startChromium(executable!);
  });

  afterAll(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
  });

  async function load(url: string, as: 'url' | 'buffer' | 'blob') {
    const page = await browser.newPage();
    const printed: string[] = [];
    page.on('console', (message) => printed.push(message.text()));
    try {
      await page.goto(base);
      const model = [ORACLE, ORACLE_OPTIONS] as const;
      const result = await page.evaluate(([url, as, model]) => globalThis.loadInPage(url, as, [...model]), [
        url,
        as,
        model,
      ] as const);
      expect(printed).toEqual([]);
      return result;
    } finally {
      await page.close();
    }
  }

  test.each(['url', 'buffer', 'blob'] as const)('.h5 and .safetensors from a %s, and out again', async (as) => {
    for (const name of ['w.h5', 'w.safetensors']) {
      // A relative URL, as a page writes it.
      const found = await load(`/${name}`, as);
      expect(found.format).toBe(name === 'w.h5' ? 'keras' : 'safetensors');
      expect(found.loaded).toBe(fixture.weights.length);
      expect(found.roundTrip).toBe(true);
      expect(relativeError(found.outputs, fixture.outputs.same.flat())).toBeLessThan(1e-4);
    }
  });

  test('a page in place of a file is an error that says so', async () => {
    await expect(load('/none.h5', 'url')).rejects.toThrow(/WeightsFormatError: \/none\.h5: it is an HTML page/);
  });
});
