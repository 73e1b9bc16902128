/** Counts of values in bins of equal width. */
export interface Histogram {
  /** Edges, one more than bins; ascending. */
  edges: number[];
  /** One list of counts for each list of values. */
  counts: number[][];
}

/** How many of the values of each list lie in each bin; a bin holds its lower edge, the last one both. */
export function histogram(lists: readonly (readonly number[])[], min: number, max: number, bins: number): Histogram {
  const at = (edge: number) => min * (1 - edge / bins) + max * (edge / bins);
  const edges = Array.from({ length: bins + 1 }, (_, edge) => at(edge));
  const counts = lists.map((values) => {
    const found = new Array<number>(bins).fill(0);
    for (const value of values) {
      if (value < min || value > max) continue;
      let bin = Math.min(Math.floor((value / 2 - min / 2) / ((max / 2 - min / 2) / bins)), bins - 1);
      // The quotient is rounded: 0.3 belongs to the bin that starts at 0.3.
      if (bin + 1 < bins && value >= edges[bin + 1]!) bin++;
      else if (value < edges[bin]!) bin--;
      found[bin]!++;
    }
    return found;
  });
  return { edges, counts };
}
