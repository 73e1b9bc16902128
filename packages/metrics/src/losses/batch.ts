import { cast, isNaN as isMissing, logicalNot, reshape, type Tensor, where, zerosLike } from '@tensorflow/tfjs-core';
import { EmptyInputError, ShapeMismatchError } from '../errors';

/** What a loss is computed on. */
export interface Batch {
  /** Targets as floats; 0 where they are not known. */
  targets: Tensor;
  /** What the model gave. */
  scores: Tensor;
  /** 1 where the target is known, else 0; undefined if NaN has no such meaning. */
  known: Tensor | undefined;
  /** [n, 1, …], to be broadcast over the labels. */
  weights: Tensor | undefined;
}

/**
 * Checks that a batch has equal shapes, and brings it into the form that losses work on. Values are not looked at, which
 * would wait for the device: NaN in, NaN out, and `fit` of @kium/training then stops with an error.
 *
 * @throws {@link ShapeMismatchError}, {@link EmptyInputError}
 */
export function readBatch(yTrue: Tensor, yPred: Tensor, sampleWeight: Tensor | undefined, ignoreNaN: boolean): Batch {
  const { shape } = yPred;
  if (!isSame(yTrue.shape, shape)) throw new ShapeMismatchError('yPred', yTrue.shape, shape);
  const [n] = shape;
  if (n === undefined || n === 0) throw new EmptyInputError('yPred', 'no rows');
  if (shape.includes(0)) throw new EmptyInputError('yPred', 'no columns');
  if (sampleWeight && !isSame(sampleWeight.shape, [n])) {
    throw new ShapeMismatchError('sampleWeight', [n], sampleWeight.shape);
  }
  const targets = cast(yTrue, 'float32');
  const isKnown = ignoreNaN ? logicalNot(isMissing(targets)) : undefined;
  return {
    targets: isKnown ? where(isKnown, targets, zerosLike(targets)) : targets,
    scores: cast(yPred, 'float32'),
    known: isKnown && cast(isKnown, 'float32'),
    weights: sampleWeight && reshape(cast(sampleWeight, 'float32'), [n, ...shape.slice(1).map(() => 1)]),
  };
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}
