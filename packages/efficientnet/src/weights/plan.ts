import type { WeightDifference } from '../errors';
import { adaptStem, STEM, stemRule } from './adapt-stem';
import { isNormalizationWeight, type Match, type Pair } from './match';
import type { ModelLayer, ModelWeight } from './model-weights';
import { isBefore, type Place, placeOf } from './place';
import type { AdaptedWeight, LoadedWeight, SkippedWeight } from './report';
import type { FileWeight } from './weight-file';

/** A weight that will take a file's values. */
export interface Assignment {
  readonly weight: ModelWeight;
  readonly file: FileWeight;
  /** Values of the model's shape. */
  read(): Float32Array;
}

/** What loading will do, worked out from names and shapes alone. */
export interface Plan {
  readonly assignments: readonly Assignment[];
  readonly loaded: readonly LoadedWeight[];
  readonly adapted: readonly AdaptedWeight[];
  readonly skipped: readonly SkippedWeight[];
  /** Those of the skipped that should not have been: without `skipMismatch` they are an error. */
  readonly differences: readonly WeightDifference[];
}

/** Decides for each weight what becomes of it. A layer takes all of its weights from the file, or none. */
export function planLoading(match: Match, layers: readonly ModelLayer[], adapt: boolean): Plan {
  const plan = { assignments: [], loaded: [], adapted: [], skipped: [], differences: [] } as Mutable<Plan>;
  const files = new Map(match.pairs.map(({ weight, file }) => [weight, file]));
  for (const { weights } of layers) {
    const fits = weights.map((weight) => fit(weight, files.get(weight), adapt));
    const all = fits.every((found) => found !== undefined);
    for (const [i, weight] of weights.entries()) {
      if (all) take(plan, fits[i]!, weight);
      else skip(plan, weight, files.get(weight), fits[i] !== undefined);
    }
  }
  const last = lastPlace(layers);
  for (const { name, shape } of match.fileOnly) {
    if (isNormalizationWeight(name)) {
      plan.skipped.push({ name, file: shape, reason: 'input normalisation' });
      continue;
    }
    plan.skipped.push({ name, file: shape, reason: 'only in file' });
    // What follows the model's last layer is another head. What stands before it shows another architecture.
    const place = placeOf(name);
    if (place !== undefined && isBefore(place, last)) plan.differences.push({ name, file: shape });
  }
  return plan;
}

type Mutable<T> = { [K in keyof T]: T[K] extends readonly (infer Item)[] ? Item[] : T[K] };

interface Fit {
  readonly pair: Pair;
  readonly rule?: AdaptedWeight['rule'];
}

function fit(weight: ModelWeight, file: FileWeight | undefined, adapt: boolean): Fit | undefined {
  if (file === undefined) return undefined;
  const pair = { weight, file };
  if (isSame(weight.shape, file.shape)) return { pair };
  const [height, width, from, filters] = file.shape as [number, number, number, number];
  const to = weight.shape[2]!;
  if (!adapt || weight.layer !== STEM || !isSame(weight.shape, [height, width, to, filters])) return undefined;
  const rule = stemRule(from, to);
  return rule && { pair, rule };
}

function take(plan: Mutable<Plan>, { pair: { file }, rule }: Fit, weight: ModelWeight): void {
  const loaded = { name: weight.name, file: file.name, shape: weight.shape };
  if (rule === undefined) {
    plan.loaded.push(loaded);
    plan.assignments.push({ weight, file, read: () => file.read() });
  } else {
    plan.adapted.push({ ...loaded, fileShape: file.shape, rule });
    plan.assignments.push({ weight, file, read: () => adaptStem(file.read(), file.shape, weight.shape[2]!) });
  }
}

function skip(plan: Mutable<Plan>, weight: ModelWeight, file: FileWeight | undefined, fits: boolean): void {
  const reason = file === undefined ? 'only in model' : fits ? 'layer differs' : 'other shape';
  const skipped = { name: weight.name, model: weight.shape, file: file?.shape };
  plan.skipped.push({ ...skipped, reason });
  if (!fits) plan.differences.push(skipped);
}

/** The place of the model's last layer that has one. */
function lastPlace(layers: readonly ModelLayer[]): Place {
  const places = layers.map(({ name }) => placeOf(name)).filter((place) => place !== undefined);
  return places.reduce((a, b) => (isBefore(a, b) ? b : a), [0, 0] as Place);
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}
