import type { Segment } from './anatomy';

/** A place where saccular aneurysms grow. */
export interface Site {
  readonly name: string;
  /** Clinical name of the artery. */
  readonly artery: string;
  /** Relative frequency within the location. */
  readonly weight: number;
  /** The stretch that carries the neck. */
  readonly segment: Segment;
  /** Which of several trunks of the segment (0 M1, 1 superior and 2 inferior M2; 0 A2, 1 callosomarginal). */
  readonly trunk?: number;
  /** Range along the stretch (0 start, 1 end), or the origin of a branch. */
  readonly at: readonly [number, number] | Segment;
  /** Usual direction of the dome on the left side, head coordinates. */
  readonly direction: readonly [number, number, number];
  /** At a fork the dome may point along the flow; at a side wall it stands across it. */
  readonly bifurcation?: boolean;
}

/**
 * Sites by location (without side). Directions and relative frequencies within a location after Rhoton, "Aneurysms",
 * Neurosurgery 2002;51(4 Suppl):S121: at forks and bends, pointing where the flow would have gone on. Quoted from memory, not checked against it.
 * A PCOM or AntChor aneurysm sits on the carotid at the branch's origin; an ACOM aneurysm at the junction of the A1 that
 * feeds it, which is what gives it a side.
 */
export const ANEURYSM_SITES: Readonly<Record<string, readonly Site[]>> = {
  ICA: [
    { name: 'ophthalmic', artery: 'ICA', weight: 0.4, segment: 'ICA', at: 'OPH', direction: [-0.35, -0.3, 1] },
    {
      name: 'superior hypophyseal',
      artery: 'ICA',
      weight: 0.15,
      segment: 'ICA',
      at: [0.885, 0.91],
      direction: [-1, 0.1, -0.3],
    },
    {
      name: 'terminus',
      artery: 'ICA',
      weight: 0.25,
      segment: 'ICA',
      at: [1, 1],
      direction: [0.15, 0.25, 1],
      bifurcation: true,
    },
    { name: 'cavernous', artery: 'ICA', weight: 0.2, segment: 'ICA', at: [0.8, 0.845], direction: [-0.2, -0.8, -0.5] },
  ],
  PCOM: [{ name: 'origin', artery: 'PCOM', weight: 1, segment: 'ICA', at: 'PCOM', direction: [0.45, 0.85, -0.45] }],
  AntChor: [
    { name: 'origin', artery: 'AntChor', weight: 1, segment: 'ICA', at: 'AntChor', direction: [0.7, 0.7, 0.1] },
  ],
  ACA: [
    {
      name: 'pericallosal',
      artery: 'ACA',
      weight: 0.7,
      segment: 'A2',
      at: [0.34, 0.4],
      direction: [0.1, -0.9, 0.4],
      bifurcation: true,
    },
    { name: 'A1', artery: 'ACA', weight: 0.3, segment: 'A1', at: [0.15, 0.6], direction: [0, 0.3, 1] },
  ],
  ACOM: [
    {
      name: 'A1–A2 junction',
      artery: 'ACOM',
      weight: 1,
      segment: 'A2',
      at: [0, 0],
      direction: [-0.3, -0.8, 0.25],
      bifurcation: true,
    },
  ],
  MCA: [
    {
      name: 'bifurcation',
      artery: 'MCA',
      weight: 0.85,
      segment: 'MCA',
      at: [0.98, 1],
      direction: [0.9, -0.15, -0.35],
      bifurcation: true,
    },
    { name: 'M1', artery: 'MCA', weight: 0.1, segment: 'MCA', at: [0.45, 0.7], direction: [0, -0.4, -0.9] },
    {
      name: 'M2',
      artery: 'MCA',
      weight: 0.05,
      segment: 'MCA',
      trunk: 2,
      at: [0.6, 0.95],
      direction: [0.9, 0.3, 0],
      bifurcation: true,
    },
  ],
  VA: [
    { name: 'V4', artery: 'VA', weight: 0.5, segment: 'V4', at: [0.3, 0.75], direction: [0.8, 0.3, 0.2] },
    {
      name: 'V4 beyond the PICA',
      artery: 'VA',
      weight: 0.5,
      segment: 'V4d',
      at: [0.35, 0.8],
      direction: [0.9, -0.3, 0.1],
    },
  ],
  PICA: [
    {
      name: 'origin',
      artery: 'PICA',
      weight: 0.8,
      segment: 'V4',
      at: 'PICA',
      direction: [0.6, 0.35, 0.7],
      bifurcation: true,
    },
    { name: 'distal', artery: 'PICA', weight: 0.2, segment: 'PICA', at: [0.45, 0.65], direction: [0, 0.9, -0.4] },
  ],
  SCA: [{ name: 'origin', artery: 'SCA', weight: 1, segment: 'BA', at: 'SCA', direction: [1, -0.1, 0.35] }],
  BA: [
    { name: 'tip', artery: 'BA', weight: 0.75, segment: 'BA', at: [1, 1], direction: [0, -0.1, 1], bifurcation: true },
    { name: 'trunk', artery: 'BA', weight: 0.15, segment: 'BA', at: [0.3, 0.65], direction: [0.8, -0.6, 0] },
    { name: 'vertebrobasilar', artery: 'BA', weight: 0.1, segment: 'BA', at: [0, 0.05], direction: [0.1, -1, 0.2] },
  ],
  PCA: [
    {
      name: 'P1–P2',
      artery: 'PCA',
      weight: 0.6,
      segment: 'P2',
      at: [0, 0.02],
      direction: [0.5, -0.6, 0.6],
      bifurcation: true,
    },
    { name: 'P2', artery: 'PCA', weight: 0.4, segment: 'P2', at: [0.3, 0.7], direction: [1, 0.2, 0] },
  ],
};

/** Sites that none of the 21 locations names: why a patient can be positive with no location set. */
export const UNLISTED_SITES: readonly Site[] = [
  { name: 'origin', artery: 'AICA', weight: 0.6, segment: 'BA', at: 'AICA', direction: [1, -0.3, 0] },
  { name: 'distal', artery: 'AICA', weight: 0.2, segment: 'AICA', at: [0.5, 0.9], direction: [0.6, 0.2, -0.6] },
  { name: 'distal', artery: 'OPH', weight: 0.2, segment: 'OPH', at: [0.4, 0.7], direction: [0.3, 0, -1] },
];
