// What fused ops do to a product's rows afterwards.

/** Values of `activation`; `../src/fused.ts` has the same list. */
const RELU: i32 = 1;
const RELU6: i32 = 2;
const LEAKY_RELU: i32 = 3;

/** y = activation(y + bias) for rows `start` to `end` of `n` floats; `bias` is 0 for none. */
export function addBiasAndActivate(
  y: usize,
  bias: usize,
  n: usize,
  activation: i32,
  alpha: f32,
  start: usize,
  end: usize,
): void {
  const bytes = n << 2;
  for (let row = start; row < end; row++) {
    const out = y + row * bytes;
    let i: usize = 0;
    for (; i + 16 <= bytes; i += 16) {
      let value = v128.load(out + i);
      if (bias != 0) value = f32x4.add(value, v128.load(bias + i));
      v128.store(out + i, activate(value, activation, alpha));
    }
    for (; i < bytes; i += 4) {
      let value = load<f32>(out + i);
      if (bias != 0) value += load<f32>(bias + i);
      store<f32>(out + i, f32x4.extract_lane(activate(f32x4.splat(value), activation, alpha), 0));
    }
  }
}

// @ts-ignore: AssemblyScript decorator
@inline
function activate(x: v128, activation: i32, alpha: f32): v128 {
  const zero = f32x4.splat(0);
  if (activation == RELU) return f32x4.max(x, zero);
  if (activation == RELU6) return f32x4.min(f32x4.max(x, zero), f32x4.splat(6));
  if (activation == LEAKY_RELU) return v128.bitselect(f32x4.mul(x, f32x4.splat(alpha)), x, f32x4.lt(x, zero));
  return x;
}
