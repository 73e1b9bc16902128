import type { Side } from './labels';
import type { Random } from './random';

/** What is unusual about one side of a patient's circle of Willis. */
export interface SideVariants {
  readonly a1: 'normal' | 'hypoplastic' | 'absent';
  /** `fetal`: the posterior cerebral artery comes from the carotid through a wide PCOM. */
  readonly pcom: 'normal' | 'hypoplastic' | 'absent' | 'fetal';
  /** `endsInPica`: the vertebral artery does not reach the basilar. */
  readonly va: 'normal' | 'hypoplastic' | 'endsInPica';
}

/** Anatomical variants of a patient. */
export type Variants = Readonly<Record<Side, SideVariants>>;

/**
 * Draws the variants. Frequencies: A1 hypoplasia 10 % and aplasia 2 % (Krabbe-Hartkamp et al., Radiology 1998;207:103);
 * PCOM hypoplastic 25 %, absent 15 %, fetal 12 % a side (ibid.); hypoplastic VA 11 %, commoner on the right (Park et al.,
 * J Neurol Neurosurg Psychiatry 2007;78:954); VA ending in the PICA 2 %. At most one A1 and one VA is affected, as both
 * sides together would leave the territory without supply.
 * The frequencies are quoted from memory and have not been checked against the works named.
 */
export function drawVariants(random: Random): Variants {
  const a1 = oneSide(random, ['normal', 'hypoplastic', 'absent'] as const, [0.88, 0.1, 0.02], 0.5);
  const va = oneSide(random, ['normal', 'hypoplastic', 'endsInPica'] as const, [0.8, 0.17, 0.03], 0.35);
  const pcom = () =>
    (['normal', 'hypoplastic', 'absent', 'fetal'] as const)[random.weighted([0.48, 0.25, 0.15, 0.12])]!;
  return { L: { a1: a1.L, pcom: pcom(), va: va.L }, R: { a1: a1.R, pcom: pcom(), va: va.R } };
}

function oneSide<T>(random: Random, kinds: readonly T[], weights: readonly number[], left: number): Record<Side, T> {
  const kind = kinds[random.weighted(weights)]!;
  const normal = kinds[0]!;
  return random.chance(left) ? { L: kind, R: normal } : { L: normal, R: kind };
}
