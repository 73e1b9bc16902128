import { backend } from '@tensorflow/tfjs-core';
import { prepareWebGpu } from './web-gpu';

/** Names that {@link selectBackend} understands, in the order in which it looks. */
export type BackendName = 'tfjs-node-gpu' | 'tfjs-node' | 'webgpu' | 'simd' | 'cpu';

/** A backend and the package that registers it. */
export interface Candidate {
  name: BackendName;
  module: string;
  /** Its name in tfjs's registry. */
  backend: string;
  description: string;
  /** What to do when it is missing. */
  install: string;
  /** What has to be there before the package is imported, where that is more than the package itself. */
  prepare?: (asked: boolean) => Promise<Preparation>;
  /** What it computes with, where it can say so once it runs. */
  runsOn?: () => string;
}

/** What {@link Candidate.prepare} found and set up: the device by name, and what takes it back; or why it is no use. */
export type Preparation = { device: string; undo: () => void } | { unusable: string };

const TFJS_NODE_LIMITS =
  'It downloads libtensorflow while installing and does not run on Node 23 or newer; use simd where that is not possible.';

export const CANDIDATES: readonly Candidate[] = [
  {
    name: 'tfjs-node-gpu',
    module: '@tensorflow/tfjs-node-gpu',
    backend: 'tensorflow',
    description: 'libtensorflow with CUDA',
    install: `Install it with "npm install @tensorflow/tfjs-node-gpu"; it needs CUDA 11.2 and cuDNN 8.1. ${TFJS_NODE_LIMITS}`,
  },
  {
    name: 'tfjs-node',
    module: '@tensorflow/tfjs-node',
    backend: 'tensorflow',
    description: 'libtensorflow on the processor',
    install: `Install it with "npm install @tensorflow/tfjs-node". ${TFJS_NODE_LIMITS}`,
  },
  {
    name: 'webgpu',
    module: '@tensorflow/tfjs-backend-webgpu',
    backend: 'webgpu',
    description: 'WebGPU',
    install:
      'In Node, install it with "npm install webgpu @tensorflow/tfjs-backend-webgpu" and a driver for the GPU (Vulkan, ' +
      'Metal or Direct3D 12); in a page, import @tensorflow/tfjs-backend-webgpu and use a browser that has WebGPU.',
    prepare: prepareWebGpu,
  },
  {
    name: 'simd',
    module: '@kium/tfjs-backend-simd',
    backend: 'simd',
    description: 'WebAssembly SIMD',
    runsOn: describeThreads,
    install: 'Install it with "npm install @kium/tfjs-backend-simd @tensorflow/tfjs-backend-cpu".',
  },
  {
    name: 'cpu',
    module: '@tensorflow/tfjs-backend-cpu',
    backend: 'cpu',
    description: 'plain JavaScript, too slow for more than a try',
    install: 'Install it with "npm install @tensorflow/tfjs-backend-cpu".',
  },
];

/** Backends that exist in tfjs and are left out, with the reason. */
export const NOT_LOOKED_FOR: Readonly<Record<string, string>> = {
  wasm: 'wasm cannot train a CNN: it has no kernels for the gradients of convolutions',
  webgl: 'webgl is not looked for: set it with tf.setBackend',
};

function describeThreads(): string {
  const { threads, threadsReason } = backend() as unknown as { threads: number; threadsReason?: string };
  return `${threads} ${threads === 1 ? 'thread' : 'threads'}${threadsReason ? ` (${threadsReason.replace(/\.$/, '')})` : ''}`;
}
