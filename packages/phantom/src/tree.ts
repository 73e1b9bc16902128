import {
  type ControlPoint,
  type Ellipsoid,
  HEAD,
  type HeadShapes,
  type Segment,
  TRUNKS,
  type TrunkName,
} from './anatomy';
import { addCarotidBranches } from './carotid-branches';
import type { Side } from './labels';
import { addPosteriorBranches } from './posterior-branches';
import { type Random, randomStream } from './random';
import { drawVariants, type Variants } from './variants';
import { addTortuosity, arcLengths, nearestSample, spline, type Vec3, type Vessel } from './vessel';

/** The arteries of one patient, in mm; +x patient left, +y posterior, +z superior; origin at the sella. */
export interface ArterialTree {
  readonly vessels: readonly Vessel[];
  readonly variants: Variants;
  /** Brain, cerebellum and skull of this patient. */
  readonly head: HeadShapes;
}

/** Where a branch leaves its parent. */
export interface Junction {
  readonly point: Vec3;
  readonly distance: number;
}

/** What the parts of the tree are built with. */
export interface TreeBuilder {
  readonly random: Random;
  readonly variants: Variants;
  readonly head: HeadShapes;
  /** A point of the left-side table in this patient, on the given side. */
  place(p: readonly number[], side: Side | null): Vec3;
  /** Adds a trunk of the table; `from` moves its origin on to a parent. */
  trunk(name: TrunkName, segment: Segment, side: Side | null, options?: TrunkOptions): Vessel;
  /** Adds a vessel through points of the left-side table, starting at a junction. */
  branch(
    segment: Segment,
    side: Side | null,
    order: number,
    from: Junction,
    points: readonly ControlPoint[],
    wiggle?: number,
  ): Vessel;
  /** Adds a finished centre-line. */
  add(
    segment: Segment,
    side: Side | null,
    order: number,
    points: Float32Array,
    distance: number,
    patent?: boolean,
  ): Vessel;
  /** The place on a vessel that is nearest to a point of the left-side table. */
  junction(vessel: Vessel, near: readonly number[], side: Side | null): Junction;
  /** The end of a vessel. */
  end(vessel: Vessel): Junction;
}

/** How a trunk differs from the table. */
export interface TrunkOptions {
  readonly from?: Junction;
  readonly distance?: number;
  readonly calibre?: number;
  readonly patent?: boolean;
}

/**
 * Builds the whole arterial tree of one patient from (seed, index): carotid and vertebro-basilar trunks of both sides
 * with randomised calibre, course and variants, and distal branches grown from them.
 */
export function buildTree(seed: number, index: number): ArterialTree {
  const variants = drawVariants(randomStream(seed, 'variants', index));
  const builder = treeBuilder(randomStream(seed, 'anatomy', index), variants);
  const vessels = builder.vessels;
  addCarotidBranches(builder);
  addPosteriorBranches(builder);
  return { vessels, variants, head: builder.head };
}

function treeBuilder(random: Random, variants: Variants): TreeBuilder & { vessels: Vessel[] } {
  const vessels: Vessel[] = [];
  const warp = drawWarp(random);
  // Smaller patients have smaller arteries; each artery varies on its own besides.
  const calibre = random.truncatedNormal(1, 0.07, 0.84, 1.18);
  const place = (p: readonly number[], side: Side | null): Vec3 => warp([side === 'R' ? -p[0]! : p[0]!, p[1]!, p[2]!]);
  const builder: TreeBuilder & { vessels: Vessel[] } = {
    vessels,
    random,
    variants,
    head: {
      brain: scaleEllipsoid(HEAD.brain, warp.scale),
      cerebellum: scaleEllipsoid(HEAD.cerebellum, warp.scale),
      skullOuter: scaleEllipsoid(HEAD.skullOuter, warp.scale),
      skullInner: scaleEllipsoid(HEAD.skullInner, warp.scale),
    },
    place,
    trunk(name, segment, side, options = {}) {
      const table = TRUNKS[name];
      const thickness = calibre * (options.calibre ?? 1) * random.truncatedNormal(1, 0.06, 0.85, 1.15);
      const placed = placeAll(table.points, side, thickness, options.from?.point);
      const points = spline(placed);
      addTortuosity(points, table.wiggle, table.wavelength, random);
      return builder.add(segment, side, 0, points, options.from?.distance ?? options.distance ?? 0, options.patent);
    },
    branch(segment, side, order, from, course, wiggle = 0.7) {
      const placed = placeAll(course, side, calibre, from.point);
      const points = spline(placed);
      addTortuosity(points, wiggle, 18, random);
      return builder.add(segment, side, order, points, from.distance);
    },
    add(segment, side, order, points, distance, patent = true) {
      const vessel = { segment, side, order, points, arc: arcLengths(points), distance, patent };
      vessels.push(vessel);
      return vessel;
    },
    junction(vessel, near, side) {
      const { index } = nearestSample(vessel.points, place(near, side));
      return junctionAt(vessel, index);
    },
    end: (vessel) => junctionAt(vessel, vessel.arc.length - 1),
  };
  return builder;

  function placeAll(points: readonly ControlPoint[], side: Side | null, thickness: number, from?: Vec3) {
    const placed = points.map((p): ControlPoint => [...place(p, side), p[3] * thickness] as const);
    const first = placed[0]!;
    if (!from) return placed;
    const shift = [from[0] - first[0], from[1] - first[1], from[2] - first[2]];
    // The origin moves on to the parent; the next points follow less and less, so that the end stays where it was.
    return placed.map((p, i): ControlPoint => {
      const share = Math.max(0, 1 - i / 3);
      return [p[0] + share * shift[0]!, p[1] + share * shift[1]!, p[2] + share * shift[2]!, p[3]];
    });
  }
}

function junctionAt(vessel: Vessel, index: number): Junction {
  const p = vessel.points.subarray(4 * index, 4 * index + 3);
  return { point: [p[0]!, p[1]!, p[2]!], distance: vessel.distance + vessel.arc[index]! };
}

/** A smooth random deformation of the head, so that every course differs but junctions stay joined. */
function drawWarp(random: Random): ((p: Vec3) => Vec3) & { scale: Vec3 } {
  const size = random.truncatedNormal(1, 0.035, 0.92, 1.08);
  const scale: Vec3 = [
    size * random.truncatedNormal(1, 0.025, 0.95, 1.05),
    size * random.truncatedNormal(1, 0.025, 0.95, 1.05),
    size * random.truncatedNormal(1, 0.025, 0.95, 1.05),
  ];
  const waves = [
    { length: 95, size: 2.4 },
    { length: 60, size: 1.6 },
    { length: 34, size: 0.9 },
  ].map(({ length, size }) => {
    const k: Vec3 = [random.normal(0, 1), random.normal(0, 1), random.normal(0, 1)];
    const norm = (2 * Math.PI) / (length * Math.hypot(...k));
    return {
      k: [k[0] * norm, k[1] * norm, k[2] * norm] as const,
      phase: [random.uniform(0, 6.3), random.uniform(0, 6.3), random.uniform(0, 6.3)] as const,
      size: size * random.uniform(0.5, 1.25),
    };
  });
  const warp = (p: Vec3): Vec3 => {
    const out: Vec3 = [p[0] * scale[0], p[1] * scale[1], p[2] * scale[2]];
    for (const wave of waves) {
      const angle = wave.k[0] * p[0] + wave.k[1] * p[1] + wave.k[2] * p[2];
      // Near the midline the sideways push fades, so that paired arteries don't cross it.
      const sideways = Math.min(1, Math.abs(p[0]) / 10 + 0.25);
      out[0] += wave.size * sideways * Math.sin(angle + wave.phase[0]);
      out[1] += wave.size * Math.sin(angle + wave.phase[1]);
      out[2] += wave.size * Math.sin(angle + wave.phase[2]);
    }
    return out;
  };
  return Object.assign(warp, { scale });
}

function scaleEllipsoid(shape: Ellipsoid, scale: Vec3): Ellipsoid {
  return {
    centre: [shape.centre[0] * scale[0], shape.centre[1] * scale[1], shape.centre[2] * scale[2]],
    semi: [shape.semi[0] * scale[0], shape.semi[1] * scale[1], shape.semi[2] * scale[2]],
  };
}
