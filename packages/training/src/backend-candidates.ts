/** Names that {@link selectBackend} understands, fastest first. */
export type BackendName = 'tfjs-node-gpu' | 'tfjs-node' | 'simd' | 'cpu';

/** A backend and the package that registers it. */
export interface Candidate {
  name: BackendName;
  module: string;
  /** Its name in tfjs's registry. */
  backend: string;
  description: string;
  /** What to do when it is missing. */
  install: string;
}

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
    name: 'simd',
    module: '@kium/tfjs-backend-simd',
    backend: 'simd',
    description: 'WebAssembly SIMD, from npm alone',
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
  webgpu: 'webgpu is not looked for yet',
  wasm: 'wasm cannot train a CNN: it has no kernels for the gradients of convolutions',
  webgl: 'webgl is not looked for: set it with tf.setBackend',
};
