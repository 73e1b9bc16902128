import { chiSquareUpper } from '../distributions';
import { InvalidValueError } from '../errors';
import { factorLdl, solveLdl } from '../ldl';
import { partialLikelihood } from './partial-likelihood';
import type { ChiSquareTest } from './significance';
import type { FitState } from './state';

/** g(t) in the alternative β(t) = β + θ g(t). */
export type TimeTransform = 'km' | 'rank' | 'identity' | 'log' | ((time: number) => number);

/** A test of one covariate's hazards being proportional, or of all together. */
export interface ProportionalHazardsTest extends ChiSquareTest {
  /** The covariate, or `'GLOBAL'`. */
  readonly name: string;
}

/**
 * The score test that coefficients do not change with g(t), as R's `cox.zph` since version 3.0 (Therneau): each
 * covariate on its own, then all together. Redundant covariates are left out.
 */
export function proportionalHazardsTests(state: FitState, transform: TimeTransform): ProportionalHazardsTest[] {
  const { problem, optimum, names } = state;
  const { size } = problem;
  const g = centredTransform(state, transform);
  const blocks = [0, 1, 2].map(() => new Float64Array((size * (size + 1)) / 2));
  const slope = new Float64Array(size);
  partialLikelihood(problem, optimum.coefficients, (time, _stratum, _weight, gradient, information) => {
    const value = g(time);
    for (let j = 0; j < size; j++) slope[j]! += value * gradient[j]!;
    for (let at = 0; at < information.length; at++) {
      const entry = information[at]!;
      blocks[0]![at]! += entry;
      blocks[1]![at]! += value * entry;
      blocks[2]![at]! += value * value * entry;
    }
  });
  const kept = names.map((_, j) => j).filter((j) => !optimum.ldl.redundant[j]);
  const entry = (block: number, a: number, b: number) => {
    const [row, column] = a > b ? [a, b] : [b, a];
    return blocks[block]![(row * (row + 1)) / 2 + column]!;
  };
  const statistic = (tested: readonly number[]) => {
    const parameters = [...kept.map((j) => [j, 0] as const), ...tested.map((j) => [j, 1] as const)];
    const matrix = Float64Array.from(parameters.flatMap(([a, i]) => parameters.map(([b, j]) => entry(i + j, a, b))));
    const score = Float64Array.from(parameters, ([j, isSlope]) => (isSlope === 1 ? slope[j]! : 0));
    const solved = solveLdl(factorLdl(matrix, parameters.length), score);
    return score.reduce((sum, value, i) => sum + value * solved[i]!, 0);
  };
  const test = (name: string, tested: readonly number[]) => {
    const found = statistic(tested);
    const degreesOfFreedom = tested.length;
    return { name, statistic: found, degreesOfFreedom, pValue: chiSquareUpper(found, degreesOfFreedom) };
  };
  return [...kept.map((j) => test(names[j]!, [j])), test('GLOBAL', kept)];
}

function centredTransform({ cohort }: FitState, transform: TimeTransform): (time: number) => number {
  const { time, event } = cohort;
  const raw = readTransform(transform, time, event, cohort.entry);
  let sum = 0;
  let events = 0;
  for (let row = 0; row < time.length; row++) {
    if (event[row] === 0) continue;
    const value = raw(time[row]!);
    if (!Number.isFinite(value))
      throw new InvalidValueError('transform', value, `a finite number at time ${time[row]}`);
    sum += value;
    events++;
  }
  return (at) => raw(at) - sum / events;
}

function readTransform(
  transform: TimeTransform,
  time: Float64Array,
  event: Uint8Array,
  entry: Float64Array | undefined,
): (time: number) => number {
  if (typeof transform === 'function') return transform;
  if (transform === 'identity') return (at) => at;
  if (transform === 'log') return Math.log;
  if (transform === 'rank') return ranks(time);
  if (transform === 'km') return leftKaplanMeier(time, event, entry);
  throw new InvalidValueError('transform', transform, "'km', 'rank', 'identity', 'log' or a function");
}

/** Mean rank of each time that occurs, from 1. */
function ranks(time: Float64Array): (time: number) => number {
  const sorted = time.slice().sort();
  const rankOf = new Map<number, number>();
  for (let start = 0, end = 0; start < sorted.length; start = end) {
    while (end < sorted.length && sorted[end] === sorted[start]) end++;
    rankOf.set(sorted[start]!, (start + 1 + end) / 2);
  }
  return (at) => rankOf.get(at)!;
}

/** 1 − S(t−) of all rows together, each counted once. */
function leftKaplanMeier(
  time: Float64Array,
  event: Uint8Array,
  entry: Float64Array | undefined,
): (time: number) => number {
  const order = Uint32Array.from(time.keys()).sort((a, b) => time[a]! - time[b]!);
  const entries = entry?.slice().sort();
  const before = new Map<number, number>();
  let survival = 1;
  let entered = 0;
  for (let start = 0, end = 0; start < order.length; start = end) {
    const now = time[order[start]!]!;
    let events = 0;
    for (; end < order.length && time[order[end]!] === now; end++) events += event[order[end]!]!;
    if (entries !== undefined) while (entered < entries.length && entries[entered]! < now) entered++;
    const atRisk = (entries === undefined ? order.length : entered) - start;
    before.set(now, 1 - survival);
    survival *= 1 - events / atRisk;
  }
  return (at) => before.get(at)!;
}
