import { OptionError } from '../../errors/option-error';
import { shuffled } from '../permutation';
import { seedFor } from '../random';
import { classesOf } from './classes';
import { stratifyIteratively } from './iterative-stratification';
import { countOf } from './k-fold';
import { checkLength, type Split, seedOption, splitBy } from './split';
import { unitsOf } from './units';

/** Options of {@link trainTestSplit}. */
export interface TrainTestOptions {
  /**
   * Below 1: what part to test on, rounded up to whole samples; otherwise how many samples. With `groups`: of the groups.
   * Default: 0.25.
   */
  readonly testSize?: number;
  /** Draw at random; otherwise the last ones are tested on. Default: true. */
  readonly shuffle?: boolean;
  /** Each sample's class, or each one's row of 0 and 1 for several labels, which both parts are to have alike. */
  readonly stratify?: ArrayLike<number | string> | readonly ArrayLike<number>[];
  /** Each sample's group, to be kept together. */
  readonly groups?: ArrayLike<number | string>;
  /** A 32-bit integer. Default: 0. */
  readonly seed?: number;
}

/**
 * One random split, as scikit-learn's `train_test_split`.
 *
 * With one class a sample in `stratify`, each class has its share in both parts to within one sample. With rows of
 * labels, or with `groups` besides, samples are dealt out by iterative stratification (see
 * {@link multilabelStratifiedKFold}), and the parts may be a few samples larger or smaller than asked for.
 *
 * @param samples how many there are, or a list with an entry for each, such as Indexes
 * @throws OptionError, also if a part would be empty, a class has one member only or outnumbers a part's samples
 */
export function trainTestSplit(samples: number | ArrayLike<unknown>, options: TrainTestOptions = {}): Split {
  const n = countOf(samples);
  const { testSize = 0.25, shuffle = true, stratify, groups } = options;
  const seed = seedOption(options.seed);
  if (stratify) checkLength('stratify', stratify.length, n);
  if (groups) checkLength('groups', groups.length, n);
  if (stratify && !shuffle) throw new OptionError('shuffle', false, 'true with stratify');
  if (stratify && (groups || isRows(stratify))) return stratified(stratify, groups, testSize, seed);
  if (stratify) return stratifiedByClass(classesOf('stratify', stratify), testCount(testSize, n, 'samples'), seed);
  if (!groups) return splitBy(lastOf(n, testCount(testSize, n, 'samples'), shuffle ? seed : undefined), Boolean);
  const { codes, counts } = classesOf('groups', groups);
  const isTest = lastOf(counts.length, testCount(testSize, counts.length, 'groups'), shuffle ? seed : undefined);
  return splitBy(
    codes.map((group) => isTest[group]!),
    Boolean,
  );
}

/** How many to test on. */
function testCount(testSize: number, n: number, what: string): number {
  const isCount = Number.isInteger(testSize) && testSize >= 1;
  const count = isCount ? testSize : testSize > 0 && testSize < 1 ? Math.ceil(testSize * n) : Number.NaN;
  if (count >= 1 && count < n) return count;
  throw new OptionError(
    'testSize',
    testSize,
    `a part that leaves some of the ${n} ${what} on either side, or a number`,
  );
}

/** Marks `count` of `n`: the last ones, or of a random order. */
function lastOf(n: number, count: number, seed: number | undefined): Int32Array {
  const all = Array.from({ length: n }, (_, at) => at);
  const marks = new Int32Array(n);
  for (const at of (seed === undefined ? all : shuffled(all, seed)).slice(n - count)) marks[at] = 1;
  return marks;
}

function stratifiedByClass({ codes, counts }: ReturnType<typeof classesOf>, count: number, seed: number): Split {
  if (Math.min(...counts) < 2) {
    throw new OptionError('stratify', 'a list with a class of one member', 'classes of two members at least');
  }
  if (Math.min(count, codes.length - count) < counts.length) {
    const expected = `a size that leaves a sample of each of the ${counts.length} classes on either side`;
    throw new OptionError('testSize', `${count} of ${codes.length} samples`, expected);
  }
  const tests = shares(counts, count, seed);
  const isTest = new Int32Array(codes.length);
  for (const [code, tested] of tests.entries()) {
    const members = Array.from(codes.keys()).filter((at) => codes[at] === code);
    for (const at of shuffled(members, seedFor(seed, String(code))).slice(0, tested)) isTest[at] = 1;
  }
  return splitBy(isTest, Boolean);
}

/** `total` in proportion to `counts`, by largest remainder; between equal ones the seed decides. */
function shares(counts: readonly number[], total: number, seed: number): number[] {
  const n = counts.reduce((sum, count) => sum + count, 0);
  const exact = counts.map((count) => (count * total) / n);
  const whole = exact.map(Math.floor);
  const missing = total - whole.reduce((sum, count) => sum + count, 0);
  const order = shuffled([...counts.keys()], seedFor(seed, 'remainders'));
  order.sort((a, b) => exact[b]! - whole[b]! - (exact[a]! - whole[a]!));
  for (const code of order.slice(0, missing)) whole[code]!++;
  return whole;
}

function stratified(
  stratify: NonNullable<TrainTestOptions['stratify']>,
  groups: TrainTestOptions['groups'],
  testSize: number,
  seed: number,
): Split {
  const rows = isRows(stratify) ? stratify : oneHot(stratify);
  const { units, unitOf } = unitsOf('stratify', rows, groups);
  const share = testCount(testSize, units.length, groups ? 'groups' : 'samples') / units.length;
  const order = shuffled([...units.keys()], seed);
  const dealt = stratifyIteratively(
    order.map((at) => units[at]!),
    [1 - share, share],
    seedFor(seed, 'ties'),
  );
  if (new Set(dealt).size < 2) {
    throw new OptionError(
      'testSize',
      testSize,
      `a part that leaves some of the ${units.length} samples on either side`,
    );
  }
  const isTest = new Int32Array(units.length);
  for (const [place, at] of order.entries()) isTest[at] = dealt[place]!;
  return splitBy(
    unitOf.map((unit) => isTest[unit]!),
    Boolean,
  );
}

function isRows(stratify: NonNullable<TrainTestOptions['stratify']>): stratify is readonly ArrayLike<number>[] {
  return typeof stratify[0] === 'object';
}

function oneHot(labels: ArrayLike<number | string>): Uint8Array[] {
  const { codes, counts } = classesOf('stratify', labels);
  return Array.from(codes, (code) => Uint8Array.from(counts, (_, at) => Number(at === code)));
}
