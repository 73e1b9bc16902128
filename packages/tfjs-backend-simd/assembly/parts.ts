// Rows of several images, in parts that lie within one image each: work that does not depend on who does which part.

/** First row of a part: images of `pixels` rows are cut into parts of `partRows`, which are counted over all images. */
// @ts-ignore: decorator
@inline
export function rowOfPart(part: i32, pixels: i32, partRows: i32): usize {
  const parts = (pixels + partRows - 1) / partRows;
  return <usize>(part / parts) * <usize>pixels + <usize>((part % parts) * partRows);
}

/** How many rows the part has. */
// @ts-ignore: decorator
@inline
export function rowsOfPart(part: i32, pixels: i32, partRows: i32): i32 {
  const parts = (pixels + partRows - 1) / partRows;
  return min(partRows, pixels - (part % parts) * partRows);
}
