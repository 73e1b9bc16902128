import {
  add,
  customGrad,
  div,
  type GradSaveFunc,
  log1p,
  maximum,
  mul,
  neg,
  pow,
  relu,
  sigmoid,
  softplus,
  step,
  sub,
  type Tensor,
} from '@tensorflow/tfjs-core';

/** What the losses of this package differ in. */
export interface FocusedCrossentropy {
  /** Factor of −ln p, which is there where the target is above 0: the target, weighted. Same shape as the logits. */
  positive: Tensor;
  /** Factor of −ln(1 − p), which is there where the target is below 1. */
  negative: Tensor;
  /** Exponents of the focus; 0 and 0 for none. */
  gammaPositive: number;
  gammaNegative: number;
  /** Probabilities of negatives are lowered by this, and count as 0 below it. */
  clip: number;
  /** Whether the focus is a constant for the gradient. */
  detachFocus: boolean;
}

/** Keeps a quotient of two numbers that vanish together finite; far below what a float32 loss can tell from 0. */
const TINY = 1e-30;

/**
 * qᵍ · (positive · −ln p + negative · −ln(1 − p_m)) for each entry, where y is the target, x the logit, p = sigmoid(x),
 * p_m = max(p − clip, 0), q = y (1 − p) + (1 − y) p_m how far the answer is off, and g = γ₊ y + γ₋ (1 − y).
 *
 * −ln p and −ln(1 − p) are softplus(∓x): neither overflows, and neither is a difference of large numbers. The gradient is
 * written out because the one that tfjs composes is NaN for q = 0 and g < 1.
 */
export function focusedCrossentropy(logits: Tensor, targets: Tensor, options: FocusedCrossentropy): Tensor {
  const { clip, gammaPositive, gammaNegative, detachFocus } = options;
  const isFocused = gammaPositive > 0 || gammaNegative > 0;
  const operation = customGrad((...given: (Tensor | GradSaveFunc)[]) => {
    const [x, save] = given as [Tensor, GradSaveFunc];
    save([x, targets, options.positive, options.negative]);
    const loss = crossentropy(x, options.positive, options.negative, clip);
    const value = isFocused ? mul(focus(x, targets, options).weight, loss) : loss;

    const gradFunc = (dy: Tensor, saved: Tensor[]): Tensor => {
      const [x, y, positive, negative] = saved as [Tensor, Tensor, Tensor, Tensor];
      const [p, q] = [sigmoid(x), sigmoid(neg(x))];
      // Slope of p_m, of −ln(1 − p_m) and of the cross-entropy, by x.
      const lowered = clip > 0 ? relu(sub(p, clip)) : p;
      const slope = clip > 0 ? mul(mul(p, q), step(lowered)) : mul(p, q);
      const negativeSlope = clip > 0 ? div(slope, sub(1, lowered)) : p;
      const plain = sub(mul(negative, negativeSlope), mul(positive, q));
      if (!isFocused) return mul(dy, plain);
      const { off, exponent, weight } = focus(x, y, options);
      if (detachFocus) return mul(dy, mul(weight, plain));
      const offSlope = sub(mul(sub(1, y), slope), mul(y, mul(p, q)));
      const relative = div(crossentropy(x, positive, negative, clip), maximum(off, TINY));
      return mul(dy, mul(weight, add(plain, mul(mul(exponent, offSlope), relative))));
    };
    return { value, gradFunc };
  });
  return operation(logits);
}

function crossentropy(x: Tensor, positive: Tensor, negative: Tensor, clip: number): Tensor {
  const ofNegative = clip > 0 ? neg(log1p(neg(relu(sub(sigmoid(x), clip))))) : softplus(x);
  return add(mul(positive, softplus(neg(x))), mul(negative, ofNegative));
}

/** How far the answer is off, and the weight that follows. */
function focus(x: Tensor, y: Tensor, { clip, gammaPositive, gammaNegative }: FocusedCrossentropy) {
  const p = sigmoid(x);
  const others = sub(1, y);
  const off = add(mul(y, sigmoid(neg(x))), mul(others, clip > 0 ? relu(sub(p, clip)) : p));
  const exponent = add(mul(gammaPositive, y), mul(gammaNegative, others));
  return { off, exponent, weight: pow(off, exponent) };
}
