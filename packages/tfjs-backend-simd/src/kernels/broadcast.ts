import { backend_util } from '@tensorflow/tfjs-core';

/** One dimension of a broadcast loop: `a` and `b` say how many elements each operand steps by (0 where it repeats). */
export interface BroadcastDim {
  size: number;
  a: number;
  b: number;
}

/** How to walk over two tensors of compatible shapes. */
export interface BroadcastPlan {
  shape: number[];
  /** Outermost first; neighbouring dimensions in which both operands behave alike are one. At least one. */
  dims: BroadcastDim[];
}

/** The loop for two shapes under tfjs's (NumPy's) broadcasting rules. Throws as tfjs does if they do not fit. */
export function planBroadcast(aShape: number[], bShape: number[]): BroadcastPlan {
  const shape = backend_util.assertAndGetBroadcastShape(aShape, bShape);
  const dims: BroadcastDim[] = [];
  let aSize = 1;
  let bSize = 1;
  for (let fromEnd = 1; fromEnd <= shape.length; fromEnd++) {
    const size = shape[shape.length - fromEnd]!;
    if (size === 1) continue;
    const inA = aShape[aShape.length - fromEnd] === size;
    const inB = bShape[bShape.length - fromEnd] === size;
    const inner = dims[0];
    if (inner && inner.a > 0 === inA && inner.b > 0 === inB) inner.size *= size;
    else dims.unshift({ size, a: inA ? aSize : 0, b: inB ? bSize : 0 });
    if (inA) aSize *= size;
    if (inB) bSize *= size;
  }
  if (dims.length === 0) dims.push({ size: 1, a: 1, b: 1 });
  return { shape, dims };
}
