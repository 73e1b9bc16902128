import {
  add,
  dispose,
  div,
  engine,
  getBackend,
  getKernel,
  mul,
  type NamedAttrMap,
  type NamedTensorMap,
  Optimizer,
  type serialization,
  sqrt,
  square,
  type Tensor,
  tidy,
  type Variable,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { OptionError, ShapeError } from './errors';

/** Options of {@link adamW}; the defaults are those of `torch.optim.AdamW`. */
export interface AdamWOptions {
  /** Default 0.001. */
  learningRate?: number;
  /** Decay of the mean of the gradients. Default 0.9. */
  beta1?: number;
  /** Decay of the mean of their squares. Default 0.999. */
  beta2?: number;
  /** Added to the root of the mean square. Default 1e-8. */
  epsilon?: number;
  /** Part of a weight that a step at learning rate 1 takes away. Default 0.01. */
  weightDecay?: number;
  /**
   * Which weights do not decay: those whose name (`layer/weight`, to which tfjs adds `_1`, `_2` … for further models) it
   * matches, or for which it returns true. Default: weights of fewer than two axes, which are the biases and the weights
   * of batch normalisation.
   */
  decayExclude?: RegExp | ((name: string, shape: readonly number[]) => boolean);
}

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, 2019, algorithm 2, in the form of `torch.optim.AdamW`, where the
 * learning rate scales the decay too). At step t, for a weight w with gradient g:
 *
 * - w ← w · (1 − rate · decay), unless `decayExclude` says otherwise,
 * - m ← β₁ · m + (1 − β₁) · g and v ← β₂ · v + (1 − β₂) · g²,
 * - w ← w − rate · (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε).
 *
 * On the backend `simd` a weight's second and third line are one pass, the first another.
 *
 * @throws {@link OptionError} for a negative rate, decay or ε, or a β outside [0, 1)
 */
export function adamW(options: AdamWOptions = {}): AdamW {
  return new AdamW(options);
}

interface Moments {
  first: Variable;
  second: Variable;
}

type NamedTensor = Awaited<ReturnType<Optimizer['getWeights']>>[number];
type Gradients = Parameters<Optimizer['applyGradients']>[0];

const byAxes = (_: string, shape: readonly number[]) => shape.length < 2;

/** The optimizer that {@link adamW} makes. Its `learningRate` may be changed between steps. */
export class AdamW extends Optimizer {
  static readonly className = 'AdamW';

  learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  readonly #decayExclude: NonNullable<AdamWOptions['decayExclude']>;
  /** By the variable's name, so that weights can be frozen and freed between trainings. */
  #moments = new Map<string, Moments>();
  /** Moments from `setWeights`, in the order of the variables of the step before. */
  #restored: [name: string, moments: Moments][] = [];

  constructor(options: AdamWOptions = {}) {
    super();
    this.learningRate = options.learningRate ?? 0.001;
    this.beta1 = options.beta1 ?? 0.9;
    this.beta2 = options.beta2 ?? 0.999;
    this.epsilon = options.epsilon ?? 1e-8;
    this.weightDecay = options.weightDecay ?? 0.01;
    this.#decayExclude = options.decayExclude ?? byAxes;
    for (const name of ['learningRate', 'weightDecay', 'epsilon'] as const) {
      if (!(this[name] >= 0 && Number.isFinite(this[name]))) {
        throw new OptionError(`adamW.${name}`, this[name], 'a finite number from 0');
      }
    }
    for (const name of ['beta1', 'beta2'] as const) {
      if (!(this[name] >= 0 && this[name] < 1)) {
        throw new OptionError(`adamW.${name}`, this[name], 'a number from 0 to less than 1');
      }
    }
  }

  override applyGradients(gradients: Gradients): void {
    const t = this.iterations + 1;
    // In double precision: 1 − β₂ᵗ of a rounded power would be wrong in the fifth digit at the first step.
    const attrs = {
      learningRate: this.learningRate,
      beta1: this.beta1,
      beta2: this.beta2,
      correction1: 1 - this.beta1 ** t,
      correction2: 1 - this.beta2 ** t,
      epsilon: this.epsilon,
    };
    const all = named(gradients);
    this.#chooseMoments(all.map(([name]) => name));
    for (const [name, gradient] of all) {
      const variable = engine().registeredVariables[name]!;
      const moments = this.#moments.get(name)!;
      if (gradient) tidy(() => update(variable, gradient, moments, attrs, this.#kept(name, variable.shape)));
    }
    this.incrementIterations();
  }

  override async getWeights(): Promise<NamedTensor[]> {
    const all = this.#moments.size > 0 ? [...this.#moments] : this.#restored;
    return [
      await this.saveIterations(),
      ...all.map(([name, { first }]) => ({ name: `${name}/m`, tensor: first })),
      ...all.map(([name, { second }]) => ({ name: `${name}/v`, tensor: second })),
    ];
  }

  override async setWeights(weights: NamedTensor[]): Promise<void> {
    const moments = await this.extractIterations(weights);
    const half = moments.length / 2;
    const made = moments.map(({ tensor }) => tidy(() => tensor.clone().variable(false)));
    this.#disposeMoments();
    this.#restored = made.slice(0, half).map((first, i) => {
      return [moments[i]!.name.replace(/\/m$/, ''), { first, second: made[half + i]! }];
    });
  }

  override dispose(): void {
    this.#disposeMoments();
  }

  override getConfig(): serialization.ConfigDict {
    const { learningRate, beta1, beta2, epsilon, weightDecay } = this;
    const decayExclude = this.#decayExclude === byAxes ? 'fewer than two axes' : String(this.#decayExclude);
    return { learningRate, beta1, beta2, epsilon, weightDecay, decayExclude };
  }

  /** What the decay leaves of a weight. */
  #kept(name: string, shape: readonly number[]): number {
    const exclude = this.#decayExclude;
    const isExcluded = typeof exclude === 'function' ? exclude(name, shape) : name.search(exclude) >= 0;
    return isExcluded ? 1 : 1 - this.learningRate * this.weightDecay;
  }

  /** Finds or makes the moments of these variables, and puts them first, which is the order of `getWeights`. */
  #chooseMoments(names: readonly string[]): void {
    const restored = this.#claimRestored(names);
    const chosen = names.map((name): [string, Moments] => {
      const variable = engine().registeredVariables[name]!;
      const zeros = () => tidy(() => zerosLike(variable).variable(false));
      const moments = this.#moments.get(name) ?? restored.get(name) ?? { first: zeros(), second: zeros() };
      if (moments.first.shape.join() === variable.shape.join()) return [name, moments];
      const found = `[${moments.first.shape}] in the optimizer's state`;
      throw new ShapeError(name, `[${variable.shape}]`, found, 'Restore the state with the weights it was saved with.');
    });
    this.#moments = new Map([...chosen, ...this.#moments, ...restored]);
    this.#restored = [];
  }

  /**
   * Restored moments by the names of variables. By their own names, since weights may have been frozen or freed in between;
   * but by their order where tfjs has given the same model other names in this process.
   */
  #claimRestored(names: readonly string[]): Map<string, Moments> {
    const known = new Set(this.#restored.map(([name]) => name));
    const found = names.filter((name) => known.has(name)).length;
    const isSameNumber = known.size === names.length;
    if (isSameNumber ? found === names.length : found > 0) return new Map(this.#restored);
    for (const [, { first, second }] of this.#restored.slice(names.length)) dispose([first, second]);
    return new Map(this.#restored.slice(0, names.length).map(([, moments], i) => [names[i]!, moments]));
  }

  #disposeMoments(): void {
    const restored = this.#restored.map(([, moments]) => moments);
    for (const { first, second } of [...this.#moments.values(), ...restored]) dispose([first, second]);
    this.#moments.clear();
    this.#restored = [];
  }
}

interface StepAttrs {
  learningRate: number;
  beta1: number;
  beta2: number;
  correction1: number;
  correction2: number;
  epsilon: number;
}

function update(variable: Variable, gradient: Tensor, { first, second }: Moments, attrs: StepAttrs, kept: number) {
  const value = kept === 1 ? variable : mul(variable, kept);
  const step = getKernel('KiumAdam', getBackend()) ? fusedStep : composedStep;
  const [newValue, newFirst, newSecond] = step(value, gradient, first, second, attrs);
  variable.assign(newValue);
  first.assign(newFirst);
  second.assign(newSecond);
}

type Step = (
  value: Tensor,
  gradient: Tensor,
  first: Tensor,
  second: Tensor,
  attrs: StepAttrs,
) => [Tensor, Tensor, Tensor];

const fusedStep: Step = (value, gradient, firstMoment, secondMoment, attrs) => {
  const inputs = { value, gradient, firstMoment, secondMoment } as unknown as NamedTensorMap;
  return engine().runKernel('KiumAdam', inputs, attrs as unknown as NamedAttrMap) as unknown as [
    Tensor,
    Tensor,
    Tensor,
  ];
};

const composedStep: Step = (value, gradient, first, second, attrs) => {
  const { learningRate, beta1, beta2, correction1, correction2, epsilon } = attrs;
  const newFirst = add(mul(first, beta1), mul(gradient, 1 - beta1));
  const newSecond = add(mul(second, beta2), mul(square(gradient), 1 - beta2));
  const root = add(sqrt(div(newSecond, correction2)), epsilon);
  const change = mul(div(div(newFirst, correction1), root), -learningRate);
  return [add(change, value), newFirst, newSecond];
};

function named(gradients: Gradients): [name: string, gradient: Tensor | null][] {
  if (Array.isArray(gradients)) return gradients.map(({ name, tensor }) => [name, tensor]);
  return Object.entries(gradients as NamedTensorMap);
}
