// Elementwise kernels over contiguous float32 arrays. `n` counts elements; pointers are 16-byte aligned.

/** out[i] = a[i] + b[i] */
export function add(a: usize, b: usize, out: usize, n: i32): void {
  let i: usize = 0;
  const bytes = <usize>n << 2;
  for (const end = bytes & ~15; i < end; i += 16) v128.store(out + i, f32x4.add(v128.load(a + i), v128.load(b + i)));
  for (; i < bytes; i += 4) store<f32>(out + i, load<f32>(a + i) + load<f32>(b + i));
}
