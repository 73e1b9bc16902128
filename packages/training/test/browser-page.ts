// Bundled for the browser: what a page that trains imports.
import '@kium/tfjs-backend-simd';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-webgpu';
import { efficientNet } from '@kium/efficientnet';
import { getBackend, train } from '@tensorflow/tfjs-core';
import { TINY, TINY_OPTIONS } from '../../efficientnet/test/tiny';
import { type BackendInfo, type BackendName, fit, predict, selectBackend } from '../src';

/** What training in a page led to. */
export interface PageResult {
  info: BackendInfo;
  backend: string;
  losses: number[];
  scores: number[][];
}

declare global {
  var trainOn: (prefer?: BackendName) => Promise<PageResult>;
}

globalThis.trainOn = async (prefer) => {
  const info = await selectBackend({ prefer });
  const model = efficientNet(TINY, TINY_OPTIONS);
  const [height, width, channels] = TINY_OPTIONS.inputShape!;
  const x = Array.from({ length: 4 }, (_, n) =>
    Float32Array.from({ length: height * width * channels }, (_, i) => Math.sin(n + i * (1 + n / 7)) ** 2),
  );
  const y = x.map((_, n) => [n % 2, 1 - (n % 2), Number(n > 1)]);
  const { epochs } = await fit(model, { x, y }, { epochs: 2, batchSize: 2, optimizer: () => train.sgd(0.05) });
  return {
    info,
    backend: getBackend(),
    losses: epochs.flatMap(({ loss, valLoss }) => [loss, valLoss!]),
    scores: await predict(model, x),
  };
};
