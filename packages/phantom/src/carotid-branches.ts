import type { ControlPoint } from './anatomy';
import { convexity, type Grown, grow, medialWall, type Surface } from './grow';
import type { Side } from './labels';
import type { Junction, TreeBuilder } from './tree';
import { tangentAt, type Vec3, type Vessel } from './vessel';

/**
 * Cortical branches of the middle cerebral artery (left side, mm): where each turns at the top of the insula (M2 to
 * M3), where it comes out of the Sylvian fissure (M4) and where it runs to. After Gibo et al., J Neurosurg 1981;54:151;
 * from memory, drawn by eye.
 */
const MCA_BRANCHES: readonly {
  trunk: 'superior' | 'inferior' | 'M1';
  turn: Vec3;
  exit: Vec3;
  goal: Vec3;
  diameter: number;
}[] = [
  { trunk: 'superior', turn: [42, -17, 33], exit: [52, -25, 32], goal: [38, -54, 38], diameter: 1.2 },
  { trunk: 'superior', turn: [42.5, -14, 44], exit: [57, -17, 39], goal: [42, -40, 68], diameter: 1.4 },
  { trunk: 'superior', turn: [43, -6, 48], exit: [60, -5, 41], goal: [36, -16, 82], diameter: 1.4 },
  { trunk: 'superior', turn: [43.5, 4, 49], exit: [61, 6, 41], goal: [32, 8, 87], diameter: 1.5 },
  { trunk: 'superior', turn: [44, 14, 48], exit: [61.5, 17, 41], goal: [34, 30, 85], diameter: 1.4 },
  { trunk: 'inferior', turn: [44, 26, 46], exit: [61, 29, 40], goal: [34, 56, 80], diameter: 1.5 },
  { trunk: 'inferior', turn: [44.5, 34, 42], exit: [60, 40, 37], goal: [40, 78, 62], diameter: 1.6 },
  { trunk: 'inferior', turn: [44.5, 34, 36], exit: [59, 43, 30], goal: [38, 92, 30], diameter: 1.4 },
  { trunk: 'inferior', turn: [43.5, 23, 30], exit: [60, 29, 23], goal: [46, 70, 8], diameter: 1.3 },
  { trunk: 'inferior', turn: [42.5, 13, 25], exit: [60, 13, 16], goal: [56, 36, -6], diameter: 1.2 },
  { trunk: 'M1', turn: [39, -8, 19], exit: [52, -9, 13], goal: [58, 12, -9], diameter: 1.2 },
  { trunk: 'M1', turn: [34, -11, 17], exit: [42, -21, 10], goal: [46, -26, -6], diameter: 1.0 },
];

/** Medial branches of the anterior cerebral artery: origin, goal. After Perlmutter & Rhoton, J Neurosurg 1978;49:204, from memory. */
const ACA_BRANCHES: readonly { trunk: 'A2' | 'callosomarginal'; near: Vec3; goal: Vec3; diameter: number }[] = [
  { trunk: 'A2', near: [2, -20, 25], goal: [5, -50, 13], diameter: 0.9 },
  { trunk: 'A2', near: [2, -28, 30], goal: [5, -62, 42], diameter: 1.1 },
  { trunk: 'callosomarginal', near: [2.8, -38, 50], goal: [8, -54, 66], diameter: 1.1 },
  { trunk: 'callosomarginal', near: [3, -30, 62], goal: [10, -32, 84], diameter: 1.1 },
  { trunk: 'callosomarginal', near: [3, -14, 69], goal: [10, -8, 88], diameter: 1.0 },
  { trunk: 'callosomarginal', near: [3.4, 11, 74], goal: [10, 24, 88], diameter: 0.9 },
  { trunk: 'A2', near: [2, 26, 54], goal: [10, 46, 82], diameter: 0.9 },
  { trunk: 'A2', near: [2, 42, 48], goal: [8, 74, 66], diameter: 0.8 },
];

/** Adds both internal carotid arteries with all that they supply. */
export function addCarotidBranches(builder: TreeBuilder): void {
  for (const side of ['L', 'R'] as const) {
    const variant = builder.variants[side];
    const ica = builder.trunk('ICA', 'ICA', side);
    const terminus = builder.end(ica);
    const from = (near: readonly number[]) => ({ from: builder.junction(ica, near, side) });
    builder.trunk('OPH', 'OPH', side, from([11.2, -15.6, 12]));
    builder.trunk('PCOM', 'PCOM', side, {
      ...from([12.6, -5.5, 15.4]),
      calibre: { normal: 1, hypoplastic: 0.5, absent: 0.3, fetal: 1.4 }[variant.pcom],
      patent: variant.pcom !== 'absent',
    });
    builder.trunk('AntChor', 'AntChor', side, from([13.9, -2.4, 18.4]));
    const a1 = builder.trunk('A1', 'A1', side, {
      distance: terminus.distance,
      calibre: { normal: 1, hypoplastic: 0.5, absent: 0.3 }[variant.a1],
      patent: variant.a1 !== 'absent',
    });
    addAnteriorCerebral(builder, side, builder.end(a1));
    addMiddleCerebral(builder, side, terminus);
  }
  addAnteriorCommunicating(builder);
}

function addAnteriorCommunicating(builder: TreeBuilder): void {
  const ends = builder.place([2.2, -12.5, 24.2], 'L');
  const other = builder.place([2.2, -12.5, 24.2], 'R');
  const radius = 0.5 * builder.random.truncatedNormal(1.5, 0.3, 0.8, 2.2);
  const points = new Float32Array(4 * 6);
  for (let i = 0; i < 6; i++) {
    const t = i / 5;
    points.set([ends[0] + t * (other[0] - ends[0]), ends[1] + t * (other[1] - ends[1])], 4 * i);
    points.set([ends[2] + t * (other[2] - ends[2]), radius], 4 * i + 2);
  }
  const left = builder.random.chance(0.5);
  builder.add('ACOM', null, 0, left ? points : reversed(points), 190);
}

function addAnteriorCerebral(builder: TreeBuilder, side: Side, start: Junction): void {
  const { random } = builder;
  const a2 = builder.trunk('A2', 'A2', side, { distance: start.distance });
  const callosomarginal = builder.trunk('callosomarginal', 'A2', side, {
    from: builder.junction(a2, [2, -33.2, 38], side),
  });
  for (const { trunk, near, goal, diameter } of ACA_BRANCHES) {
    if (random.chance(0.06)) continue;
    const parent = trunk === 'A2' ? a2 : callosomarginal;
    const surface = medialWall(builder.head.brain, side === 'L' ? 1 : -1, random);
    growFrom(builder, 'A2', side, builder.junction(parent, near, side), parent, goal, diameter, surface);
  }
}

function addMiddleCerebral(builder: TreeBuilder, side: Side, start: Junction): void {
  const { random } = builder;
  const m1 = builder.trunk('M1', 'MCA', side, { distance: start.distance });
  const fork = builder.end(m1);
  const trunks = {
    M1: m1,
    superior: builder.trunk('M2superior', 'MCA', side, { from: fork }),
    inferior: builder.trunk('M2inferior', 'MCA', side, { from: fork }),
  };
  addLenticulostriate(builder, side, m1);
  for (const branch of MCA_BRANCHES) {
    if (random.chance(0.05)) continue;
    const parent = trunks[branch.trunk];
    const { exit } = branch;
    // Patients differ in how far back and how high each branch turns.
    const turn: Vec3 = [branch.turn[0], branch.turn[1] + random.normal(0, 2), branch.turn[2] + random.normal(0, 1.5)];
    const below = branch.trunk === 'M1' ? turn : [turn[0], turn[1] - 4, turn[2] - 9];
    const from = builder.junction(parent, below, side);
    const d = branch.diameter * random.uniform(0.85, 1.15);
    const m2m3: ControlPoint[] = [
      [...exitStart(from, side), 1.15 * d],
      [turn[0], turn[1] - 1, turn[2] - 3, 1.1 * d],
      [turn[0] + 3, turn[1], turn[2], 1.05 * d],
      [(turn[0] + exit[0]) / 2 + 2, (turn[1] + exit[1]) / 2, (turn[2] + exit[2]) / 2 - 1.5, d],
      [exit[0], exit[1], exit[2], 0.95 * d],
    ];
    const opercular = builder.branch('MCA', side, 1, from, m2m3, 0.9);
    const surface = convexity(builder.head.brain, side === 'L' ? 1 : -1, random);
    growFrom(builder, 'MCA', side, builder.end(opercular), opercular, branch.goal, 0.95 * d, surface);
  }
}

/** Lenticulostriate perforators: fine, from the top of M1 up into the basal ganglia. */
function addLenticulostriate(builder: TreeBuilder, side: Side, m1: Vessel): void {
  const { random } = builder;
  const count = random.integer(4, 8);
  for (let i = 0; i < count; i++) {
    const x = 18 + (13 * (i + random.uniform(0, 0.8))) / count;
    const from = builder.junction(m1, [x, -3, 25], side);
    const spread = random.uniform(-2, 6);
    builder.branch(
      'MCA',
      side,
      2,
      from,
      [
        [...exitStart(from, side), 0.6],
        [x - 2, -1, 29, 0.55],
        [x + 1 + 0.3 * spread, 3, 37, 0.5],
        [x + 2 + 0.6 * spread, 7, 45, 0.42],
        [x - 1 + 0.4 * spread, 10, 52 + spread / 2, 0.32],
      ],
      0.8,
    );
  }
}

/** A junction as a point of the left-side table: `branch` moves it to the exact place on the parent. */
function exitStart(from: Junction, side: Side): Vec3 {
  return [side === 'R' ? -from.point[0] : from.point[0], from.point[1], from.point[2]];
}

/** Grows a distal branch with its side branches and adds them to the tree. */
export function growFrom(
  builder: TreeBuilder,
  segment: Vessel['segment'],
  side: Side,
  from: Junction,
  parent: Vessel,
  goal: Vec3,
  diameter: number,
  surface: Surface,
  maxOrder = 4,
): void {
  const { random } = builder;
  const target = builder.place(goal, side);
  const reach = Math.hypot(target[0] - from.point[0], target[1] - from.point[1], target[2] - from.point[2]);
  const flow = tangentAt(parent.points, parent.points.length / 4 - 1);
  const heading: Vec3 = [0, 1, 2].map(
    (c) => 0.4 * flow[c]! + (target[c]! - from.point[c]!) / reach + random.normal(0, 0.12),
  ) as Vec3;
  const grown: Grown[] = [];
  grow(
    random,
    {
      start: from.point,
      heading,
      goal: target,
      radius: diameter / 2,
      length: reach * random.uniform(1.15, 1.45),
      surface,
      order: 2,
      maxOrder,
      distance: from.distance,
    },
    grown,
  );
  for (const { points, order, distance } of grown) builder.add(segment, side, order, points, distance);
}

function reversed(points: Float32Array): Float32Array {
  const out = new Float32Array(points.length);
  for (let i = 0; i < points.length; i += 4) out.set(points.subarray(i, i + 4), points.length - 4 - i);
  return out;
}
