import type { Place } from './scene';

/** Points nearer than this to the one before can't be told from it, px. */
const NEAR = 0.2;

/**
 * The points of a line without those that no one could see: a ROC curve of a million scores has a thousand. What is
 * left out lies within 0.2 px of a point that is drawn; gaps and the ends of each piece stay.
 *
 * @param points - places in a panel, null for a gap
 */
export function thinned(points: readonly (Place | null)[], size: { width: number; height: number }): (Place | null)[] {
  let last: Place | null = null;
  return points.filter((point, i) => {
    const isEnd = points[i + 1] === undefined || points[i + 1] === null;
    const isKept =
      point === null ||
      last === null ||
      isEnd ||
      Math.hypot((point[0] - last[0]) * size.width, (point[1] - last[1]) * size.height) >= NEAR;
    if (isKept) last = point;
    return isKept;
  });
}
