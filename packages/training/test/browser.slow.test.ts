import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import { findChromium, startChromium } from '../../../test/browser/chromium';
import { servePage } from '../../efficientnet/test/browser/serve';
import type { BackendName } from '../src';
import type { PageResult } from './browser-page';

const executable = findChromium();
const why = executable ? '' : ' (skipped: no Chromium here; install it or set KIUM_CHROMIUM to its path)';
/** Chromium's own software adapter, which it offers to pages only when told to. */
const SOFTWARE_WEBGPU = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader', '--enable-features=Vulkan'];

describe.skipIf(!executable)(`a bundled page in Chromium chooses a backend and trains on it${why}`, () => {
  let script: string;

  beforeAll(async () => {
    const entry = fileURLToPath(new URL('./browser-page.ts', import.meta.url));
    // Node's own modules would make this fail.
    const options = { bundle: true, platform: 'browser', format: 'iife', write: false } as const;
    const { outputFiles } = await build({ entryPoints: [entry], ...options });
    script = outputFiles[0]!.text;
  });

  /** Trains in a fresh browser with these arguments. */
  async function trainOn(args: string[], prefer?: BackendName): Promise<PageResult> {
    const server = await servePage(script, {});
    const browser = await startChromium(executable!, args);
    try {
      const page = await browser.newPage();
      await page.goto(server.url);
      return await page.evaluate((wanted) => globalThis.trainOn(wanted), prefer);
    } finally {
      await browser.close();
      server.close();
    }
  }

  test('simd where there is no GPU, with the reasons', async () => {
    const found = await trainOn([]);
    expect(found.backend).toBe('simd');
    const reasons = found.info.tried.map(({ name, reason }) => `${name}: ${reason}`);
    expect(reasons.slice(0, 2)).toEqual([
      'tfjs-node-gpu: this page has not imported @tensorflow/tfjs-node-gpu',
      'tfjs-node: this page has not imported @tensorflow/tfjs-node',
    ]);
    expect(reasons[2]).toMatch(/^webgpu: (there is no adapter|this browser has no WebGPU)/);
  });

  test("WebGPU through the browser's navigator.gpu gives what simd gives", async () => {
    const simd = await trainOn(SOFTWARE_WEBGPU);
    expect(simd.backend).toBe('simd');
    expect(simd.info.tried[2]!.reason).toMatch(/software one \(.*swiftshader.*\); prefer: 'webgpu' uses it anyway/i);
    const webgpu = await trainOn(SOFTWARE_WEBGPU, 'webgpu');
    expect(webgpu.backend).toBe('webgpu');
    webgpu.losses.forEach((loss, i) => {
      expect(Math.abs(loss / simd.losses[i]! - 1), `loss ${i}`).toBeLessThan(1e-5);
    });
    webgpu.scores.flat().forEach((score, i) => {
      expect(Math.abs(score - simd.scores.flat()[i]!), `score ${i}`).toBeLessThan(1e-5);
    });
  });
});
