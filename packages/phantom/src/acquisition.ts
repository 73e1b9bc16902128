import type { Pose } from './camera';
import type { View } from './labels';
import { type Random, randomStream } from './random';

/** Everything about a picture that has nothing to do with the patient's aneurysms. */
export interface Acquisition {
  /** Side of the square picture, px. */
  readonly size: number;
  /** JPEG quality, 1–100. */
  readonly quality: number;
  /** Stored as three equal channels. */
  readonly rgb: boolean;
  readonly pose: Pose;
  /** Contrast attenuation, 1/mm. */
  readonly attenuation: number;
  /** Contrast has filled vessels up to this length of way (mm) and fades over the next `frontWidth`. */
  readonly front: number;
  readonly frontWidth: number;
  /** Mean grey of the field, its unevenness (4 × 4 grid of grey offsets), noise σ in grey levels, detector blur σ in mm. */
  readonly background: number;
  readonly shading: readonly number[];
  readonly noise: number;
  readonly noiseOffsets: readonly [number, number, number, number];
  readonly blur: number;
  /** Capillary blush, share of grey at the densest place. */
  readonly blush: number;
  /** Skull left by imperfect subtraction: share of its attenuation, and motion between mask and picture in mm. */
  readonly outline: number;
  readonly motion: { readonly strength: number; readonly dx: number; readonly dy: number };
  /** Black outside a circle or octagon of this radius (share of half the side), or none. */
  readonly surround: { readonly shape: 'none' | 'circle' | 'octagon'; readonly radius: number; readonly grey: number };
  /** Film edge: a dark (or bright) strip of this many per mille of the side along the listed edges, 0 left … 3 bottom. */
  readonly filmEdge: { readonly width: number; readonly grey: number; readonly edges: readonly number[] };
  /** Burnt-in dots along edges: pitch in per mille of the side, 0 for none. */
  readonly dots: { readonly pitch: number; readonly grey: number; readonly edges: readonly number[] };
  /** Catheter left by subtraction: share of the attenuation of a 1.7 mm (5 F) tube, 0 for none. */
  readonly catheter: number;
}

/** Sizes and qualities to draw from. */
export interface AcquisitionRanges {
  /** Fixed size, a range to draw from evenly, or undefined for the data set's own spread (500–1500, mostly 700–1024). */
  readonly size?: number | readonly [number, number];
  readonly quality?: number | readonly [number, number];
}

/** JPEG qualities of exported clinical pictures. */
const QUALITY = [78, 95] as const;

/**
 * Draws how one view of a patient is taken, from (seed, index, view) alone: neither the labels nor the anatomy enter, so
 * that nothing but the aneurysm itself can tell a positive from a negative.
 */
export function drawAcquisition(seed: number, index: number, view: View, ranges: AcquisitionRanges = {}): Acquisition {
  const patient = randomStream(seed, 'acquisition', index);
  const own = randomStream(seed, `acquisition ${view}`, index);
  const shared = drawShared(patient);
  // Streams of their own (as for the quality), so that the options change nothing else.
  const sizes = randomStream(seed, 'size', index);
  const ownSizes = randomStream(seed, `size ${view}`, index);
  const common = drawSize(sizes, ranges.size);
  const frontal = view.endsWith('A');
  const moved = own.chance(0.32);
  return {
    ...shared,
    // Most patients' pictures share one size; some are exported singly.
    size: ownSizes.chance(0.12) ? drawSize(ownSizes, ranges.size) : common,
    quality: drawQuality(randomStream(seed, `quality ${view}`, index), ranges.quality),
    pose: drawPose(own, view[1] === 'I', frontal, shared.magnification),
    attenuation: shared.attenuation * own.truncatedNormal(1, 0.07, 0.8, 1.2),
    front: own.chance(0.75) ? 1000 : own.uniform(330, 430),
    frontWidth: own.uniform(50, 120),
    background: own.truncatedNormal(shared.background, 1.5, 192, 208),
    shading: Array.from({ length: 16 }, () => own.normal(0, 1.6)),
    noise: shared.noise * own.uniform(0.94, 1.06),
    noiseOffsets: [own.integer(0, 511), own.integer(0, 511), own.integer(0, 511), own.integer(0, 511)],
    blur: own.uniform(0.16, 0.32),
    blush: own.uniform(0.0, 0.05),
    outline: own.uniform(0.0005, 0.0018),
    motion: moved
      ? { strength: own.uniform(0.0018, 0.0055), dx: own.normal(0, 1), dy: own.normal(0, 0.8) }
      : { strength: 0.0018, dx: own.normal(0, 0.35), dy: own.normal(0, 0.35) },
    catheter: own.chance(0.3) ? own.uniform(0.15, 0.5) : 0,
  };
}

function drawShared(random: Random) {
  const shape = (['none', 'circle', 'octagon'] as const)[random.weighted([0.8, 0.13, 0.07])]!;
  const hasEdge = random.chance(0.12);
  const hasDots = random.chance(0.12);
  const edges = random.shuffle([0, 1, 2, 3]);
  return {
    rgb: random.chance(0.1),
    magnification: random.truncatedNormal(1, 0.07, 0.86, 1.18),
    attenuation: random.truncatedNormal(0.185, 0.022, 0.14, 0.235),
    background: random.uniform(196, 204),
    noise: random.uniform(4, 6),
    surround: { shape, radius: random.uniform(0.98, 1.08), grey: random.uniform(2, 16) },
    filmEdge: hasEdge
      ? {
          width: random.uniform(6, 22),
          grey: random.chance(0.7) ? random.uniform(5, 60) : random.uniform(225, 250),
          edges: edges.slice(0, random.integer(1, 4)),
        }
      : { width: 0, grey: 0, edges: [] },
    dots: hasDots
      ? {
          pitch: random.uniform(30, 70),
          grey: random.chance(0.5) ? random.uniform(235, 255) : random.uniform(0, 30),
          edges: edges.slice(2, 2 + random.integer(1, 2)),
        }
      : { pitch: 0, grey: 0, edges: [] },
  };
}

/**
 * A 22 cm detector field at the usual geometric magnification of 1.25–1.3 shows 17–18 cm of the head. Published practice: frontal carotid a little cranial, frontal vertebral as Towne, lateral true lateral; some oblique. */
function drawPose(random: Random, carotid: boolean, frontal: boolean, magnification: number): Pose {
  const oblique = !frontal && random.chance(0.08);
  const yaw = frontal
    ? random.truncatedNormal(0, 5, -14, 14)
    : oblique
      ? random.uniform(50, 70)
      : random.truncatedNormal(90, 4, 78, 102);
  const pitch = frontal
    ? carotid
      ? random.truncatedNormal(8, 5, -5, 20)
      : random.truncatedNormal(20, 6, 4, 34)
    : random.truncatedNormal(0, 3, -8, 8);
  const centre = carotid ? ([0, frontal ? 5 : 17, 28] as const) : ([0, frontal ? 40 : 42, 6] as const);
  const field = carotid ? random.truncatedNormal(178, 8, 162, 198) : random.truncatedNormal(172, 8, 155, 192);
  return {
    yaw,
    pitch,
    roll: random.truncatedNormal(0, 2, -5, 5),
    centre: [centre[0] + random.normal(0, 3), centre[1] + random.normal(0, 4), centre[2] + random.normal(0, 4)],
    field: field / magnification,
    focus: random.uniform(700, 800),
  };
}

function drawSize(random: Random, size: AcquisitionRanges['size']): number {
  if (typeof size === 'number') return size;
  if (size) return random.integer(size[0], size[1]);
  const [low, high] = (
    [
      [700, 1024],
      [500, 699],
      [1025, 1500],
    ] as const
  )[random.weighted([0.84, 0.08, 0.08])]!;
  // Detectors come in fixed matrices: many pictures have exactly 1024 (or 512) px.
  if (low === 700 && random.chance(0.4)) return 1024;
  return random.integer(low, high);
}

function drawQuality(random: Random, quality: AcquisitionRanges['quality']): number {
  if (typeof quality === 'number') return quality;
  return random.integer(quality?.[0] ?? QUALITY[0], quality?.[1] ?? QUALITY[1]);
}
