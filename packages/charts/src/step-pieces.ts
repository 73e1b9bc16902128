import type { Place, Step } from './scene';

/**
 * The pieces of a curve between its gaps, with the corners of its steps. A value of a step curve holds to the border of
 * its reign even if the neighbour there is missing.
 *
 * @param x - one place a point, also where `y` is missing
 */
export function stepPieces(x: readonly number[], y: readonly (number | null)[], step: Step | undefined): Place[][] {
  const pieces: Place[][] = [];
  for (let start = 0; start < x.length; start++) {
    if (y[start] === null) continue;
    let end = start;
    while (end + 1 < x.length && y[end + 1] !== null) end++;
    const points = Array.from({ length: end - start + 1 }, (_, i): Place => [x[start + i]!, y[start + i]!]);
    const [before, after] = [x[start - 1], x[end + 1]];
    const [first, last] = [points[0]!, points.at(-1)!];
    if (before !== undefined && step === 'before') points.unshift([before, first[1]]);
    if (before !== undefined && step === 'middle') points.unshift([(before + first[0]) / 2, first[1]]);
    if (after !== undefined && step === 'after') points.push([after, last[1]]);
    if (after !== undefined && step === 'middle') points.push([(after + last[0]) / 2, last[1]]);
    pieces.push(points.flatMap((point, i) => [point, ...corners(point, points[i + 1], step)]));
    start = end;
  }
  return pieces;
}

/** Where a step curve turns between two points. */
function corners([x, y]: Place, next: Place | undefined, step: Step | undefined): Place[] {
  // A level stretch has no corner.
  if (next === undefined || step === undefined || next[1] === y) return [];
  if (step === 'after') return [[next[0], y]];
  if (step === 'before') return [[x, next[1]]];
  const middle = (x + next[0]) / 2;
  return [
    [middle, y],
    [middle, next[1]],
  ];
}
