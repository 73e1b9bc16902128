import { type Acquisition, type AcquisitionRanges, drawAcquisition } from './acquisition';
import { type Aneurysm, type DiameterDistribution, placeAneurysms } from './aneurysm';
import { InvalidOptionError } from './errors';
import { drawLabels, LOCATIONS, type PatientLabels, VIEWS, type View } from './labels';
import { checkInteger, checkRange } from './options';
import { type ArterialTree, buildTree } from './tree';

/** Options of {@link generatePatient}. */
export interface PatientOptions extends AcquisitionRanges {
  /** Labels instead of those that (seed, index) draw. */
  readonly labels?: PatientLabels;
  /** Dome diameters instead of the default {@link DIAMETER_MM}. */
  readonly diameter?: DiameterDistribution;
}

/** A synthetic patient: arteries, truth, and how each of the eight views is taken. */
export interface PhantomPatient {
  readonly seed: number;
  readonly index: number;
  readonly labels: PatientLabels;
  readonly tree: ArterialTree;
  readonly aneurysms: readonly Aneurysm[];
  readonly acquisitions: Readonly<Record<View, Acquisition>>;
}

/**
 * Generates one patient from (seed, index). Arteries, picture-taking and labels come from separate random streams: the
 * same patient with other labels has the same arteries and the same pictures but for the aneurysms.
 *
 * @param seed - integer from 0 to 2⁵³ − 1
 * @param index - patient index, 1–9999
 * @throws InvalidOptionError
 */
export function generatePatient(seed: number, index: number, options: PatientOptions = {}): PhantomPatient {
  checkInteger('seed', seed, 0, Number.MAX_SAFE_INTEGER);
  checkInteger('index', index, 1, 9999);
  checkRange('size', options.size, 32, 4096);
  checkRange('quality', options.quality, 1, 100);
  checkDiameter(options.diameter);
  const labels = options.labels ?? drawLabels(seed, index);
  checkLabels(labels);
  const tree = buildTree(seed, index);
  const acquisitions = {} as Record<View, Acquisition>;
  for (const view of VIEWS) acquisitions[view] = drawAcquisition(seed, index, view, options);
  return {
    seed,
    index,
    labels,
    tree,
    aneurysms: placeAneurysms(seed, index, tree, labels, options.diameter),
    acquisitions,
  };
}

function checkDiameter(diameter: DiameterDistribution | undefined): void {
  if (diameter === undefined) return;
  const { mean, sd } = diameter;
  // Outside these bounds the 2–25 mm window would throw nearly every draw away.
  if (!(mean >= 2 && mean <= 25)) throw new InvalidOptionError('diameter.mean', 'a number of mm from 2 to 25', mean);
  if (!(sd > 0 && sd <= 20)) throw new InvalidOptionError('diameter.sd', 'a number of mm above 0, at most 20', sd);
}

function checkLabels(labels: PatientLabels): void {
  for (const location of labels.locations) {
    if (!LOCATIONS.includes(location)) {
      throw new InvalidOptionError('labels.locations', `names from LOCATIONS (${LOCATIONS.join(', ')})`, location);
    }
  }
  if (new Set(labels.locations).size !== labels.locations.length) {
    throw new InvalidOptionError('labels.locations', 'without repeats', [...labels.locations]);
  }
  if (labels.aneurysm === 0 && labels.locations.length > 0) {
    throw new InvalidOptionError('labels.aneurysm', '1 when a location is listed', 0);
  }
}
