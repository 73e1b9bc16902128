import type { Acquisition } from './acquisition';
import { boneResidue } from './bone';
import { type Camera, cameraOf, project } from './camera';
import { fillingOf } from './filling';
import type { Injection, View } from './labels';
import { drawMarks } from './marks';
import { NOISE_TILE, noiseTile } from './noise';
import type { PhantomPatient } from './patient';
import { addBalls, addTube, type Box, blurPlane } from './raster';
import type { Vessel } from './vessel';

/** A rendered angiogram. */
export interface Angiogram {
  /** Side of the square picture, px. */
  readonly size: number;
  /** Grey levels, row by row, size × size. */
  readonly data: Uint8Array;
  /** For each of the patient's aneurysms its pixel box, or undefined where this view does not show it. */
  readonly boxes: readonly (Box | undefined)[];
}

/** What {@link renderView} can leave out or change. */
export interface RenderOptions {
  /** Side in px instead of the acquisition's own. */
  readonly size?: number;
  /** False to draw the same picture without the patient's aneurysms. Default true. */
  readonly aneurysms?: boolean;
}

/** An aneurysm counts as shown from this share of undiluted contrast: below, it is lost in the noise. */
const SHOWN = 0.1;

/** Buffers are kept between pictures and grow as needed; rendering is synchronous, so nothing else can hold them. */
const scratch: Float32Array[] = [];

/**
 * Renders one view: contrast path lengths of everything that the injection fills, attenuated by Beer–Lambert
 * (I = I₀ · exp(−μ · length)), on an uneven field with skull residue, noise and the marks of a clinical export.
 *
 * @param patient - from `generatePatient`
 * @param view - one of `VIEWS`
 */
export function renderView(patient: PhantomPatient, view: View, options: RenderOptions = {}): Angiogram {
  const acquisition = patient.acquisitions[view];
  const size = options.size ?? acquisition.size;
  const camera = cameraOf(acquisition.pose, size);
  const path = buffer(0, size * size);
  const spare = buffer(1, size * size);
  const filling = fillingOf(patient.seed, patient.index, patient.tree.variants, view.slice(0, 2) as Injection);
  const blush = new Float32Array(BLUSH_GRID * BLUSH_GRID);
  for (const vessel of patient.tree.vessels) {
    const full = vessel.patent ? filling(vessel.segment, vessel.side) : 0;
    if (full <= 0) continue;
    addTube(path, camera, vessel.points, opacities(vessel, full, acquisition));
    if (vessel.order >= 2) addBlush(blush, camera, vessel, full);
  }
  if (acquisition.catheter > 0) addCatheter(path, camera, patient, view, acquisition.catheter);
  const boxes = patient.aneurysms.map((aneurysm) => {
    const share = filling(aneurysm.parent.segment, aneurysm.parent.side) * arrived(aneurysm.distance, acquisition);
    if (share < SHOWN) return undefined;
    if (options.aneurysms === false) return undefined;
    return addBalls(path, camera, [...aneurysm.dome, ...aneurysm.neck], share);
  });
  blurPlane(path, spare, size, Math.max(0.45, acquisition.blur * camera.scale));
  const residue = buffer(2, size * size);
  const side = boneResidue(patient.tree.head, camera, acquisition, spare, residue);
  const data = compose(acquisition, size, path, residue, side, backgroundGrid(acquisition, blush));
  drawMarks(data, size, acquisition);
  return { size, data, boxes };
}

/** Share of the contrast that has arrived after a length of way, mm. */
function arrived(distance: number, { front, frontWidth }: Acquisition): number {
  return distance <= front ? 1 : Math.max(0, 1 - (distance - front) / frontWidth);
}

function opacities(vessel: Vessel, full: number, acquisition: Acquisition): Float32Array | number {
  const end = vessel.distance + vessel.arc[vessel.arc.length - 1]!;
  if (end <= acquisition.front) return full;
  return vessel.arc.map((s) => full * arrived(vessel.distance + s, acquisition));
}

/** A 5 F catheter up to the upper neck, left in the picture because it moved against the mask. */
function addCatheter(plane: Float32Array, camera: Camera, patient: PhantomPatient, view: View, share: number): void {
  const segment = view[1] === 'I' ? 'ICA' : 'VA';
  const artery = patient.tree.vessels.find((vessel) => vessel.segment === segment && vessel.side === view[0])!;
  const tip = artery.arc.findIndex((s) => s > 85);
  const points = artery.points.slice(0, 4 * tip);
  for (let i = 0; i < points.length; i += 4) {
    points[i]! += 2.2;
    points[i + 1]! += 1;
    points[i + 3] = 0.85;
  }
  addTube(plane, camera, points, share);
}

const BLUSH_GRID = 24;
const FIELD_GRID = 25;

/** Where fine branches end, the tissue takes up contrast: their length is collected on a coarse grid. */
function addBlush(grid: Float32Array, camera: Camera, vessel: Vessel, full: number): void {
  const at = new Float64Array(4);
  const step = 4 * 8;
  for (let i = 0; i < vessel.points.length; i += step) {
    project(camera, vessel.points, i, at);
    const x = Math.floor((at[0]! / camera.size) * BLUSH_GRID);
    const y = Math.floor((at[1]! / camera.size) * BLUSH_GRID);
    if (x >= 0 && y >= 0 && x < BLUSH_GRID && y < BLUSH_GRID) grid[y * BLUSH_GRID + x]! += full;
  }
}

/** The field without vessels on a coarse grid of (FIELD_GRID)² nodes: background × shading × blush. */
function backgroundGrid(acquisition: Acquisition, blush: Float32Array): Float32Array {
  const smooth = new Float32Array(BLUSH_GRID * BLUSH_GRID);
  for (let pass = 0; pass < 3; pass++) {
    for (let y = 0; y < BLUSH_GRID; y++) {
      for (let x = 0; x < BLUSH_GRID; x++) {
        let sum = 0;
        for (let dy = -1; dy <= 1; dy++) {
          for (let dx = -1; dx <= 1; dx++) {
            const yy = Math.min(BLUSH_GRID - 1, Math.max(0, y + dy));
            const xx = Math.min(BLUSH_GRID - 1, Math.max(0, x + dx));
            sum += blush[yy * BLUSH_GRID + xx]!;
          }
        }
        smooth[y * BLUSH_GRID + x] = sum / 9;
      }
    }
    blush.set(smooth);
  }
  const peak = Math.max(1e-6, ...blush);
  const out = new Float32Array(FIELD_GRID * FIELD_GRID);
  for (let y = 0; y < FIELD_GRID; y++) {
    for (let x = 0; x < FIELD_GRID; x++) {
      const shade = bicubicNoise(acquisition.shading, x / (FIELD_GRID - 1), y / (FIELD_GRID - 1));
      const b = blush[Math.min(BLUSH_GRID - 1, y) * BLUSH_GRID + Math.min(BLUSH_GRID - 1, x)]! / peak;
      out[y * FIELD_GRID + x] = (acquisition.background + shade) * (1 - acquisition.blush * b);
    }
  }
  return out;
}

/** Smooth interpolation of a 4 × 4 grid at (x, y) in [0, 1]². */
function bicubicNoise(grid: readonly number[], x: number, y: number): number {
  const fx = Math.min(2.999, 3 * x);
  const fy = Math.min(2.999, 3 * y);
  const ix = Math.floor(fx);
  const iy = Math.floor(fy);
  const tx = smoothstep(fx - ix);
  const ty = smoothstep(fy - iy);
  const at = (i: number, j: number) => grid[j * 4 + i]!;
  const top = at(ix, iy) + tx * (at(ix + 1, iy) - at(ix, iy));
  const bottom = at(ix, iy + 1) + tx * (at(ix + 1, iy + 1) - at(ix, iy + 1));
  return top + ty * (bottom - top);
}

function smoothstep(t: number): number {
  return t * t * (3 - 2 * t);
}

/** Beer–Lambert, noise and rounding in one pass over the picture. */
function compose(
  acquisition: Acquisition,
  size: number,
  path: Float32Array,
  residue: Float32Array,
  side: number,
  field: Float32Array,
): Uint8Array {
  const data = new Uint8Array(size * size);
  const noise = noiseTile();
  const mask = NOISE_TILE - 1;
  const [ox1, oy1, ox2, oy2] = acquisition.noiseOffsets;
  const sigma = acquisition.noise * Math.SQRT1_2;
  const mu = acquisition.attenuation;
  const fieldStep = (FIELD_GRID - 1) / size;
  const fieldRow = new Float64Array(FIELD_GRID + 1);
  const boneRow = new Float64Array(side + 1);
  for (let j = 0; j < size; j++) {
    interpolateRow(field, FIELD_GRID, (j + 0.5) * fieldStep, fieldRow);
    interpolateRow(residue, side, (j - 0.5) / 2, boneRow);
    const noise1 = ((j + oy1) & mask) * NOISE_TILE;
    const noise2 = ((j + oy2) & mask) * NOISE_TILE;
    const row = j * size;
    for (let i = 0; i < size; i++) {
      const fx = (i + 0.5) * fieldStep;
      const f = fx | 0;
      const light = fieldRow[f]! + (fx - f) * (fieldRow[f + 1]! - fieldRow[f]!);
      const bx = i > 0 ? (i - 0.5) / 2 : 0;
      const b = bx | 0;
      const bone = boneRow[b]! + (bx - b) * (boneRow[b + 1]! - boneRow[b]!);
      const exponent = mu * path[row + i]! + bone;
      // Most pixels show no vessel; there the series is exact to 1e-6 and far quicker.
      const passed = Math.abs(exponent) < 0.02 ? 1 - exponent + 0.5 * exponent * exponent : Math.exp(-exponent);
      const grain = noise[noise1 + ((i + ox1) & mask)]! + noise[noise2 + ((i + ox2) & mask)]!;
      data[row + i] = Math.max(0, Math.min(255, (light * passed + sigma * grain + 0.5) | 0));
    }
  }
  return data;
}

/** Row `y` (fractional, clamped) of a square grid into `out`, with the last value repeated once. */
function interpolateRow(grid: Float32Array, side: number, y: number, out: Float64Array): void {
  const clamped = Math.max(0, Math.min(side - 1, y));
  const j = Math.min(side - 2, Math.floor(clamped));
  const t = clamped - j;
  const above = j * side;
  for (let i = 0; i < side; i++) {
    const top = grid[above + i]!;
    out[i] = top + t * (grid[above + side + i]! - top);
  }
  out[side] = out[side - 1]!;
}

function buffer(which: number, length: number): Float32Array {
  let held = scratch[which];
  if (!held || held.length < length) {
    held = new Float32Array(length);
    scratch[which] = held;
  }
  const view = held.subarray(0, length);
  view.fill(0);
  return view;
}
