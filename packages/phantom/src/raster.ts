import type { Ball } from './aneurysm';
import { type Camera, project } from './camera';

/** Smallest disc that is drawn, px: a thinner vessel is spread over four pixels with its contrast kept. */
const MIN_DISC = 0.75;
/** Spacing of the discs in radii; with the soft edge the ripple along a vessel stays under 1 %. */
const DISC_SPACING = 0.3;
/** Least spacing, px: the half-pixel soft edge smooths it. */
const MIN_SPACING = 0.6;

/** Pixel box: integers, origin at the picture's top left. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Adds a vessel's contrast path length (mm, times opacity) to `plane`, size × size.
 *
 * A cylinder's chord profile 2√(r² − d²) is the Abel transform of the disc of radius r, so a vessel is the sum of discs
 * along its centre-line, each weighted by the 3-D length that it stands for. Contrast is conserved at any angle: a
 * foreshortened vessel is darker by 1/sin of its angle to the ray, bends need no joints, overlaps add up.
 *
 * @param points - x, y, z, radius a sample, mm
 * @param opacity - opacity at each sample, 0–1, or one for all
 */
export function addTube(
  plane: Float32Array,
  camera: Camera,
  points: Float32Array,
  opacity: Float32Array | number,
): void {
  const count = points.length / 4;
  const { size } = camera;
  const a = new Float64Array(4);
  const b = new Float64Array(4);
  project(camera, points, 0, a);
  for (let i = 1; i < count; i++) {
    const at = 4 * i;
    project(camera, points, at, b);
    const oa = typeof opacity === 'number' ? opacity : opacity[i - 1]!;
    const ob = typeof opacity === 'number' ? opacity : opacity[i]!;
    const ra = points[at - 1]!;
    const rb = points[at + 3]!;
    const margin = 2 + Math.max(ra * a[2]!, rb * b[2]!);
    const visible =
      (oa > 0 || ob > 0) &&
      Math.max(a[0]!, b[0]!) > -margin &&
      Math.min(a[0]!, b[0]!) < size + margin &&
      Math.max(a[1]!, b[1]!) > -margin &&
      Math.min(a[1]!, b[1]!) < size + margin;
    if (visible) {
      const length = Math.sqrt(
        (points[at]! - points[at - 4]!) ** 2 +
          (points[at + 1]! - points[at - 3]!) ** 2 +
          (points[at + 2]! - points[at - 2]!) ** 2,
      );
      const onScreen = Math.sqrt((b[0]! - a[0]!) ** 2 + (b[1]! - a[1]!) ** 2);
      const thin = Math.max(MIN_DISC, Math.min(ra * a[2]!, rb * b[2]!));
      const discs = Math.max(1, Math.ceil(onScreen / Math.max(MIN_SPACING, DISC_SPACING * thin)));
      for (let k = 0; k < discs; k++) {
        const t = (k + 0.5) / discs;
        const x = a[0]! + t * (b[0]! - a[0]!);
        const y = a[1]! + t * (b[1]! - a[1]!);
        const scale = a[2]! + t * (b[2]! - a[2]!);
        const radius = (ra + t * (rb - ra)) * scale;
        // Length in px of the ray's picture plane, back to mm of contrast: a disc of radius r px and weight w adds w
        // per crossing; a line of discs at w = ds adds the chord in the unit of ds.
        const weight = ((oa + t * (ob - oa)) * length) / discs;
        if (radius < MIN_DISC) addPoint(plane, size, x, y, weight * Math.PI * radius * radius);
        else addDisc(plane, size, x, y, radius, weight);
      }
    }
    a.set(b);
  }
}

/** Adds a mass at a point, shared out among the four nearest pixels. */
function addPoint(plane: Float32Array, size: number, x: number, y: number, mass: number): void {
  const i = Math.floor(x - 0.5);
  const j = Math.floor(y - 0.5);
  if (i < 0 || j < 0 || i >= size - 1 || j >= size - 1) return;
  const tx = x - 0.5 - i;
  const ty = y - 0.5 - j;
  const at = j * size + i;
  const lower = mass * ty;
  const upper = mass - lower;
  plane[at]! += upper * (1 - tx);
  plane[at + 1]! += upper * tx;
  plane[at + size]! += lower * (1 - tx);
  plane[at + size + 1]! += lower * tx;
}

/** Adds `weight` × (disc of radius `r` px with a soft edge). */
function addDisc(plane: Float32Array, size: number, x: number, y: number, r: number, weight: number): void {
  // Edge softness grows with the disc, so that large discs add up smoothly along the way.
  const soft = Math.max(0.5, 0.16 * r);
  // The soft-edged disc has the area π(r² + soft²/3); the contrast must be that of πr².
  const level = (weight * r * r) / (r * r + (soft * soft) / 3);
  const outer = r + soft;
  const inner = Math.max(0, r - soft);
  const outer2 = outer * outer;
  const inner2 = inner * inner;
  const slope = level / (2 * soft);
  const x0 = Math.max(0, Math.ceil(x - outer - 0.5));
  const x1 = Math.min(size - 1, Math.floor(x + outer - 0.5));
  const y0 = Math.max(0, Math.ceil(y - outer - 0.5));
  const y1 = Math.min(size - 1, Math.floor(y + outer - 0.5));
  for (let j = y0; j <= y1; j++) {
    const dy = j + 0.5 - y;
    const row = j * size;
    for (let i = x0; i <= x1; i++) {
      const dx = i + 0.5 - x;
      const d2 = dx * dx + dy * dy;
      if (d2 <= inner2) plane[row + i]! += level;
      else if (d2 < outer2) plane[row + i]! += slope * (outer - Math.sqrt(d2));
    }
  }
}

/**
 * Adds the path length (mm, times opacity) through a union of balls, overlap counted once.
 *
 * @returns the pixel box of everything that was added, or undefined when the balls lie outside the picture
 */
export function addBalls(
  plane: Float32Array,
  camera: Camera,
  balls: readonly Ball[],
  opacity: number,
): Box | undefined {
  const { size } = camera;
  const shapes = balls.map(({ centre, radius }) => {
    const at = new Float64Array(4);
    project(camera, centre, 0, at);
    return { x: at[0]!, y: at[1]!, scale: at[2]!, z: at[3]!, r: radius };
  });
  const reach = (s: (typeof shapes)[number]) => s.r * s.scale;
  const left = Math.max(0, Math.floor(Math.min(...shapes.map((s) => s.x - reach(s)))));
  const right = Math.min(size - 1, Math.ceil(Math.max(...shapes.map((s) => s.x + reach(s)))));
  const top = Math.max(0, Math.floor(Math.min(...shapes.map((s) => s.y - reach(s)))));
  const bottom = Math.min(size - 1, Math.ceil(Math.max(...shapes.map((s) => s.y + reach(s)))));
  let minX = size;
  let maxX = -1;
  let minY = size;
  let maxY = -1;
  const chords: [number, number][] = [];
  for (let j = top; j <= bottom; j++) {
    for (let i = left; i <= right; i++) {
      let sum = 0;
      // Four rays a pixel: the edge of a small dome must not be a staircase.
      for (let q = 0; q < 4; q++) {
        const px = i + 0.25 + 0.5 * (q & 1);
        const py = j + 0.25 + 0.5 * (q >> 1);
        chords.length = 0;
        for (const s of shapes) {
          const d2 = ((px - s.x) ** 2 + (py - s.y) ** 2) / s.scale ** 2;
          const half2 = s.r * s.r - d2;
          if (half2 > 0) chords.push([s.z - Math.sqrt(half2), s.z + Math.sqrt(half2)]);
        }
        sum += unionLength(chords);
      }
      if (sum === 0) continue;
      plane[j * size + i]! += (opacity * sum) / 4;
      minX = Math.min(minX, i);
      maxX = Math.max(maxX, i);
      minY = Math.min(minY, j);
      maxY = Math.max(maxY, j);
    }
  }
  return maxX < 0 ? undefined : { x: minX, y: minY, width: maxX - minX + 1, height: maxY - minY + 1 };
}

function unionLength(chords: [number, number][]): number {
  if (chords.length === 0) return 0;
  if (chords.length > 1) chords.sort((a, b) => a[0] - b[0]);
  let length = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const [from, to] of chords) {
    if (to <= end) continue;
    length += to - Math.max(from, end);
    end = to;
  }
  return length;
}

/** Blurs `plane` (size × size) in place with a separable Gaussian of σ px, using `scratch` of the same length. */
export function blurPlane(plane: Float32Array, scratch: Float32Array, size: number, sigma: number): void {
  const reach = Math.max(1, Math.ceil(2.5 * sigma - 0.3));
  const weights = Float64Array.from({ length: reach + 1 }, (_, i) => Math.exp(-(i * i) / (2 * sigma * sigma)));
  const total = weights.reduce((sum, k, i) => sum + (i === 0 ? k : 2 * k), 0);
  for (let i = 0; i <= reach; i++) weights[i]! /= total;
  blurRows(plane, scratch, size, weights);
  blurColumns(scratch, plane, size, weights);
}

function blurRows(from: Float32Array, to: Float32Array, size: number, weights: Float64Array): void {
  const reach = weights.length - 1;
  const middle = weights[0]!;
  for (let j = 0; j < size; j++) {
    const row = j * size;
    for (let i = 0; i < size; i++) {
      let sum = middle * from[row + i]!;
      if (i >= reach && i + reach < size) {
        for (let k = 1; k <= reach; k++) sum += weights[k]! * (from[row + i - k]! + from[row + i + k]!);
      } else {
        for (let k = 1; k <= reach; k++) {
          if (i >= k) sum += weights[k]! * from[row + i - k]!;
          if (i + k < size) sum += weights[k]! * from[row + i + k]!;
        }
      }
      to[row + i] = sum;
    }
  }
}

/** Row by row, so that memory is read in order. */
function blurColumns(from: Float32Array, to: Float32Array, size: number, weights: Float64Array): void {
  const reach = weights.length - 1;
  for (let j = 0; j < size; j++) {
    const row = j * size;
    const middle = weights[0]!;
    for (let i = 0; i < size; i++) to[row + i] = middle * from[row + i]!;
    for (let k = 1; k <= reach; k++) {
      const weight = weights[k]!;
      // Outside the picture there is nothing; reading the row itself with weight 0 keeps the loop plain.
      const up = j >= k ? row - k * size : row;
      const down = j + k < size ? row + k * size : row;
      const upWeight = j >= k ? weight : 0;
      const downWeight = j + k < size ? weight : 0;
      for (let i = 0; i < size; i++) to[row + i]! += upWeight * from[up + i]! + downWeight * from[down + i]!;
    }
  }
}
