/**
 * One step of Adam (D. Kingma, J. Ba, 2015) for n parameters, float32, in the order of operations of tfjs's
 * AdamOptimizer, so that results are the same to the last bit. `correction1` and `correction2` are 1 - beta^t.
 */
export function adam(
  value: usize, gradient: usize, first: usize, second: usize, newValue: usize, newFirst: usize, newSecond: usize, n: i32,
  beta1: f32, rest1: f32, correction1: f32, beta2: f32, rest2: f32, correction2: f32, epsilon: f32, minusRate: f32,
): void {
  const vBeta1 = f32x4.splat(beta1);
  const vRest1 = f32x4.splat(rest1);
  const vCorrection1 = f32x4.splat(correction1);
  const vBeta2 = f32x4.splat(beta2);
  const vRest2 = f32x4.splat(rest2);
  const vCorrection2 = f32x4.splat(correction2);
  const vEpsilon = f32x4.splat(epsilon);
  const vMinusRate = f32x4.splat(minusRate);
  const bytes = <usize>n << 2;
  let i: usize = 0;
  for (const end = bytes & ~15; i < end; i += 16) {
    const g = v128.load(gradient + i);
    const m = f32x4.add(f32x4.mul(v128.load(first + i), vBeta1), f32x4.mul(g, vRest1));
    const v = f32x4.add(f32x4.mul(v128.load(second + i), vBeta2), f32x4.mul(f32x4.mul(g, g), vRest2));
    const root = f32x4.add(f32x4.sqrt(f32x4.div(v, vCorrection2)), vEpsilon);
    const step = f32x4.mul(f32x4.div(f32x4.div(m, vCorrection1), root), vMinusRate);
    v128.store(newFirst + i, m);
    v128.store(newSecond + i, v);
    v128.store(newValue + i, f32x4.add(step, v128.load(value + i)));
  }
  for (; i < bytes; i += 4) {
    const g = load<f32>(gradient + i);
    const m = load<f32>(first + i) * beta1 + g * rest1;
    const v = load<f32>(second + i) * beta2 + g * g * rest2;
    const root = sqrt<f32>(v / correction2) + epsilon;
    store<f32>(newFirst + i, m);
    store<f32>(newSecond + i, v);
    store<f32>(newValue + i, (m / correction1 / root) * minusRate + load<f32>(value + i));
  }
}
