/**
 * For a weight of a given kind, the axes of PyTorch's array in the order in which Keras has them: HWIO ← OIHW,
 * depthwise HWC1 ← C1HW, and dense kernels transposed. Undefined where both have the same layout.
 */
export function torchAxes({ kind, shape }: { kind: string; shape: readonly number[] }): readonly number[] | undefined {
  if (kind === 'depthwise_kernel') return [2, 3, 0, 1];
  if (kind !== 'kernel') return undefined;
  return shape.length === 4 ? [2, 3, 1, 0] : [1, 0];
}

/** The axes that undo {@link torchAxes}. */
export function inverse(axes: readonly number[]): number[] {
  const back = new Array<number>(axes.length);
  axes.forEach((axis, i) => {
    back[axis] = i;
  });
  return back;
}

/** Sizes in another order of axes. */
export function permuteShape(shape: readonly number[], axes: readonly number[]): number[] {
  return axes.map((axis) => shape[axis]!);
}

/** Row-major values of `shape` with their axes in another order, as numpy's `transpose`. */
export function permute(values: Float32Array, shape: readonly number[], axes: readonly number[]): Float32Array {
  const sizes = permuteShape(shape, axes);
  const steps = axes.map((axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const permuted = new Float32Array(values.length);
  const at = new Array<number>(axes.length).fill(0);
  let from = 0;
  for (let to = 0; to < permuted.length; to++) {
    permuted[to] = values[from]!;
    for (let axis = axes.length - 1; axis >= 0; axis--) {
      from += steps[axis]!;
      if (++at[axis]! < sizes[axis]!) break;
      from -= steps[axis]! * sizes[axis]!;
      at[axis] = 0;
    }
  }
  return permuted;
}
