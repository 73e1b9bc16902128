import type { HeatMap } from '@kium/efficientnet';

/** Where a view's heat map is highest. */
export interface Peak {
  /** Place of the view, from 0. */
  view: number;
  /** Middle of the pixel, in shares of the picture's side from its upper left corner. */
  x: number;
  y: number;
  /** Height of the map there; 0 where the map says nothing. */
  value: number;
}

/** The highest point of each view's map [h, w, views]; of equal ones the first from above. */
export function peaksOf({ data, shape }: HeatMap): Peak[] {
  const [height, width, views] = shape as [number, number, number];
  return Array.from({ length: views }, (_, view) => {
    let best = view;
    for (let at = view; at < data.length; at += views) if (data[at]! > data[best]!) best = at;
    const pixel = Math.floor(best / views);
    return {
      view,
      x: ((pixel % width) + 0.5) / width,
      y: (Math.floor(pixel / width) + 0.5) / height,
      value: data[best]!,
    };
  });
}

/** Grey value, from 0 to 1, below which a pixel can be the black surround: that of DSA exports is nearly black. */
const SURROUND = 0.12;
/** Share of the side along each edge where film edges and burnt-in marks lie. */
const MARGIN = 0.04;

/**
 * Share of each view's square that shows something: from the first to the last pixel of each row that is not black, margins
 * left out. The surround of an angiogram is convex, so dark vessels inside do not count as surround.
 *
 * @param volume - grey values from 0 to 1, [h, w, views]
 */
export function fieldShares(
  volume: ArrayLike<number>,
  [height, width, views]: readonly [number, number, number],
): number[] {
  const [top, left] = [Math.round(MARGIN * height), Math.round(MARGIN * width)];
  return Array.from({ length: views }, (_, view) => {
    let pixels = 0;
    for (let row = top; row < height - top; row++) {
      const isBright = (column: number) => volume[(row * width + column) * views + view]! > SURROUND;
      let first = left;
      let last = width - left - 1;
      while (first <= last && !isBright(first)) first++;
      while (last > first && !isBright(last)) last--;
      pixels += Math.max(0, last - first + 1);
    }
    return pixels / (height * width);
  });
}
