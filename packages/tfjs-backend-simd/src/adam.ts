import {
  AdamOptimizer,
  engine,
  getBackend,
  mul,
  type NamedAttrMap,
  type NamedTensorMap,
  type Tensor,
  tidy,
  type Variable,
  zerosLike,
} from '@tensorflow/tfjs-core';
import type { AdamAttrs } from './kernels/Adam';

type VariableGradients = Parameters<AdamOptimizer['applyGradients']>[0];

interface Moment {
  originalName: string;
  variable: Variable;
}

/** The state of tfjs's AdamOptimizer, which it declares private. */
interface AdamState {
  learningRate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  accBeta1: Variable;
  accBeta2: Variable;
  accumulatedFirstMoment: Moment[];
  accumulatedSecondMoment: Moment[];
  incrementIterations(): void;
}

/**
 * Lets tfjs's AdamOptimizer use the kernel `KiumAdam` while the backend `backendName` is active.
 *
 * tfjs composes a step of twelve ops for each variable and keeps their results until the last variable is done: for
 * EfficientNet-B0 that is 2,500 ops, 200 MB and half of a small training step. The kernel does the same arithmetic in
 * the same order in one pass; moments, serialisation and every other optimizer are untouched.
 */
export function fuseAdam(backendName: string): void {
  const compose = AdamOptimizer.prototype.applyGradients;
  AdamOptimizer.prototype.applyGradients = function (this: AdamOptimizer, gradients: VariableGradients): void {
    if (getBackend() === backendName) applyGradients(this as unknown as AdamState, gradients);
    else compose.call(this, gradients);
  };
}

function applyGradients(optimizer: AdamState, gradients: VariableGradients): void {
  const { accBeta1, accBeta2, beta1, beta2, learningRate, epsilon } = optimizer;
  const attrs: AdamAttrs = {
    learningRate,
    beta1,
    beta2,
    correction1: 1 - accBeta1.dataSync()[0]!,
    correction2: 1 - accBeta2.dataSync()[0]!,
    epsilon,
  };
  named(gradients).forEach(([name, gradient], i) => {
    const value = engine().registeredVariables[name]!;
    const first = momentOf(optimizer.accumulatedFirstMoment, i, `${name}/m`, value);
    const second = momentOf(optimizer.accumulatedSecondMoment, i, `${name}/v`, value);
    if (gradient) update(value, gradient, first, second, attrs);
  });
  tidy(() => {
    accBeta1.assign(mul(accBeta1, beta1));
    accBeta2.assign(mul(accBeta2, beta2));
  });
  optimizer.incrementIterations();
}

function named(gradients: VariableGradients): [name: string, gradient: Tensor | null][] {
  if (Array.isArray(gradients)) return gradients.map(({ name, tensor }) => [name, tensor]);
  return Object.entries(gradients as NamedTensorMap);
}

function momentOf(moments: Moment[], index: number, originalName: string, value: Variable): Variable {
  moments[index] ??= { originalName, variable: tidy(() => zerosLike(value).variable(false)) };
  return moments[index].variable;
}

function update(value: Variable, gradient: Tensor, first: Variable, second: Variable, attrs: AdamAttrs): void {
  tidy(() => {
    const inputs = { value, gradient, firstMoment: first, secondMoment: second };
    const [newValue, newFirst, newSecond] = engine().runKernel(
      'KiumAdam',
      inputs as unknown as NamedTensorMap,
      attrs as unknown as NamedAttrMap,
    ) as [Tensor, Tensor, Tensor];
    value.assign(newValue);
    first.assign(newFirst);
    second.assign(newSecond);
  });
}
