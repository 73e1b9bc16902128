/** acc + a · b on four floats. The only multiply-add of the matrix kernels: a relaxed-SIMD build changes this line. */
// @ts-ignore: AssemblyScript decorator
@inline
export function mulAdd(acc: v128, a: v128, b: v128): v128 {
  return f32x4.add(acc, f32x4.mul(a, b));
}
