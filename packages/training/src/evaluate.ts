import { tensor, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { correctPart } from './correct-part';
import type { TrainingData } from './data';
import type { LossFunction } from './loss';
import { forward, sigmoids, toRows } from './predict';
import { weightTensor } from './sample-weight';
import { yieldToEvents } from './yield-to-events';

/** Loss, accuracy and scores of some samples in inference mode. */
export interface Evaluation {
  loss: number;
  accuracy: number;
  yTrue: number[][];
  /** Of a model with logits, their sigmoids. */
  scores: number[][];
}

interface Step {
  step: number;
  steps: number;
  loss: number;
  accuracy: number;
  stepSeconds: number;
}

interface EvaluateOptions {
  fromLogits: boolean;
  isStopped: () => boolean;
  onStep: (step: Step) => void;
}

/** Goes through the samples in batches, as `predict` does. Returns null when it was stopped. */
export async function evaluate(
  model: LayersModel,
  data: TrainingData,
  indices: readonly number[],
  lossOf: LossFunction,
  batchSize: number,
  { fromLogits, isStopped, onStep }: EvaluateOptions,
): Promise<Evaluation | null> {
  const steps = Math.ceil(indices.length / batchSize);
  const yTrue: number[][] = [];
  const scores: number[][] = [];
  let lossSum = 0;
  let correctSum = 0;
  for (let step = 0; step < steps; step++) {
    const began = performance.now();
    const chosen = indices.slice(step * batchSize, (step + 1) * batchSize);
    const batch = await data.batch(chosen);
    const yPred = forward(model, batch.x, [chosen.length, ...data.inputShape]);
    const loss = tidy(() => {
      const targets = tensor(batch.y, [chosen.length, ...data.outputShape], 'float32');
      return lossOf(targets, yPred, weightTensor(batch.sampleWeight, chosen.length));
    });
    try {
      const values = await yPred.data();
      lossSum += (await loss.data())[0]! * chosen.length;
      correctSum += correctPart(batch.y, values, fromLogits ? 0 : 0.5) * chosen.length;
      yTrue.push(...toRows(batch.y, chosen.length));
      scores.push(...toRows(fromLogits ? sigmoids(values) : values, chosen.length));
    } finally {
      yPred.dispose();
      loss.dispose();
    }
    onStep({
      step: step + 1,
      steps,
      loss: lossSum / scores.length,
      accuracy: correctSum / scores.length,
      stepSeconds: (performance.now() - began) / 1000,
    });
    await yieldToEvents();
    if (isStopped()) return null;
  }
  return { loss: lossSum / indices.length, accuracy: correctSum / indices.length, yTrue, scores };
}
