import { add, keep, type Optimizer, type Scalar, type Tensor, tensor, type Variable } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { correctPart } from './correct-part';
import type { TrainingData } from './data';
import type { LossFunction } from './loss';

/** One step of gradient descent on a batch. Leaves no tensor behind but the model's and optimizer's own. */
export async function trainStep(
  model: LayersModel,
  data: TrainingData,
  indices: readonly number[],
  optimizer: Optimizer,
  lossOf: LossFunction,
): Promise<{ loss: number; correct: number }> {
  const batch = await data.batch(indices);
  const x = tensor(batch.x, [indices.length, ...data.inputShape], 'float32');
  const y = tensor(batch.y, [indices.length, ...data.outputShape], 'float32');
  const variables = model.trainableWeights.map((weight) => weight.read() as Variable);
  let yPred: Tensor | undefined;
  let loss: Scalar | null = null;
  try {
    loss = optimizer.minimize(
      () => {
        // Kept for the accuracy: the scores of this very forward pass, as in Keras.
        yPred = keep(model.apply(x, { training: true }) as Tensor);
        const penalties = model.calculateLosses();
        return penalties.reduce((sum, penalty) => add(sum, penalty) as Scalar, lossOf(y, yPred));
      },
      true,
      variables,
    );
    const scores = await yPred!.data();
    return { loss: (await loss!.data())[0]!, correct: correctPart(batch.y, scores) };
  } finally {
    x.dispose();
    y.dispose();
    yPred?.dispose();
    loss?.dispose();
  }
}
