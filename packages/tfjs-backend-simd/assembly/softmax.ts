import { exp4 } from './math';
import { extremeOf, Maximum, sumOf } from './accumulate';

/** out[r][c] = e^x[r][c] / (sum over the row), computed from x minus the row's maximum */
export function softmax(x: usize, out: usize, rows: i32, cols: i32): void {
  const bytes = <usize>cols << 2;
  const end = bytes & ~15;
  for (let r = 0; r < rows; r++) {
    const largest = extremeOf<Maximum>(x, cols);
    let i: usize = 0;
    for (; i < end; i += 16) v128.store(out + i, exp4(f32x4.sub(v128.load(x + i), largest)));
    for (; i < bytes; i += 4) v128.store_lane<f32>(out + i, exp4(f32x4.sub(v128.load32_zero(x + i), largest)), 0);
    const total = f32x4.splat(<f32>sumOf(out, cols));
    for (i = 0; i < end; i += 16) v128.store(out + i, f32x4.div(v128.load(out + i), total));
    for (; i < bytes; i += 4) v128.store_lane<f32>(out + i, f32x4.div(v128.load32_zero(out + i), total), 0);
    x += bytes;
    out += bytes;
  }
}
