import { readFileSync } from 'node:fs';

/** What scripts/oracles/training.py wrote. */
export interface TorchFixture {
  adamW: {
    settings: { learningRate: number; beta1: number; beta2: number; epsilon: number; weightDecay: number };
    weights: { steps: number; kernel: number[]; bias: number[] }[];
  };
  schedules: { cosine: number[]; warmCosine: number[]; step: number[] };
  clip: Record<string, { norm: number; gradients: [number[], number[]] }>;
  average: number[][];
  recalibration: { mean: number[]; variance: number[] };
  logits: {
    outputs: number[];
    targets: number[];
    weights: number[];
    plain: { loss: number; gradient: number[] };
    weighted: { loss: number; gradient: number[] };
  };
}

/** Figures of PyTorch. */
export const torch = JSON.parse(
  readFileSync(new URL('./fixtures/torch.json', import.meta.url), 'utf8'),
) as TorchFixture;

/** The largest difference, relative to the wanted number or to `floor`, whichever is larger. */
export function relativeError(found: ArrayLike<number>, wanted: ArrayLike<number>, floor = 0): number {
  if (found.length !== wanted.length) throw new Error(`${found.length} numbers, ${wanted.length} wanted`);
  const errors = Array.from(wanted, (want, i) => Math.abs(found[i]! - want) / Math.max(Math.abs(want), floor));
  return Math.max(...errors.map((error) => (Number.isNaN(error) ? Infinity : error)));
}
