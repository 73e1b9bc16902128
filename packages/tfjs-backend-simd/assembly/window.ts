/**
 * Which inputs each output of a convolution sees, for a regular grid of outputs: tap (t, u) of the grid's output (i, j)
 * reads input row `origin + i * step + t * tapStep`, and columns alike. Inputs outside the image count as zero.
 *
 * The forward pass is one such grid. The gradient with respect to the input is one grid for each residue of the
 * position modulo the stride, since positions with the same residue meet the same filter taps. `../src/window.ts`
 * writes these fields, in this order, as int32.
 */
@unmanaged
export class Window {
  inHeight: i32;
  inWidth: i32;
  /** Channels of the input. */
  channels: i32;
  /** Outputs of the grid in an image. */
  gridHeight: i32;
  gridWidth: i32;
  originHeight: i32;
  originWidth: i32;
  stepHeight: i32;
  stepWidth: i32;
  tapsHeight: i32;
  tapsWidth: i32;
  tapStepHeight: i32;
  tapStepWidth: i32;
  /** The output image, and where the grid lies in it. */
  outHeight: i32;
  outWidth: i32;
  outOriginHeight: i32;
  outOriginWidth: i32;
  outStepHeight: i32;
  outStepWidth: i32;
  /** The filter's width, the element that tap (0, 0) uses, and the way from tap to tap. */
  filterWidth: i32;
  filterOriginHeight: i32;
  filterOriginWidth: i32;
  filterStepHeight: i32;
  filterStepWidth: i32;

  /** End of the columns whose taps all lie inside the image; they begin with `innerStart`. For tap steps above 0. */
  @inline
  innerEnd(innerStart: i32): i32 {
    const reach = (this.tapsWidth - 1) * this.tapStepWidth;
    const fitting = firstAtLeast(this.inWidth - reach - this.originWidth, this.stepWidth);
    return max(innerStart, min(this.gridWidth, fitting));
  }
}

/** Counts of taps, or steps, for which a kernel is compiled on its own. */
export class One {}
export class Two {}
export class Three {}

/** Smallest j ≥ 0 with j * step ≥ value. */
// @ts-ignore: AssemblyScript decorator
@inline
export function firstAtLeast(value: i32, step: i32): i32 {
  return value <= 0 ? 0 : (value + step - 1) / step;
}
