/** What the model said of a patient, and whether it was right; `unknown` without the truth. */
export type Outcome = 'found' | 'missed' | 'false alarm' | 'rightly negative' | 'unknown';

/** A patient whose picture is worth drawing. */
export interface Chosen {
  /** Place in the list. */
  row: number;
  outcome: Outcome;
}

/** How many pictures of each outcome, at most; the rest is filled up in this order. */
const WANTED: readonly [Outcome, number][] = [
  ['found', 4],
  ['missed', 2],
  ['false alarm', 2],
];

/**
 * Chooses patients for a closer look: of those that the model found, the ones it was surest of; of its errors, the worst.
 *
 * @param scores - one a patient
 * @param decisions - 0 or 1 a patient
 * @param labels - 0 or 1 a patient, or undefined where that is not known
 * @param count - how many at most
 */
export function choosePatients(
  scores: readonly number[],
  decisions: readonly number[],
  labels: readonly (number | undefined)[],
  count: number,
): Chosen[] {
  const all = decisions.map((decision, row): Chosen => ({ row, outcome: outcomeOf(decision, labels[row]) }));
  // What was missed with the lowest score was missed worst; otherwise the highest score comes first.
  const key = ({ row, outcome }: Chosen) => (outcome === 'missed' ? scores[row]! : -scores[row]!);
  const sorted = all.sort((a, b) => key(a) - key(b));
  const groups = WANTED.map(([wanted, most]) => {
    const group = sorted.filter(({ outcome }) => outcome === wanted);
    return { first: group.slice(0, most), rest: group.slice(most) };
  });
  const unknown = sorted.filter(({ outcome }) => outcome === 'unknown');
  const order = [...groups.flatMap(({ first }) => first), ...groups.flatMap(({ rest }) => rest), ...unknown];
  const rank = ({ outcome }: Chosen) => WANTED.findIndex(([wanted]) => wanted === outcome);
  return order.slice(0, count).sort((a, b) => rank(a) - rank(b));
}

function outcomeOf(decision: number, label: number | undefined): Outcome {
  if (label === undefined) return 'unknown';
  if (decision === 1) return label === 1 ? 'found' : 'false alarm';
  return label === 1 ? 'missed' : 'rightly negative';
}
