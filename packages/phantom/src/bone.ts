import type { Acquisition } from './acquisition';
import type { Ellipsoid, HeadShapes } from './anatomy';
import { type Camera, cameraOf } from './camera';
import { addTube } from './raster';

/** Bone is drawn at half the picture's resolution: what subtraction leaves of it is faint and soft. */
const COARSE = 2;

/** Dense structures of the skull base and neck (x, y, z, radius in mm), left side mirrored where x > 0. */
const DENSE_BONE: readonly { points: readonly (readonly [number, number, number, number])[]; density: number }[] = [
  // Petrous ridge.
  {
    points: [
      [10, 10, -8, 5],
      [28, 22, -6, 8],
      [52, 34, -6, 12],
    ],
    density: 0.7,
  },
  // Floor of the anterior fossa, sella and clivus; floor of the posterior fossa.
  {
    points: [
      [4, -66, 14, 2],
      [8, -40, 8, 2.5],
      [6, -12, 4, 2.5],
      [6, -4, -5, 2.5],
      [5, 8, 5, 3],
      [5, 14, -8, 4],
      [5, 25, -36, 4],
    ],
    density: 0.5,
  },
  {
    points: [
      [12, 62, -44, 3],
      [14, 84, -38, 3],
      [10, 102, -20, 4],
    ],
    density: 0.5,
  },
  // Upper and lower dental arch with mandible.
  {
    points: [
      [0, -68, -52, 5],
      [14, -64, -52, 5],
      [24, -50, -52, 5],
      [28, -36, -50, 4],
    ],
    density: 0.9,
  },
  {
    points: [
      [0, -66, -78, 7],
      [18, -60, -76, 7],
      [34, -36, -72, 7],
      [44, -12, -62, 7],
      [48, -6, -34, 6],
    ],
    density: 0.7,
  },
  // Orbital rim and cheek bone.
  {
    points: [
      [12, -66, 14, 3],
      [32, -64, 24, 3],
      [50, -54, 12, 4],
      [48, -54, -8, 5],
      [28, -62, -14, 4],
      [13, -64, -2, 3],
      [12, -66, 14, 3],
    ],
    density: 0.7,
  },
  // Cervical vertebrae: bodies, and the arch of the atlas.
  {
    points: [
      [0, 27, -52, 7],
      [0, 25, -80, 8],
      [0, 22, -120, 9],
      [0, 20, -170, 9],
    ],
    density: 0.6,
  },
  {
    points: [
      [4, 24, -56, 5],
      [26, 36, -56, 7],
      [18, 54, -58, 4],
      [0, 64, -58, 4],
    ],
    density: 0.6,
  },
];

/**
 * What is left of the skull after subtraction, as an attenuation exponent at half resolution, `side` × `side`: a faint
 * share of all bone, and the difference that motion between mask and picture leaves along its edges.
 */
export function boneResidue(
  head: HeadShapes,
  camera: Camera,
  acquisition: Acquisition,
  plane: Float32Array,
  residue: Float32Array,
): number {
  const side = Math.ceil(camera.size / COARSE);
  const coarse = cameraOf(camera.pose, side);
  plane.subarray(0, side * side).fill(0);
  addShell(plane, coarse, head.skullOuter, 0.9);
  addShell(plane, coarse, head.skullInner, -0.9);
  for (const { points, density } of DENSE_BONE) {
    for (const hand of [1, -1]) {
      const flat = new Float32Array(points.flatMap(([x, y, z, r]) => [hand * x, y, z, r]));
      addTube(plane, coarse, flat, density);
    }
  }
  const { outline, motion } = acquisition;
  // A pixel shift of under one pixel would vanish at low resolution, so the difference is taken over at least one.
  const sx = Math.sign(motion.dx) * Math.max(1, Math.round(Math.abs(motion.dx) * coarse.scale));
  const sy = Math.sign(motion.dy) * Math.max(1, Math.round(Math.abs(motion.dy) * coarse.scale));
  const wx = (motion.strength * motion.dx * coarse.scale) / sx;
  const wy = (motion.strength * motion.dy * coarse.scale) / sy;
  for (let j = 0; j < side; j++) {
    const across = clamp(j + sy, side) * side;
    for (let i = 0; i < side; i++) {
      const here = plane[j * side + i]!;
      const alongX = plane[j * side + clamp(i + sx, side)]! - here;
      const alongY = plane[across + i]! - here;
      residue[j * side + i] = outline * here + wx * alongX + wy * alongY;
    }
  }
  return side;
}

/** Adds density × chord through an ellipsoid (parallel rays: the skull's size against the focus distance allows it). */
function addShell(plane: Float32Array, camera: Camera, shape: Ellipsoid, density: number): void {
  const { size, scale, right, down, depth, pose } = camera;
  const scaled = (v: readonly number[]) => [v[0]! / shape.semi[0], v[1]! / shape.semi[1], v[2]! / shape.semi[2]];
  const u = scaled(right);
  const v = scaled(down);
  const d = scaled(depth);
  const c = scaled([0, 1, 2].map((k) => pose.centre[k]! - shape.centre[k]!));
  const aa = d[0]! ** 2 + d[1]! ** 2 + d[2]! ** 2;
  for (let j = 0; j < size; j++) {
    const y = (j + 0.5 - size / 2) / scale;
    const bx = c[0]! + y * v[0]!;
    const by = c[1]! + y * v[1]!;
    const bz = c[2]! + y * v[2]!;
    for (let i = 0; i < size; i++) {
      const x = (i + 0.5 - size / 2) / scale;
      const px = bx + x * u[0]!;
      const py = by + x * u[1]!;
      const pz = bz + x * u[2]!;
      const b = px * d[0]! + py * d[1]! + pz * d[2]!;
      const square = b * b - aa * (px * px + py * py + pz * pz - 1);
      if (square <= 0) continue;
      // Only the vault is a shell: below the skull base, which slopes down to the back, it fades out.
      const t = -b / aa;
      const h = (pz + t * d[2]!) * shape.semi[2] + shape.centre[2];
      const back = (py + t * d[1]!) * shape.semi[1] + shape.centre[1];
      const above = Math.max(0, Math.min(1, (h + 30 + 0.42 * back) / 24));
      plane[j * size + i]! += (2 * density * above * Math.sqrt(square)) / aa;
    }
  }
}

function clamp(i: number, side: number): number {
  return i < 0 ? 0 : i >= side ? side - 1 : i;
}
