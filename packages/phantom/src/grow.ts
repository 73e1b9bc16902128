import type { Ellipsoid } from './anatomy';
import type { Random } from './random';
import { dot, normalise, type Vec3 } from './vessel';

/** Keeps a growing branch on the surface that it supplies. */
export interface Surface {
  /** Writes the unit normal at a point; the branch bends about it. */
  normal(p: Vec3, out: Vec3): void;
  /** Pulls a point back to the surface; `travelled` is the arc length so far, mm. */
  settle(p: Vec3, travelled: number): void;
}

/** A branch to grow. */
export interface Growth {
  readonly start: Vec3;
  readonly heading: Vec3;
  /** The branch wanders towards this point. */
  readonly goal: Vec3;
  readonly radius: number;
  readonly length: number;
  readonly surface: Surface;
  readonly order: number;
  readonly maxOrder: number;
  /** Blood's way up to the start, mm. */
  readonly distance: number;
}

/** A grown centre-line (x, y, z, radius a sample). */
export interface Grown {
  readonly points: Float32Array;
  readonly order: number;
  readonly distance: number;
}

const STEP = 1.2;
/** Curvature of cortical arteries: standard deviation (rad/mm) and correlation length (mm) of the wandering. */
const WANDER = 0.15;
const CORRELATION = 4.5;
/** Below this radius (mm) a vessel is not resolved by a 0.2–0.4 mm detector pixel and stops. */
const MIN_RADIUS = 0.15;
const BRANCH_RADIUS = 0.24;

/**
 * Grows a branch with side branches: a correlated random walk on a surface. Radii follow Murray's law at each fork
 * (parent³ = sum of children³; Murray, PNAS 1926;12:207) with a slight taper in between.
 */
export function grow(random: Random, growth: Growth, out: Grown[]): void {
  const p: Vec3 = [...growth.start];
  const h = normalise(growth.heading);
  const n: Vec3 = [0, 0, 0];
  let r = growth.radius;
  let bend = 0;
  let hand = random.chance(0.5) ? 1 : -1;
  let nextFork = random.uniform(4, 11);
  const samples: number[] = [];
  const kick = WANDER * Math.sqrt((2 * STEP) / CORRELATION);
  // The innermost loop of a study's generation: vectors are changed in place, nothing is allocated.
  for (let s = 0; s <= growth.length && r > MIN_RADIUS; s += STEP) {
    samples.push(p[0], p[1], p[2], r);
    growth.surface.normal(p, n);
    bend += -bend * (STEP / CORRELATION) + random.normal(0, kick);
    turn(h, n, bend * STEP);
    pullTowards(h, p, growth.goal, 0.07 * STEP);
    flatten(h, n);
    if (s >= nextFork && growth.order < growth.maxOrder && r > BRANCH_RADIUS) {
      nextFork = s + random.uniform(5, 13);
      const childRadius = r * random.uniform(0.58, 0.86);
      const heading: Vec3 = [...h];
      turn(heading, n, hand * random.uniform(0.5, 1.15));
      const length = 8 + (growth.length - s) * random.uniform(0.45, 0.95);
      const goal: Vec3 = [p[0] + heading[0] * length, p[1] + heading[1] * length, p[2] + heading[2] * length];
      grow(
        random,
        {
          ...growth,
          start: [...p],
          heading,
          goal,
          radius: childRadius,
          length,
          order: growth.order + 1,
          distance: growth.distance + s,
        },
        out,
      );
      r = Math.max(0.87 * r, Math.cbrt(r ** 3 - childRadius ** 3));
      if (random.chance(0.8)) hand = -hand;
    }
    r *= 1 - 0.0028 * STEP;
    for (let c = 0; c < 3; c++) p[c]! += STEP * h[c]!;
    growth.surface.settle(p, s);
  }
  if (samples.length >= 8) {
    out.push({ points: Float32Array.from(samples), order: growth.order, distance: growth.distance });
  }
}

/** The outer surface of the brain or cerebellum on one side; arteries dip into the sulci and come up again. */
export function convexity(shape: Ellipsoid, side: 1 | -1, random: Random): Surface {
  const phase = random.uniform(0, 2 * Math.PI);
  const period = random.uniform(3, 5.5);
  return {
    normal: (p, out) => ellipsoidNormal(shape, p, out),
    settle(p, travelled) {
      const depth = 0.945 + 0.022 * Math.sin(travelled / period + phase);
      scaleTo(shape, p, depth, 0.3, 0.55);
      keepToSide(p, side, 1.3 + 1.1 * Math.sin(travelled / 5 + phase));
    },
  };
}

/** The medial wall of a hemisphere, over whose upper edge branches turn on to the convexity. */
export function medialWall(shape: Ellipsoid, side: 1 | -1, random: Random): Surface {
  const rest = random.uniform(2, 4);
  const phase = random.uniform(0, 2 * Math.PI);
  const period = random.uniform(3, 7);
  return {
    normal(p, out) {
      // The edge between wall and convexity is round: its normal turns gradually.
      const over = Math.max(0, Math.min(1, (fraction(shape, p) - 0.8) / 0.14));
      ellipsoidNormal(shape, p, out);
      set(out, side * (1 - over) + over * out[0], over * out[1], over * out[2]);
    },
    settle(p, travelled) {
      // In and out of the sulci: towards the midline and away from it.
      const fold = rest + 1.8 * Math.sin(travelled / period + phase) + 0.05 * travelled;
      const f = fraction(shape, p);
      if (f > 0.88) p[0] += side * 0.4;
      else p[0] += 0.3 * (side * fold - p[0]);
      if (f > 0.95) scaleTo(shape, p, 0.95, 1, 3);
      keepToSide(p, side, 0.9 + 0.7 * Math.sin(travelled / period + phase));
    },
  };
}

/** Branches stay on their side of the falx, but not on a ruled line along it. */
function keepToSide(p: Vec3, side: 1 | -1, least: number): void {
  if (side * p[0] < least) p[0] = side * least;
}

function fraction(shape: Ellipsoid, p: Vec3): number {
  const x = (p[0] - shape.centre[0]) / shape.semi[0];
  const y = (p[1] - shape.centre[1]) / shape.semi[1];
  const z = (p[2] - shape.centre[2]) / shape.semi[2];
  return Math.sqrt(x * x + y * y + z * z);
}

function ellipsoidNormal({ centre, semi }: Ellipsoid, p: Vec3, out: Vec3): void {
  set(
    out,
    (p[0] - centre[0]) / (semi[0] * semi[0]),
    (p[1] - centre[1]) / (semi[1] * semi[1]),
    (p[2] - centre[2]) / (semi[2] * semi[2]),
  );
}

/** Moves a point radially towards the ellipsoid scaled by `depth`, by a share of the way and at most `limit` mm. */
function scaleTo(shape: Ellipsoid, p: Vec3, depth: number, share: number, limit: number): void {
  const f = fraction(shape, p) || 1e-6;
  const [cx, cy, cz] = shape.centre;
  const reach = Math.sqrt((p[0] - cx) ** 2 + (p[1] - cy) ** 2 + (p[2] - cz) ** 2) || 1;
  const move = Math.max(-limit, Math.min(limit, share * (depth / f - 1) * reach)) / reach;
  p[0] += (p[0] - cx) * move;
  p[1] += (p[1] - cy) * move;
  p[2] += (p[2] - cz) * move;
}

/** Turns a direction about a unit normal (Rodrigues). */
function turn(h: Vec3, n: Vec3, angle: number): void {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const along = dot(h, n) * (1 - cos);
  set(
    h,
    h[0] * cos + (n[1] * h[2] - n[2] * h[1]) * sin + n[0] * along,
    h[1] * cos + (n[2] * h[0] - n[0] * h[2]) * sin + n[1] * along,
    h[2] * cos + (n[0] * h[1] - n[1] * h[0]) * sin + n[2] * along,
  );
}

function pullTowards(h: Vec3, p: Vec3, goal: Vec3, share: number): void {
  const x = goal[0] - p[0];
  const y = goal[1] - p[1];
  const z = goal[2] - p[2];
  const k = share / (Math.sqrt(x * x + y * y + z * z) || 1);
  h[0] += k * x;
  h[1] += k * y;
  h[2] += k * z;
}

/** Takes most of a direction's part along the normal away. */
function flatten(h: Vec3, n: Vec3): void {
  const outwards = 0.8 * dot(h, n);
  set(h, h[0] - outwards * n[0], h[1] - outwards * n[1], h[2] - outwards * n[2]);
}

/** Sets a vector to the unit vector along (x, y, z). */
function set(out: Vec3, x: number, y: number, z: number): void {
  const k = 1 / (Math.sqrt(x * x + y * y + z * z) || 1);
  out[0] = x * k;
  out[1] = y * k;
  out[2] = z * k;
}
