/**
 * acc + a · b on four floats: one instruction, rounded once, in the relaxed-SIMD build on machines with fused
 * multiply-add, and two instructions otherwise.
 */
// @ts-ignore: AssemblyScript decorator
@inline
export function mulAdd(acc: v128, a: v128, b: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, acc);
  return f32x4.add(acc, f32x4.mul(a, b));
}
