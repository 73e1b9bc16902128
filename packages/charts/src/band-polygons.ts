import type { Place, Step } from './scene';
import type { Band } from './values';

/**
 * The outlines of a band: one for each piece without gap. The band of a step curve has steps too, at the same places.
 *
 * @param place - from a point of the data to a place in the panel
 */
export function bandPolygons(band: Band, step: Step | undefined, place: (x: number, y: number) => Place): Place[][] {
  return pieces(band).map(({ x, lower, upper }) => {
    const upperEdge = withSteps(
      x.map((at, i) => place(at, upper[i]!)),
      step,
    );
    const lowerEdge = withSteps(
      x.map((at, i) => place(at, lower[i]!)),
      step,
    );
    return [...upperEdge, ...lowerEdge.reverse()];
  });
}

/** The corners of a step curve through these points. */
export function withSteps(points: readonly Place[], step: Step | undefined): Place[] {
  if (step === undefined) return [...points];
  return points.flatMap((point, i): Place[] => {
    const next = points[i + 1];
    if (next === undefined) return [point];
    if (step === 'after') return [point, [next[0], point[1]]];
    if (step === 'before') return [point, [point[0], next[1]]];
    const middle = (point[0] + next[0]) / 2;
    return [point, [middle, point[1]], [middle, next[1]]];
  });
}

function pieces({ x, lower, upper }: Band) {
  const found: { x: number[]; lower: number[]; upper: number[] }[] = [];
  let isOpen = false;
  for (const [i, at] of x.entries()) {
    const [low, high] = [lower[i], upper[i]];
    const isMissing = low === null || low === undefined || high === null || high === undefined;
    if (!isMissing) {
      if (!isOpen) found.push({ x: [], lower: [], upper: [] });
      const piece = found.at(-1)!;
      piece.x.push(at);
      piece.lower.push(low);
      piece.upper.push(high);
    }
    isOpen = !isMissing;
  }
  return found;
}
