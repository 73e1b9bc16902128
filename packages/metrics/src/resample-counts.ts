import { seededRandom } from './random';
import type { ScoreGroups } from './score-groups';

/**
 * The stratified bootstrap of one label's rows: each replicate draws, with replacement, as many positives as there are
 * and as many negatives. Scores stay sorted; a replicate only changes how much of each class has each score, so it costs
 * one draw a row.
 *
 * @param visit - called once a replicate with the weight of the positives and of the negatives in each group, in arrays
 *   that the next replicate overwrites
 */
export function resampleCounts(
  groups: ScoreGroups,
  replicates: number,
  seed: number,
  visit: (positives: Float64Array, negatives: Float64Array, replicate: number) => void,
): void {
  const random = seededRandom(seed);
  const counts = [new Float64Array(groups.scores.length), new Float64Array(groups.scores.length)] as const;
  for (let replicate = 0; replicate < replicates; replicate++) {
    for (const c of [0, 1] as const) {
      const { groupOf, weights } = groups.classes[c];
      const drawnOf = counts[c].fill(0);
      const share = groupOf.length / 2 ** 32;
      for (let draw = 0; draw < groupOf.length; draw++) {
        const drawn = Math.floor(random() * share);
        drawnOf[groupOf[drawn]!]! += weights === undefined ? 1 : weights[drawn]!;
      }
    }
    visit(counts[0], counts[1], replicate);
  }
}
