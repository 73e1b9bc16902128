import '@tensorflow/tfjs-backend-cpu';
// Importing it registers the gradients of tfjs's own operations.
import '@tensorflow/tfjs-layers';
import { grad, ready, setBackend, sum, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { asymmetricLoss, binaryCrossentropyLoss, type EntryLoss, focalLoss, type Loss } from '../../src/tfjs';
import json from '../fixtures/losses.json';

export type LossName = 'bce' | 'focal' | 'asymmetric';
type Rows = number[][];

/** What PyTorch, torchvision and the authors of the asymmetric loss give. */
export const oracle = json as unknown as {
  oracle: string;
  logits: Record<string, Rows>;
  targets: Record<string, Record<string, Rows>>;
  sampleWeight: number[];
  missing: boolean[][];
  cases: { loss: LossName; options: object; data: string; targets: string; entries: Rows; gradient: Rows }[];
  reduced: Record<'mean' | 'sum', Record<'plain' | 'weighted' | 'known' | 'weightedKnown', number>>;
};

export const LOSSES: Record<LossName, (options?: object) => Loss> = {
  bce: binaryCrossentropyLoss,
  focal: focalLoss,
  asymmetric: asymmetricLoss,
};

export async function useCpu(): Promise<void> {
  await setBackend('cpu');
  await ready();
}

/** Losses of the entries and the gradient of their sum by the scores. */
export function entriesAndGradient(loss: EntryLoss, y: Rows, x: Rows): { entries: number[]; gradient: number[] } {
  const [targets, logits] = [tensor(y), tensor(x)];
  const entries = loss(targets, logits);
  const gradient = grad((scores: Tensor) => sum(loss(targets, scores)))(logits);
  const found = { entries: [...entries.dataSync()], gradient: [...gradient.dataSync()] };
  for (const each of [targets, logits, entries, gradient]) each.dispose();
  return found;
}

/** Every value of a call without gradients; the tensors are disposed. */
export function valuesOf(loss: EntryLoss, y: unknown, x: unknown, sampleWeight?: number[]): number[] {
  const given = [y, x, ...(sampleWeight ? [sampleWeight] : [])].map((values) => tensor(values as Rows));
  const result = loss(given[0]!, given[1]!, given[2]);
  const values = [...result.dataSync()];
  for (const each of [...given, result]) each.dispose();
  return values;
}

/** Equal to 1e-5 relative, float32's arithmetic, or to `floor` where both are as good as 0. */
export function expectAllNear(found: readonly number[], expected: readonly number[], floor = 1e-30): void {
  expect(found).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) {
    const error = Math.abs(found[i]! - value);
    expect(error, `${i}: ${found[i]} against ${value}`).toBeLessThanOrEqual(1e-5 * Math.abs(value) + floor);
  }
}
