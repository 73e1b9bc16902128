/**
 * The arteries as a table. Head coordinates in mm, as DICOM's patient axes: +x to the patient's left, +y to the back,
 * +z up; the origin is the centre of the sella turcica between the two carotid siphons. The left side is listed; the
 * right is its mirror image. A control point is [x, y, z, lumen diameter].
 *
 * Calibres: carotid and middle cerebral after Rai et al., J NeuroIntervent Surg 2013;5:371 (cavernous ICA 5.0, terminus
 * 3.6, M1 3.1, M2 2.4 mm); vertebral and basilar after the companion paper on the posterior circulation (VA 3.9 falling
 * to 2.8, BA 3.6 falling to 3.1 mm); A1, P1 and PCOM after Kamath, J Anat 1981;133:419; AntChor, SCA, AICA and PICA
 * after Rhoton, Neurosurgery 2000;47(3 Suppl):S29. Courses after Osborn, Diagnostic Cerebral Angiography (2nd ed. 1999).
 * The carotid, vertebral and basilar calibres were looked up; the others, and the courses, are quoted from memory and
 * have not been checked against the works named.
 */
export type ControlPoint = readonly [x: number, y: number, z: number, diameter: number];

/** A named stretch of artery. `VA` is extracranial, `V4` intracranial up to the PICA, `V4d` from there to the basilar. */
export type Segment =
  | 'ICA'
  | 'OPH'
  | 'PCOM'
  | 'AntChor'
  | 'A1'
  | 'A2'
  | 'ACOM'
  | 'MCA'
  | 'VA'
  | 'V4'
  | 'V4d'
  | 'PICA'
  | 'BA'
  | 'AICA'
  | 'SCA'
  | 'P1'
  | 'P2';

/** One trunk of the table. */
export interface Trunk {
  readonly points: readonly ControlPoint[];
  /** Amplitude of the sideways tortuosity in mm; 0 at both ends, so that junctions stay joined. */
  readonly wiggle: number;
  /** Mean wavelength of the tortuosity in mm. */
  readonly wavelength: number;
}

/** Trunks that the tree is built from; each lies on the left or the midline. */
export const TRUNKS = {
  // Cervical, petrous (vertical, then horizontal), cavernous with posterior and anterior genu, clinoid, communicating.
  ICA: {
    points: [
      [27, 18, -175, 5.0],
      [27, 14, -140, 4.9],
      [25, 15, -105, 4.8],
      [25, 14, -75, 4.8],
      [25.5, 14, -50, 4.8],
      [25, 13.5, -33, 4.8],
      [22.5, 9.5, -24.5, 4.8],
      [17.5, 5.5, -21, 4.9],
      [13, 3.5, -17, 4.9],
      [11.3, 4.6, -10, 5.0],
      [11.3, 4.6, -3, 5.0],
      [11.6, 0.5, 2, 5.0],
      [12, -6, 2.6, 4.9],
      [12.2, -13, 3.2, 4.8],
      [11.8, -17.6, 6.6, 4.7],
      [11, -16.8, 11, 4.5],
      [11, -12.5, 13.6, 4.3],
      [12, -7, 14.8, 4.1],
      [13.5, -3, 17.5, 3.9],
      [15.3, -0.8, 21, 3.7],
      [16, -0.5, 23.5, 3.6],
    ],
    wiggle: 0.7,
    wavelength: 46,
  },
  OPH: {
    points: [
      [11.2, -15.2, 12, 1.4],
      [12, -21, 13.5, 1.3],
      [15, -28, 12, 1.2],
      [18.5, -35, 13.5, 1.0],
      [17, -43, 15, 0.9],
      [14.5, -50, 15, 0.7],
      [12, -58, 18, 0.5],
    ],
    wiggle: 1,
    wavelength: 16,
  },
  PCOM: {
    points: [
      [12.6, -5.5, 15.4, 1.5],
      [12.5, 0, 14.6, 1.4],
      [11.6, 6, 14, 1.4],
      [10.4, 12, 14.4, 1.4],
      [10.2, 16, 14.8, 1.5],
    ],
    wiggle: 0.5,
    wavelength: 14,
  },
  AntChor: {
    points: [
      [13.9, -2.4, 18.4, 1.0],
      [15, 3, 17.6, 0.95],
      [16.5, 10, 18, 0.9],
      [18.5, 17, 19.5, 0.85],
      [22.5, 24, 19, 0.8],
      [27, 31, 18, 0.7],
      [28.5, 38, 20, 0.5],
      [26, 44, 26, 0.35],
    ],
    wiggle: 0.7,
    wavelength: 15,
  },
  A1: {
    points: [
      [16, -0.5, 23.5, 2.5],
      [12, -4.5, 25, 2.3],
      [7, -9, 24, 2.2],
      [2.2, -12.5, 24.2, 2.2],
    ],
    wiggle: 0.6,
    wavelength: 14,
  },
  // A2, around the genu of the corpus callosum, then pericallosal to the splenium.
  A2: {
    points: [
      [2.2, -12.5, 24.2, 2.2],
      [2.2, -18, 24.6, 2.2],
      [2.1, -25, 27.5, 2.1],
      [1.9, -31.5, 34, 2.0],
      [1.8, -34, 42, 1.9],
      [1.8, -30, 49.5, 1.7],
      [1.8, -19, 54, 1.5],
      [1.9, -4, 56, 1.4],
      [2, 12, 56, 1.3],
      [2, 28, 53.5, 1.1],
      [2.2, 42, 48, 0.9],
      [2.6, 50, 40, 0.6],
    ],
    wiggle: 1.3,
    wavelength: 18,
  },
  callosomarginal: {
    points: [
      [2, -33.2, 38, 1.7],
      [2.6, -39, 46, 1.6],
      [2.8, -37, 56, 1.5],
      [3, -28, 64, 1.4],
      [3, -14, 69, 1.3],
      [3.2, 0, 71.5, 1.1],
      [3.4, 12, 74, 0.9],
    ],
    wiggle: 1.1,
    wavelength: 17,
  },
  M1: {
    points: [
      [16, -0.5, 23.5, 3.1],
      [21, -2.6, 25, 3.0],
      [27.5, -4.2, 25, 2.9],
      [33, -4, 23.4, 2.8],
      [37.5, -2, 23.4, 2.8],
    ],
    wiggle: 0.5,
    wavelength: 18,
  },
  // Common trunks of the superior and inferior M2 divisions, to the insular fan.
  M2superior: {
    points: [
      [37.5, -2, 23.4, 2.4],
      [40.5, -5, 27, 2.3],
      [42, -6, 32, 2.1],
      [42.5, -2, 38, 1.9],
      [43, 4, 42, 1.6],
    ],
    wiggle: 0.8,
    wavelength: 14,
  },
  M2inferior: {
    points: [
      [37.5, -2, 23.4, 2.4],
      [40.5, 1.5, 25, 2.3],
      [42.5, 8, 28, 2.2],
      [43, 16, 32, 2.0],
      [43.5, 25, 36, 1.7],
    ],
    wiggle: 0.9,
    wavelength: 15,
  },
  // Transverse foramina, C2 lateral bend, atlas loop, dural entry.
  VA: {
    points: [
      [17, 20, -175, 3.9],
      [17.5, 22, -145, 3.8],
      [17.5, 25, -115, 3.7],
      [17, 28, -90, 3.6],
      [19.5, 31, -76, 3.6],
      [26.5, 34, -68, 3.6],
      [28, 39, -60.5, 3.6],
      [24, 46.5, -57, 3.6],
      [17, 48, -52.5, 3.5],
      [12.5, 44, -46, 3.3],
    ],
    wiggle: 0.8,
    wavelength: 32,
  },
  V4: {
    points: [
      [12.5, 44, -46, 3.2],
      [10, 38, -40, 3.1],
      [8, 32.5, -34.5, 3.0],
    ],
    wiggle: 0.3,
    wavelength: 18,
  },
  V4d: {
    points: [
      [8, 32.5, -34.5, 2.9],
      [5.6, 28, -29.5, 2.8],
      [2.6, 23.5, -25, 2.8],
      [0, 20.5, -21, 2.8],
    ],
    wiggle: 0.4,
    wavelength: 18,
  },
  PICA: {
    points: [
      [8, 32.5, -34.5, 1.7],
      [11, 36, -35.5, 1.6],
      [11.5, 41, -39, 1.5],
      [9, 46.5, -44, 1.5],
      [6, 51, -40, 1.4],
      [4.5, 51, -32, 1.4],
      [4, 53, -25, 1.3],
      [4, 58.5, -22.5, 1.2],
      [4.5, 64, -27, 1.1],
    ],
    wiggle: 0.8,
    wavelength: 15,
  },
  BA: {
    points: [
      [0, 20.5, -21, 3.6],
      [0, 17.2, -14.5, 3.5],
      [0, 14.8, -7, 3.4],
      [0, 13.4, 1, 3.3],
      [0, 13, 7, 3.3],
      [0, 13.4, 11.2, 3.1],
    ],
    wiggle: 0.9,
    wavelength: 34,
  },
  AICA: {
    points: [
      [0, 15.6, -9.5, 1.2],
      [6, 16, -12, 1.15],
      [13, 20, -15, 1.1],
      [21, 24, -15.5, 1.0],
      [26.5, 26.5, -13, 0.95],
      [25.5, 31, -16.5, 0.9],
      [29, 36, -22, 0.8],
    ],
    wiggle: 0.9,
    wavelength: 13,
  },
  SCA: {
    points: [
      [0, 13, 7.4, 1.6],
      [5, 14.2, 7, 1.5],
      [11, 19, 5.8, 1.45],
      [15.5, 27, 6.4, 1.4],
      [15, 36, 9, 1.3],
      [12, 44, 11.5, 1.2],
      [9.5, 51, 12.5, 1.1],
    ],
    wiggle: 0.8,
    wavelength: 15,
  },
  P1: {
    points: [
      [0, 13.4, 11.2, 2.3],
      [3, 12.6, 12.8, 2.2],
      [6.5, 13.4, 14, 2.1],
      [10.2, 16, 14.8, 2.1],
    ],
    wiggle: 0.3,
    wavelength: 12,
  },
  // Ambient and quadrigeminal cistern.
  P2: {
    points: [
      [10.2, 16, 14.8, 2.1],
      [15, 21.5, 15, 2.1],
      [18, 29, 15, 2.0],
      [17.5, 37.5, 15.6, 1.9],
      [14.5, 45, 17, 1.8],
      [11.5, 52, 18.5, 1.6],
    ],
    wiggle: 0.7,
    wavelength: 17,
  },
} as const satisfies Record<string, Trunk>;

/** Name of a trunk in the table. */
export type TrunkName = keyof typeof TRUNKS;

/** Ellipsoids of the head, in mm: centre and semi-axes. Distal branches run on them, the skull is drawn from them. */
export const HEAD: HeadShapes = {
  brain: { centre: [0, 20, 32], semi: [66, 84, 56] },
  cerebellum: { centre: [0, 59, -17], semi: [49, 34, 27] },
  skullOuter: { centre: [0, 20, 29], semi: [76, 95, 68] },
  skullInner: { centre: [0, 19.5, 28.5], semi: [72.2, 91, 64.6] },
};

/** Brain, cerebellum and skull of a patient. */
export interface HeadShapes {
  readonly brain: Ellipsoid;
  readonly cerebellum: Ellipsoid;
  readonly skullOuter: Ellipsoid;
  readonly skullInner: Ellipsoid;
}

/** An ellipsoid of the head, mm. */
export interface Ellipsoid {
  readonly centre: readonly [number, number, number];
  readonly semi: readonly [number, number, number];
}
