// What the passes of batch normalisation over x [rows][channels] share: how rows are summed, and the activation.
import { sigmoid4, swish4 } from './math';
import { mulAdd } from './mulAdd';

/** Rows that are added in float32 before their sum goes to float64. */
export const GROUP = 8;

/** What follows the normalisation, and the gradient before it. */
export class Linear {
  @inline f(z: v128): v128 { return z; }
  @inline backward(dy: v128, z: v128): v128 { return dy; }
}
export class Swish {
  @inline f(z: v128): v128 { return swish4(z); }
  @inline backward(dy: v128, z: v128): v128 {
    const one = f32x4.splat(1);
    const s = sigmoid4(z);
    return f32x4.mul(dy, f32x4.mul(s, mulAdd(one, z, f32x4.sub(one, s))));
  }
}

// @ts-ignore: decorator
@inline
export function isLinear<F>(): bool {
  return idof<F>() == idof<Linear>();
}
