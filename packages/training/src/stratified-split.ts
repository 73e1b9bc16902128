import { OptionError, ShapeError } from './errors';
import { Random } from './random';
import type { Split } from './split';

/** Options of {@link stratifiedSplit}. */
export interface StratifiedSplitOptions {
  /** Part of the patients to hold out, in (0, 1). Default 0.3. */
  fraction?: number;
  /** Seed of the draw. Default 0. */
  seed?: number;
  /**
   * The patient of each sample. Samples of one patient never end up on both sides. Default: every sample is a patient of
   * its own. A patient counts as positive for a label if one of its samples is.
   */
  patients?: ArrayLike<number | string>;
}

/** A patient with its samples and the labels that are set. */
interface Unit {
  samples: number[];
  positive: Set<number>;
}

/** One side of the split: what it still ought to get. */
interface Side {
  samples: number[];
  wantedUnits: number;
  wantedPerLabel: number[];
}

/**
 * Splits patients so that every label is as frequent on both sides: iterative stratification (Sechidis, Tsoumakas and
 * Vlahavas, "On the stratification of multi-label data", ECML PKDD 2011, algorithm 1). The rarest label is dealt out
 * first, each patient to the side that lacks it most.
 *
 * @param labels - n samples of 0/1 labels: rows (n × labels), or flat for one label
 * @returns sample indices of both sides, each in ascending order
 * @throws {@link OptionError} for a fraction outside (0, 1) or one that leaves a side without a patient
 * @throws {@link ShapeError} when `patients` and `labels` differ in length
 */
export function stratifiedSplit(
  labels: ArrayLike<number> | readonly ArrayLike<number>[],
  { fraction = 0.3, seed = 0, patients }: StratifiedSplitOptions = {},
): Split {
  if (!(fraction > 0 && fraction < 1)) throw new OptionError('fraction', fraction, 'a number between 0 and 1');
  const units = collectUnits(labels, patients);
  const heldOut = Math.round(units.length * fraction);
  if (heldOut === 0 || heldOut === units.length) {
    throw new OptionError('fraction', fraction, `a part of ${units.length} patients that leaves some on either side`);
  }

  const random = new Random(seed);
  random.shuffle(units);
  const labelCount = 1 + Math.max(-1, ...units.flatMap((unit) => [...unit.positive]));
  const positives = Array.from({ length: labelCount }, (_, l) => units.filter((u) => u.positive.has(l)).length);
  const share = heldOut / units.length;
  const train: Side = {
    samples: [],
    wantedUnits: units.length - heldOut,
    wantedPerLabel: positives.map((count) => count * (1 - share)),
  };
  const validation: Side = { samples: [], wantedUnits: heldOut, wantedPerLabel: positives.map((n) => n * share) };

  let remaining = units;
  while (remaining.length > 0) {
    const label = rarestLabel(remaining, labelCount);
    const chosen = label === null ? remaining : remaining.filter((unit) => unit.positive.has(label));
    for (const unit of chosen) assign(unit, chooseSide(label, train, validation, random));
    const done = new Set(chosen);
    remaining = remaining.filter((unit) => !done.has(unit));
  }
  const ascending = (a: number, b: number) => a - b;
  return { train: train.samples.sort(ascending), validation: validation.samples.sort(ascending) };
}

function collectUnits(
  labels: ArrayLike<number> | readonly ArrayLike<number>[],
  patients: ArrayLike<number | string> | undefined,
): Unit[] {
  if (patients && patients.length !== labels.length) {
    throw new ShapeError(
      'patients',
      `${labels.length} entries, one for each sample`,
      `${patients.length}`,
      'Give every sample its patient.',
    );
  }
  const units = new Map<number | string, Unit>();
  for (let i = 0; i < labels.length; i++) {
    const patient = patients ? patients[i]! : i;
    const unit = units.get(patient) ?? { samples: [], positive: new Set<number>() };
    units.set(patient, unit);
    unit.samples.push(i);
    const row = labels[i]!;
    const values = typeof row === 'number' ? [row] : row;
    for (let l = 0; l < values.length; l++) if (values[l]! > 0) unit.positive.add(l);
  }
  return [...units.values()];
}

/** The label with the fewest positives left; null when only patients without any label are left. */
function rarestLabel(units: Unit[], labelCount: number): number | null {
  const counts = new Array<number>(labelCount).fill(0);
  for (const unit of units) for (const label of unit.positive) counts[label]!++;
  let rarest: number | null = null;
  for (let l = 0; l < labelCount; l++) {
    if (counts[l]! > 0 && (rarest === null || counts[l]! < counts[rarest]!)) rarest = l;
  }
  return rarest;
}

function chooseSide(label: number | null, train: Side, validation: Side, random: Random): Side {
  // A full side takes no more, so that the sizes come out exactly as asked for.
  if (train.wantedUnits <= 0) return validation;
  if (validation.wantedUnits <= 0) return train;
  const lack = label === null ? 0 : train.wantedPerLabel[label]! - validation.wantedPerLabel[label]!;
  if (lack !== 0) return lack > 0 ? train : validation;
  if (train.wantedUnits !== validation.wantedUnits) {
    return train.wantedUnits > validation.wantedUnits ? train : validation;
  }
  return random.below(2) === 0 ? train : validation;
}

function assign(unit: Unit, side: Side): void {
  side.samples.push(...unit.samples);
  side.wantedUnits--;
  for (const label of unit.positive) side.wantedPerLabel[label]!--;
}
