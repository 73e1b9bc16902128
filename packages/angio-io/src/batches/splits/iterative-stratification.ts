import { mulberry32 } from '../random';

/** What is dealt out whole: a sample, or a group of them. */
export interface Unit {
  /** How many samples it has. */
  readonly size: number;
  /** How many of them are positive for each label. */
  readonly positives: ArrayLike<number>;
}

/**
 * Deal units out to parts so that every label is as frequent in each: iterative stratification (Sechidis, Tsoumakas and
 * Vlahavas, "On the stratification of multi-label data", ECML PKDD 2011, algorithm 1). The label with the fewest positives
 * left is dealt out first, each unit to the part that lacks the label most; of those to the one that lacks samples most.
 *
 * What is still equal then is decided by the seed; without one it goes to the first, and units keep their order. Larger
 * units come before smaller ones.
 *
 * @param shares what part of the samples each part is to have; they add up to 1
 * @returns each unit's part
 */
export function stratifyIteratively(
  units: readonly Unit[],
  shares: readonly number[],
  seed: number | undefined,
): Int32Array {
  const random = seed === undefined ? () => 0 : mulberry32(seed);
  const labels = Array.from({ length: units[0]!.positives.length }, (_, label) => label);
  const totals = labels.map((label) => units.reduce((sum, { positives }) => sum + positives[label]!, 0));
  const samples = units.reduce((sum, { size }) => sum + size, 0);
  const lacking = shares.map((share) => ({ samples: share * samples, labels: totals.map((total) => share * total) }));

  const partOf = new Int32Array(units.length);
  const deal = (at: number, label: number | undefined) => {
    const { size, positives } = units[at]!;
    let parts = shares.map((_, part) => part);
    if (label !== undefined) parts = most(parts, (part) => lacking[part]!.labels[label]!);
    const part = pick(
      most(parts, (it) => lacking[it]!.samples),
      random,
    );
    partOf[at] = part;
    lacking[part]!.samples -= size;
    for (const each of labels) lacking[part]!.labels[each]! -= positives[each]!;
  };

  let left = units.map((_, at) => at).sort((a, b) => units[b]!.size - units[a]!.size);
  for (;;) {
    const counts = labels.map((label) => left.reduce((sum, at) => sum + units[at]!.positives[label]!, 0));
    const present = labels.filter((label) => counts[label]! > 0);
    if (present.length === 0) break;
    const label = pick(
      most(present, (it) => -counts[it]!),
      random,
    );
    for (const at of left) if (units[at]!.positives[label]! > 0) deal(at, label);
    left = left.filter((at) => units[at]!.positives[label] === 0);
  }
  for (const at of left) deal(at, undefined);
  return partOf;
}

function most(items: readonly number[], value: (item: number) => number): number[] {
  const values = items.map(value);
  const highest = values.reduce((a, b) => Math.max(a, b));
  return items.filter((_, at) => values[at] === highest);
}

function pick(items: readonly number[], random: () => number): number {
  return items.length === 1 ? items[0]! : items[Math.floor(random() * items.length)]!;
}
