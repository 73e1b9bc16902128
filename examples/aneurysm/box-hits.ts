import { bootstrapInterval, type ShareInterval, wilsonInterval } from '@kium/metrics';
import type { Peak } from './peaks';
import type { Box, ViewBoxes } from './truth-boxes';

/** Where a model looked in one patient with aneurysms, and where they are. */
export interface Pointed {
  /** The patient. */
  index: string;
  boxes: ViewBoxes;
  /** One a view. */
  peaks: readonly Peak[];
  /** Share of each view's square that shows something; see `fieldShares`. */
  fields: readonly number[];
}

/** How often the highest point of a heat map lies in a true box, and how often it would without looking. */
export interface HitRate {
  hits: number;
  trials: number;
  /** Trials in which the maps are 0 everywhere, since nothing speaks for an aneurysm: they hit nothing. */
  empty: number;
  rate: Pick<ShareInterval, 'estimate' | 'lower' | 'upper' | 'level'>;
  chance: {
    /** Of a point drawn evenly from where the pictures show something. */
    area: number;
    /**
     * Of the peaks of the other patients in the same views: boxes and peaks both lie near the middle more often than at the rim,
     * and this one knows it. Null for a single patient.
     */
    otherPatients: number | null;
  };
}

/** The two hit rates; see {@link scoreBoxHits}. */
export interface BoxHits {
  patients: HitRate;
  views: HitRate;
}

/**
 * The pointing game (Zhang et al. 2018) without a margin.
 *
 * - `patients`: of a patient's eight maps the highest point counts, and only a box of its own view is hit. Wilson's interval.
 * - `views`: every view that shows an aneurysm counts, with the highest point of its own map. The interval is a percentile
 *   bootstrap over patients, since the views of one are not independent; where all or none are hit it would have no width,
 *   and is Wilson's with as many trials as patients.
 *
 * @param pointed - patients of whom at least one view shows an aneurysm; others are left out
 * @param seed - of the bootstrap
 * @returns null when there is no such patient
 */
export function scoreBoxHits(pointed: readonly Pointed[], seed: number): BoxHits | null {
  const cases = pointed.filter(({ boxes }) => boxes.some((view) => view.length > 0));
  if (cases.length === 0) return null;
  return { patients: byPatient(cases), views: byView(cases, seed) };
}

function byPatient(cases: readonly Pointed[]): HitRate {
  const best = cases.map(({ peaks }) => highest(peaks));
  const hits = cases.filter(({ boxes }, i) => isHit(best[i]!, boxes)).length;
  const areas = cases.map(({ boxes, fields }) => sum(boxes.map(areaOf)) / sum(fields));
  const others = cases.flatMap(({ boxes }, i) => best.filter((_, j) => j !== i).map((peak) => isHit(peak, boxes)));
  return {
    hits,
    trials: cases.length,
    empty: best.filter(({ value }) => value === 0).length,
    rate: wilsonInterval(hits, cases.length),
    chance: { area: mean(areas), otherPatients: others.length === 0 ? null : mean(others.map(Number)) },
  };
}

function byView(cases: readonly Pointed[], seed: number): HitRate {
  const shown = cases.map(({ boxes }) => boxes.flatMap((found, view) => (found.length > 0 ? [view] : [])));
  const hitsOf = cases.map(({ boxes, peaks }, i) => shown[i]!.filter((view) => isHit(peaks[view]!, boxes)).length);
  const trialsOf = shown.map((views) => views.length);
  const areas = cases.flatMap(({ boxes, fields }, i) => shown[i]!.map((view) => areaOf(boxes[view]!) / fields[view]!));
  const others = cases.flatMap(({ boxes }, i) =>
    shown[i]!.flatMap((view) => cases.filter((_, j) => j !== i).map(({ peaks }) => isHit(peaks[view]!, boxes))),
  );
  const share = (hits: ArrayLike<number>, trials: ArrayLike<number>) => sum(hits) / sum(trials);
  const [hits, trials] = [sum(hitsOf), sum(trialsOf)];
  const { estimate, lower, upper, level } =
    hits === 0 || hits === trials
      ? wilsonInterval(hits === 0 ? 0 : cases.length, cases.length)
      : bootstrapInterval(share, hitsOf, trialsOf, { seed, strata: cases.map(() => 0) });
  return {
    hits,
    trials,
    empty: sum(cases.map(({ peaks }, i) => shown[i]!.filter((view) => peaks[view]!.value === 0).length)),
    rate: { estimate, lower, upper, level },
    chance: { area: mean(areas), otherPatients: others.length === 0 ? null : mean(others.map(Number)) },
  };
}

/** A map that is 0 everywhere points nowhere. */
function isHit({ view, x, y, value }: Peak, boxes: ViewBoxes): boolean {
  return value > 0 && boxes[view]!.some((box) => contains(box, x, y));
}

function contains({ x, y, width, height }: Box, atX: number, atY: number): boolean {
  return atX >= x && atX < x + width && atY >= y && atY < y + height;
}

function highest(peaks: readonly Peak[]): Peak {
  return peaks.reduce((best, peak) => (peak.value > best.value ? peak : best));
}

/** Points a side of the grid that areas are counted on. */
const GRID = 256;

/** Share of the square that lies in at least one of the boxes. */
function areaOf(boxes: readonly Box[]): number {
  if (boxes.length === 0) return 0;
  let inside = 0;
  for (let row = 0; row < GRID; row++) {
    for (let column = 0; column < GRID; column++) {
      const [x, y] = [(column + 0.5) / GRID, (row + 0.5) / GRID];
      if (boxes.some((box) => contains(box, x, y))) inside++;
    }
  }
  return inside / GRID ** 2;
}

function sum(values: ArrayLike<number>): number {
  return Array.from(values).reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
