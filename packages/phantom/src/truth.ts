import { LOCATIONS, type Location, type Side, VIEWS, type View } from './labels';
import type { PhantomPatient } from './patient';
import type { Box } from './raster';
import type { Angiogram } from './render';

/** Version of the generator; equal to the package's. Studies of different versions may differ for the same seed. */
export const GENERATOR_VERSION = '0.1.0';

/** An aneurysm's pixel box in one picture. */
export interface TruthBox extends Box {
  /** File name of the picture within the set's folder, e.g. `1001LI-A.jpg`. */
  readonly file: string;
  /** Side of the square picture in px that the box refers to. */
  readonly imageSize: number;
}

/** One aneurysm of a study. */
export interface TruthAneurysm {
  readonly patient: number;
  readonly set: 'train' | 'test';
  /** The labelled location; null for a site outside the 21. */
  readonly location: Location | null;
  readonly artery: string;
  readonly side: Side | null;
  /** The place on the artery, e.g. `bifurcation`. */
  readonly site: string;
  /** Centre of the dome, head coordinates in mm (+x patient's left, +y back, +z up, origin at the sella). */
  readonly centre: readonly [number, number, number];
  /** Half of the dome's largest diameter, mm. */
  readonly radius: number;
  /** Width of the neck, mm. */
  readonly neckWidth: number;
  /** Pixel box of dome and neck in every view that shows it. */
  readonly boxes: Readonly<Partial<Record<View, TruthBox>>>;
}

/** Contents of `truth.json`. */
export interface Truth {
  readonly format: 'kium-phantom-truth';
  readonly generatorVersion: string;
  readonly seed: number;
  readonly options: Readonly<Record<string, unknown>>;
  readonly coordinates: string;
  readonly views: readonly View[];
  readonly locations: readonly Location[];
  readonly aneurysms: readonly TruthAneurysm[];
}

/** Truth of one patient from its rendered views. */
export function patientTruth(
  patient: PhantomPatient,
  set: 'train' | 'test',
  shown: Readonly<Record<View, Pick<Angiogram, 'size' | 'boxes'>>>,
): TruthAneurysm[] {
  return patient.aneurysms.map((aneurysm, k) => {
    const boxes: Partial<Record<View, TruthBox>> = {};
    for (const view of VIEWS) {
      const { size, boxes: all } = shown[view];
      const box = all[k];
      if (box) boxes[view] = { file: imageName(patient.index, view), imageSize: size, ...box };
    }
    return {
      patient: patient.index,
      set,
      location: aneurysm.location,
      artery: aneurysm.artery,
      side: aneurysm.side,
      site: aneurysm.site,
      centre: [round(aneurysm.centre[0]), round(aneurysm.centre[1]), round(aneurysm.centre[2])],
      radius: round(aneurysm.radius),
      neckWidth: round(aneurysm.neckWidth),
      boxes,
    };
  });
}

/** The whole `truth.json`, ending in a line feed. */
export function truthJson(seed: number, options: Truth['options'], aneurysms: readonly TruthAneurysm[]): string {
  const truth: Truth = {
    format: 'kium-phantom-truth',
    generatorVersion: GENERATOR_VERSION,
    seed,
    options,
    coordinates: 'mm; +x patient left, +y posterior, +z superior; origin at the centre of the sella turcica',
    views: VIEWS,
    locations: LOCATIONS,
    aneurysms,
  };
  return `${JSON.stringify(truth, null, 1)}\n`;
}

/** `{Index}{View}.jpg`. */
export function imageName(index: number, view: View): string {
  return `${index}${view}.jpg`;
}

/** Micrometres are enough. */
function round(mm: number): number {
  return Math.round(1000 * mm) / 1000;
}
