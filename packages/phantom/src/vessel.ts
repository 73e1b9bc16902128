import type { ControlPoint, Segment } from './anatomy';
import type { Side } from './labels';
import type { Random } from './random';

/** A stretch of vessel: a centre-line with a radius at each sample. */
export interface Vessel {
  /** The named artery that it belongs to; distal branches carry their parent's. */
  readonly segment: Segment;
  /** Side of the body; null on the midline (BA, ACOM). */
  readonly side: Side | null;
  /** 0 for a named trunk, 1 for its branches, 2 for theirs … */
  readonly order: number;
  /** Samples of 4 numbers: x, y, z and lumen radius, in mm. */
  readonly points: Float32Array;
  /** Arc length from the first sample to each sample, in mm. */
  readonly arc: Float32Array;
  /** Length of the blood's way from the start of the injected artery to the first sample, in mm. */
  readonly distance: number;
  /** False when the patient lacks it: the centre-line is kept, nothing is drawn. */
  readonly patent: boolean;
}

/** A mutable point or direction in head coordinates, mm. */
export type Vec3 = [number, number, number];

/** Sample spacing along a trunk, mm: a tenth of the siphon's bend radius keeps the chord error under 0.02 mm. */
const SPACING = 0.8;

/** Samples a centripetal Catmull–Rom spline (Barry & Goldman 1988) through the control points, calibre included. */
export function spline(points: readonly ControlPoint[]): Float32Array {
  const out: number[] = [];
  for (let i = 0; i + 1 < points.length; i++) {
    const p1 = points[i]!;
    const p2 = points[i + 1]!;
    const p0 = points[i - 1] ?? reflect(p1, p2);
    const p3 = points[i + 2] ?? reflect(p2, p1);
    const t1 = knot(p0, p1);
    const t2 = t1 + knot(p1, p2);
    const t3 = t2 + knot(p2, p3);
    const steps = Math.max(1, Math.ceil(Math.hypot(p2[0] - p1[0], p2[1] - p1[1], p2[2] - p1[2]) / SPACING));
    for (let k = 0; k < steps; k++) {
      const t = t1 + ((t2 - t1) * k) / steps;
      for (let c = 0; c < 3; c++) {
        const a1 = blend(p0[c]!, p1[c]!, 0, t1, t);
        const a2 = blend(p1[c]!, p2[c]!, t1, t2, t);
        const a3 = blend(p2[c]!, p3[c]!, t2, t3, t);
        out.push(blend(blend(a1, a2, 0, t2, t), blend(a2, a3, t1, t3, t), t1, t2, t));
      }
      out.push((p1[3] + ((p2[3] - p1[3]) * k) / steps) / 2);
    }
  }
  const last = points[points.length - 1]!;
  out.push(last[0], last[1], last[2], last[3] / 2);
  return Float32Array.from(out);
}

/** Adds smooth sideways tortuosity in place: two sine waves across the course, zero at both ends. */
export function addTortuosity(points: Float32Array, amplitude: number, wavelength: number, random: Random): void {
  const count = points.length / 4;
  const arc = arcLengths(points);
  const total = arc[count - 1]!;
  const waves = Array.from({ length: 2 }, (_, i) => ({
    frequency: (2 * Math.PI) / (wavelength * random.uniform(0.75, 1.35) * (i === 0 ? 1 : 0.55)),
    phase: random.uniform(0, 2 * Math.PI),
    size: amplitude * random.uniform(0.5, 1.3) * (i === 0 ? 1 : 0.4),
    direction: [random.normal(0, 1), random.normal(0, 1), random.normal(0, 1)] as const,
  }));
  const source = points.slice();
  for (let i = 1; i + 1 < count; i++) {
    const s = arc[i]!;
    const window = Math.min(1, 2.2 * Math.sin((Math.PI * s) / total));
    const tangent = tangentAt(source, i);
    for (const wave of waves) {
      const along = dot(wave.direction, tangent);
      const shift = (window * wave.size * Math.sin(wave.frequency * s + wave.phase)) / 1.4;
      for (let c = 0; c < 3; c++) points[4 * i + c]! += shift * (wave.direction[c]! - along * tangent[c]!);
    }
  }
}

/** Arc length at each sample of a centre-line, in mm. */
export function arcLengths(points: Float32Array): Float32Array {
  const arc = new Float32Array(points.length / 4);
  for (let i = 1; i < arc.length; i++) {
    const b = 4 * i;
    const dx = points[b]! - points[b - 4]!;
    const dy = points[b + 1]! - points[b - 3]!;
    const dz = points[b + 2]! - points[b - 2]!;
    arc[i] = arc[i - 1]! + Math.sqrt(dx * dx + dy * dy + dz * dz);
  }
  return arc;
}

/** Unit direction of flow at a sample. */
export function tangentAt(points: Float32Array, index: number): Vec3 {
  const last = points.length / 4 - 1;
  const a = 4 * Math.max(0, index - 1);
  const b = 4 * Math.min(last, index + 1);
  return normalise([points[b]! - points[a]!, points[b + 1]! - points[a + 1]!, points[b + 2]! - points[a + 2]!]);
}

/** The sample nearest to a point: its index and distance in mm. */
export function nearestSample(points: Float32Array, to: ArrayLike<number>): { index: number; distance: number } {
  let index = 0;
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < points.length; i += 4) {
    const dx = points[i]! - to[0]!;
    const dy = points[i + 1]! - to[1]!;
    const dz = points[i + 2]! - to[2]!;
    const d = dx * dx + dy * dy + dz * dz;
    if (d < best) {
      best = d;
      index = i / 4;
    }
  }
  return { index, distance: Math.sqrt(best) };
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]!;
}

export function normalise(v: Vec3): Vec3 {
  const length = Math.hypot(v[0], v[1], v[2]) || 1;
  return [v[0] / length, v[1] / length, v[2] / length];
}

function reflect(end: ControlPoint, inner: ControlPoint): ControlPoint {
  return [2 * end[0] - inner[0], 2 * end[1] - inner[1], 2 * end[2] - inner[2], end[3]];
}

function knot(a: ControlPoint, b: ControlPoint): number {
  return Math.max(1e-3, Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]) ** 0.5);
}

function blend(a: number, b: number, ta: number, tb: number, t: number): number {
  return (a * (tb - t) + b * (t - ta)) / (tb - ta);
}
