import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Report } from './web-gpu-program';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const driver = softwareDriver();

/**
 * SwiftShader computes shaders on the processor: slowly, but by the same code of tfjs and Dawn as on a GPU. The model and
 * its training are the same on both sides, so what may differ is the order in which floats are added.
 */
test.skipIf(driver === null)(
  'training on WebGPU gives the losses and weights of simd (skipped without Debian’s chromium, whose SwiftShader it uses)',
  () => {
    const { reference, webgpu, unasked, asked } = runProgram(driver!);
    expect(unasked).toMatchObject({ chosen: 'simd', available: false });
    expect(unasked.reason).toMatch(/the adapter is a software one \(SwiftShader.*\); prefer: 'webgpu' uses it anyway/);
    expect(asked).toMatch(/^webgpu \(WebGPU on SwiftShader.*\), asked for by name$/);
    expect([reference.backend, webgpu.backend]).toEqual(['simd', 'webgpu']);
    expect(webgpu.bytesOnGpu).toBeGreaterThan(0);
    expect(webgpu.tensorsLeft).toBe(reference.tensorsLeft);

    expect(reference.losses).toHaveLength(4);
    webgpu.losses.forEach((loss, i) => {
      expect(Math.abs(loss / reference.losses[i]! - 1), `loss ${i}`).toBeLessThan(1e-5);
    });
    webgpu.scores.flat().forEach((score, i) => {
      expect(Math.abs(score - reference.scores.flat()[i]!), `score ${i}`).toBeLessThan(1e-5);
    });
    expect(Object.keys(webgpu.weights)).toEqual(Object.keys(reference.weights));
    for (const [name, { before, after }] of Object.entries(reference.weights)) {
      expect(webgpu.weights[name]!.before, `${name} at the start`).toEqual(before);
      // Relative to how far training has moved the weight; some that do not matter move by rounding errors alone.
      const moved = distance(before, after);
      expect(distance(webgpu.weights[name]!.after, after), name).toBeLessThan(1e-4 * moved + 1e-6);
    }
  },
);

/** Fails when the program fails, and would never return if WebGPU kept the program's process alive. */
function runProgram(icd: string): Report {
  const program = fileURLToPath(new URL('./web-gpu-program.ts', import.meta.url));
  const printed = execFileSync(process.execPath, ['--import', 'tsx', program], {
    // The npm package webgpu is bench's: beside @kium/training, every run in this workspace would find it.
    cwd: join(root, 'bench'),
    // The package that has SwiftShader has a loader for Vulkan drivers, too.
    env: { ...process.env, VK_ICD_FILENAMES: icd, LD_LIBRARY_PATH: dirname(icd) },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(printed.trim().split('\n').at(-1)!) as Report;
}

/** The file that describes SwiftShader to Vulkan, of Debian's packages; null where they are not installed. */
function softwareDriver(): string | null {
  try {
    const files = execFileSync('dpkg', ['-L', 'chromium-common'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return files.split('\n').find((file) => file.endsWith('/vk_swiftshader_icd.json')) ?? null;
  } catch {
    return null;
  }
}

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0));
}
