import type { Vec3 } from './vessel';

/** Geometry of one picture. */
export interface Pose {
  /** Rotation about the head's long axis, degrees: 0 frontal, 90 lateral with the face to the left. */
  readonly yaw: number;
  /** Tilt, degrees: positive moves the detector cranially, as in a Towne view. */
  readonly pitch: number;
  /** Rotation within the picture, degrees. */
  readonly roll: number;
  /** Point of the head at the picture's centre, mm. */
  readonly centre: readonly [number, number, number];
  /** Width and height of the field of view in the plane of the centre, mm. */
  readonly field: number;
  /** Distance from the X-ray focus to the centre, mm. */
  readonly focus: number;
}

/** A projection: head coordinates in mm to pixels. */
export interface Camera {
  readonly size: number;
  /** Pixels per mm in the plane of the centre. */
  readonly scale: number;
  /** Unit vectors: right in the picture, down in the picture, and from the focus to the detector. */
  readonly right: Vec3;
  readonly down: Vec3;
  readonly depth: Vec3;
  readonly pose: Pose;
}

/** A C-arm looking at the head: perspective from the focus, square detector of `size` pixels a side. */
export function cameraOf(pose: Pose, size: number): Camera {
  const yaw = (pose.yaw * Math.PI) / 180;
  const pitch = (pose.pitch * Math.PI) / 180;
  const roll = (pose.roll * Math.PI) / 180;
  const [cy, sy, cp, sp, cr, sr] = [yaw, pitch, roll].flatMap((a) => [Math.cos(a), Math.sin(a)]) as number[] as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  // At yaw 0 the detector stands in front of the face, and the patient's left is on the picture's right.
  const u: Vec3 = [cy, sy, 0];
  const forward: Vec3 = [sy, -cy, 0];
  const depth: Vec3 = [cp * forward[0], cp * forward[1], sp];
  const v: Vec3 = [sp * forward[0], sp * forward[1], -cp];
  return {
    size,
    scale: size / pose.field,
    right: [cr * u[0] + sr * v[0], cr * u[1] + sr * v[1], cr * u[2] + sr * v[2]],
    down: [cr * v[0] - sr * u[0], cr * v[1] - sr * u[1], cr * v[2] - sr * u[2]],
    depth,
    pose,
  };
}

/**
 * Projects the point at `p[at]`, `p[at + 1]`, `p[at + 2]` into `out`: pixel position x, y (continuous; pixel i covers
 * [i, i + 1)), pixels per mm there, and depth towards the detector in mm.
 */
export function project(camera: Camera, p: ArrayLike<number>, at: number, out: Float64Array): void {
  const { centre, focus } = camera.pose;
  const dx = p[at]! - centre[0];
  const dy = p[at + 1]! - centre[1];
  const dz = p[at + 2]! - centre[2];
  const { right, down, depth, size } = camera;
  const away = depth[0] * dx + depth[1] * dy + depth[2] * dz;
  const scale = (camera.scale * focus) / (focus + away);
  out[0] = size / 2 + scale * (right[0] * dx + right[1] * dy + right[2] * dz);
  out[1] = size / 2 + scale * (down[0] * dx + down[1] * dy + down[2] * dz);
  out[2] = scale;
  out[3] = away;
}
