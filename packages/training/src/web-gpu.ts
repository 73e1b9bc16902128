import { findBackendFactory, getKernelsForBackend } from '@tensorflow/tfjs-core';
import type { Preparation } from './backend-candidates';
import { explainImport, importOptional, runsInNode } from './import-optional';

/**
 * Sees to it that `navigator.gpu` is there and has an adapter worth using, before tfjs's WebGPU backend is imported: that
 * package registers itself only if it finds `navigator.gpu` while it loads. In browsers `navigator.gpu` is the browser's;
 * Node has none, and gets Dawn's from the npm package `webgpu`. Nothing global changes unless there is an adapter to use.
 *
 * @param asked - Whether the user asked for WebGPU by name, so that a software adapter will do, too.
 */
export async function prepareWebGpu(asked: boolean): Promise<Preparation> {
  const native = (globalThis as WithGpu).navigator?.gpu;
  if (!native && !runsInNode())
    return { unusable: 'this browser has no WebGPU, or the page was not served over https' };
  let dawn: Dawn | undefined;
  try {
    dawn = native ? undefined : ((await importOptional('webgpu')) as Dawn);
  } catch (error) {
    return { unusable: explainImport('webgpu', error) };
  }
  const gpu = native ?? dawn!.create([]);
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) {
    return { unusable: 'there is no adapter: no GPU, or none with a driver for Vulkan, Metal or Direct3D 12' };
  }
  const { device, isSoftware } = describeAdapter(adapter);
  if (isSoftware && !asked) {
    return { unusable: `the adapter is a software one (${device}); prefer: 'webgpu' uses it anyway` };
  }
  if (!dawn) return { device, undo: () => {} };
  if (getKernelsForBackend('webgpu').length > 0 && !findBackendFactory('webgpu')) {
    const remedy = 'leave that import to selectBackend';
    return { unusable: `@tensorflow/tfjs-backend-webgpu was imported before there was a navigator.gpu; ${remedy}` };
  }
  return { device, undo: define(gpu, dawn.globals) };
}

/** What is used of the WebGPU API, whose types are not in TypeScript's library. */
interface Gpu {
  requestAdapter(options: { powerPreference: string }): Promise<Adapter | null>;
}
interface Adapter {
  info?: { vendor?: string; architecture?: string; device?: string; description?: string; isFallbackAdapter?: boolean };
  /** Where browsers had it before it moved to `info`. */
  isFallbackAdapter?: boolean;
}
/** The npm package `webgpu`. */
interface Dawn {
  create(options: string[]): Gpu;
  globals: Record<string, unknown>;
}
type WithGpu = { navigator?: { gpu?: Gpu } };

/** Renderers on the processor: SwiftShader (Chromium), llvmpipe and lavapipe (Mesa), WARP (Windows). */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|basic render|\bwarp\b/i;

function describeAdapter({ info = {}, isFallbackAdapter }: Adapter): { device: string; isSoftware: boolean } {
  const names = [info.vendor, info.architecture, info.device, info.description].filter(Boolean);
  // Browsers keep the description to themselves, against fingerprinting.
  const device = info.description || names.join(' ') || 'an adapter without a name';
  return { device, isSoftware: Boolean(info.isFallbackAdapter ?? isFallbackAdapter) || SOFTWARE.test(names.join(' ')) };
}

/** Makes Node look like a browser with WebGPU. Returns what takes it back. */
function define(gpu: Gpu, globals: Record<string, unknown>): () => void {
  Object.assign(globalThis, globals);
  const scope = globalThis as WithGpu;
  // Node has a navigator from 21 on.
  if (!scope.navigator) {
    const value = { userAgent: `Node.js/${process.versions.node.split('.')[0]}` };
    Object.defineProperty(scope, 'navigator', { value, configurable: true, enumerable: true, writable: true });
  }
  Object.defineProperty(scope.navigator, 'gpu', { value: gpu, configurable: true, enumerable: true });
  return () => {
    delete scope.navigator?.gpu;
  };
}
