/** Ranks a block: a sum goes through the blocks below by the tree, and through half a block on average. */
const BLOCK_BITS = 4;

/**
 * Weights by rank, from 0, with sums over lower ranks in O(log ranks): a binary indexed tree (Fenwick 1994) over blocks
 * of ranks, which is small enough to stay in the cache where one over a million ranks would not.
 */
export class RankSums {
  total = 0;
  private blocks = 0;
  private readonly tree: Float64Array;
  private readonly weights: Float64Array;

  constructor(mostRanks: number) {
    this.weights = new Float64Array(mostRanks);
    this.tree = new Float64Array((mostRanks >>> BLOCK_BITS) + 2);
  }

  /** Starts again with no weight, for ranks below `ranks`. */
  clear(ranks: number): void {
    this.total = 0;
    this.blocks = (ranks >>> BLOCK_BITS) + 1;
    this.tree.fill(0, 0, this.blocks + 1);
    this.weights.fill(0, 0, ranks);
  }

  add(rank: number, weight: number): void {
    const { tree, blocks } = this;
    this.total += weight;
    this.weights[rank]! += weight;
    for (let node = (rank >>> BLOCK_BITS) + 1; node <= blocks; node += node & -node) tree[node]! += weight;
  }

  /** Weight at a rank. */
  at(rank: number): number {
    return this.weights[rank]!;
  }

  /** Weight below a rank. */
  below(rank: number): number {
    const { tree, weights } = this;
    const block = rank >>> BLOCK_BITS;
    let sum = 0;
    for (let node = block; node > 0; node &= node - 1) sum += tree[node]!;
    for (let other = block << BLOCK_BITS; other < rank; other++) sum += weights[other]!;
    return sum;
  }

  /** Weight below each rank and, at the end, of all `ranks`. */
  allBelow(ranks: number): Float64Array {
    const below = new Float64Array(ranks + 1);
    for (let rank = 0; rank < ranks; rank++) below[rank + 1] = below[rank]! + this.weights[rank]!;
    return below;
  }
}
