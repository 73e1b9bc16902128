import { growFrom } from './carotid-branches';
import { convexity, medialWall } from './grow';
import type { Side } from './labels';
import type { TreeBuilder } from './tree';
import type { Vec3, Vessel } from './vessel';

/** Adds both vertebral arteries, the basilar artery and all that they supply. */
export function addPosteriorBranches(builder: TreeBuilder): void {
  const ways = (['L', 'R'] as const).map((side) => addVertebral(builder, side));
  const bend = builder.random.normal(0, 1);
  const basilar = builder.trunk('BA', 'BA', null, { distance: Math.min(...ways) });
  bendBasilar(basilar, bend);
  for (const side of ['L', 'R'] as const) {
    addCerebellar(builder, side, basilar);
    addPosteriorCerebral(builder, side, basilar);
  }
}

/** The basilar artery often bows to one side; its ends stay on the midline. */
function bendBasilar(basilar: Vessel, bend: number): void {
  const count = basilar.arc.length;
  for (let i = 0; i < count; i++) basilar.points[4 * i]! += 1.6 * bend * Math.sin((Math.PI * i) / (count - 1));
}

function addVertebral(builder: TreeBuilder, side: Side): number {
  const { random } = builder;
  const variant = builder.variants[side].va;
  const calibre = { normal: random.uniform(0.92, 1.08), hypoplastic: 0.6, endsInPica: 0.62 }[variant];
  const va = builder.trunk('VA', 'VA', side, { calibre });
  const v4 = builder.trunk('V4', 'V4', side, { calibre, distance: builder.end(va).distance });
  const picaOrigin = builder.end(v4);
  const v4d = builder.trunk('V4d', 'V4d', side, {
    calibre,
    distance: picaOrigin.distance,
    patent: variant !== 'endsInPica',
  });
  const pica = builder.trunk('PICA', 'PICA', side, {
    distance: picaOrigin.distance,
    calibre: random.chance(0.1) ? 0.6 : random.uniform(0.85, 1.15),
  });
  const hand = side === 'L' ? 1 : -1;
  const surface = () => convexity(builder.head.cerebellum, hand, random);
  const end = builder.end(pica);
  growFrom(builder, 'PICA', side, end, pica, [4, 86, -26], 0.9, surface());
  growFrom(builder, 'PICA', side, end, pica, [22, 82, -32], 0.9, surface());
  growFrom(builder, 'PICA', side, builder.junction(pica, [6, 51, -40], side), pica, [30, 68, -38], 0.9, surface());
  // The anterior spinal artery: a hair-line down the midline from one side only.
  if (side === 'L') {
    const from = builder.junction(v4d, [5.6, 28, -29.5], side);
    builder.branch('V4d', side, 1, from, [
      [5.6, 28, -29.5, 0.6],
      [1.5, 30, -37, 0.55],
      [0.3, 31, -60, 0.5],
      [0, 30, -90, 0.45],
      [0, 27, -120, 0.4],
    ]);
  }
  return builder.end(v4d).distance;
}

function addCerebellar(builder: TreeBuilder, side: Side, basilar: Vessel): void {
  const { random } = builder;
  const hand = side === 'L' ? 1 : -1;
  const surface = () => convexity(builder.head.cerebellum, hand, random);
  const aica = builder.trunk('AICA', 'AICA', side, {
    from: builder.junction(basilar, [0, 16.5 + random.normal(0, 1), -11 + random.normal(0, 2)], null),
    calibre: random.uniform(0.7, 1.15),
  });
  const aicaEnd = builder.end(aica);
  growFrom(builder, 'AICA', side, aicaEnd, aica, [44, 56, -24], 0.7, surface());
  growFrom(builder, 'AICA', side, aicaEnd, aica, [34, 56, -36], 0.6, surface());
  const sca = builder.trunk('SCA', 'SCA', side, {
    from: builder.junction(basilar, [0, 13, 7.2 + random.normal(0, 0.6)], null),
  });
  const scaEnd = builder.end(sca);
  const goals: [Vec3, Vec3, number][] = [
    [[9.5, 51, 12.5], [4, 84, -6], 1.0],
    [[9.5, 51, 12.5], [18, 84, -8], 0.95],
    [[12, 44, 11.5], [32, 74, -6], 0.9],
    [[15.5, 28, 6.6], [44, 58, -8], 1.0],
  ];
  for (const [near, goal, diameter] of goals) {
    const from = near[1] > 50 ? scaEnd : builder.junction(sca, near, side);
    growFrom(builder, 'SCA', side, from, sca, goal, diameter, surface());
  }
}

function addPosteriorCerebral(builder: TreeBuilder, side: Side, basilar: Vessel): void {
  const { random } = builder;
  const hand = side === 'L' ? 1 : -1;
  const fetal = builder.variants[side].pcom === 'fetal';
  const p1 = builder.trunk('P1', 'P1', side, { distance: builder.end(basilar).distance, calibre: fetal ? 0.5 : 1 });
  addThalamoperforators(builder, side, p1);
  const p2 = builder.trunk('P2', 'P2', side, { distance: builder.end(p1).distance });
  const end = builder.end(p2);
  const brain = builder.head.brain;
  growFrom(builder, 'P2', side, end, p2, [5, 84, 56], 1.4, medialWall(brain, hand, random));
  growFrom(builder, 'P2', side, end, p2, [6, 99, 26], 1.4, medialWall(brain, hand, random));
  const temporal: [Vec3, Vec3, number][] = [
    [[15.5, 22.5, 15], [42, 12, -14], 1.0],
    [[18, 30, 15], [44, 46, -8], 1.0],
    [[17, 39, 16], [36, 80, 4], 1.2],
  ];
  for (const [near, goal, diameter] of temporal) {
    growFrom(builder, 'P2', side, builder.junction(p2, near, side), p2, goal, diameter, convexity(brain, hand, random));
  }
  // Medial and lateral posterior choroidal and splenial arteries.
  const choroidal = builder.junction(p2, [17, 26, 15], side);
  builder.branch('P2', side, 1, choroidal, [
    [17, 26, 15, 0.7],
    [18, 33, 19, 0.65],
    [15, 42, 24, 0.6],
    [10, 43, 32, 0.5],
    [7, 33, 36, 0.4],
    [6, 22, 35, 0.3],
  ]);
  builder.branch('P2', side, 1, end, [
    [11.5, 52, 18.5, 0.7],
    [6, 53, 27, 0.6],
    [3.5, 53, 37, 0.5],
    [2.6, 47, 47, 0.35],
  ]);
}

/** Thalamoperforators: a brush of fine vessels from P1 up into the thalamus. */
function addThalamoperforators(builder: TreeBuilder, side: Side, p1: Vessel): void {
  const { random } = builder;
  const count = random.integer(2, 4);
  for (let i = 0; i < count; i++) {
    const from = builder.junction(p1, [1 + 1.8 * i, 13, 13], side);
    const x = 2 + 1.5 * i + random.uniform(-0.7, 0.7);
    builder.branch(
      'P1',
      side,
      1,
      from,
      [
        [1 + 1.8 * i, 13, 13, 0.5],
        [x, 16, 17, 0.48],
        [x + 1, 19, 24, 0.42],
        [x + 2, 22 + random.uniform(-3, 3), 31, 0.32],
      ],
      0.6,
    );
  }
}
