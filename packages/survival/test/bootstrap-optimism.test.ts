import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bootstrapOptimism,
  bootstrapRows,
  coxPH,
  type FinishedReplicate,
  type FitRisk,
  isSurvivalError,
  ReplicateFailedError,
  StoppedError,
} from '../src/index';
import { expectAllRelative, expectRelative } from './close';
import { cohorts, coxData } from './cohorts';
import oracle from './fixtures/optimism.json';
import resamples from './fixtures/resamples.json';
import sign from './validation-fits/linear.mjs';

type CoxData = ReturnType<typeof coxData>;

/** A Cox model, as a user would give it. */
const cox: FitRisk<CoxData> = (rows, { data }) => {
  const names = Object.keys(data.covariates);
  const pick = (values: ArrayLike<number>, of: readonly number[]) => Array.from(of, (row) => values[row]!);
  const of = (taken: readonly number[]) =>
    Object.fromEntries(names.map((name) => [name, pick(data.covariates[name]!, taken)]));
  const fit = coxPH({ time: pick(data.time, rows), event: pick(data.event, rows), covariates: of(rows) });
  const slopes = fit.coefficients;
  return (scored) =>
    Array.from(scored, (row) => names.reduce((sum, name, j) => sum + slopes[j]! * data.covariates[name]![row]!, 0));
};

interface OracleCase {
  cohort: string;
  covariates: string[];
  seed: number;
  stratify: string | null;
  cluster: string | null;
  apparent: number;
  optimism: number;
  corrected: number;
  interval: [number, number];
  standardDeviation: number;
  training: number[];
  original: number[];
  outOfBagRisk: (number | 'NaN')[];
  outOfBagCount: number[];
}

const cases = oracle.cases as unknown as OracleCase[];
const optionsOf = ({ cohort, seed, stratify, cluster }: OracleCase) => ({
  seed,
  stratify: stratify === null ? undefined : cohorts[cohort]![stratify],
  cluster: cluster === null ? undefined : cohorts[cohort]![cluster],
});

describe.each(cases.map((one) => [one.cohort, one] as const))(`equals ${oracle.oracle}: %s`, (_, expected) => {
  test('the resamples are those that R had', () => {
    const given = resamples.cases.find(({ cohort }) => cohort === expected.cohort)!.rows;
    const n = cohorts[expected.cohort]!.time!.length;
    for (const [b, rows] of given.entries()) {
      const drawn = bootstrapRows(n, b + 1, optionsOf(expected)).rows;
      expect(Array.from(drawn, (row) => row + 1)).toEqual(rows);
    }
  });

  test('concordances, their correction, its interval and the out-of-bag risks', async () => {
    const data = coxData(expected.cohort, expected.covariates);
    const found = await bootstrapOptimism(cox, data, {
      ...optionsOf(expected),
      replicates: expected.training.length,
    });
    const { concordance } = found.figures;
    expectAllRelative(concordance.training, expected.training, 1e-6);
    expectAllRelative(concordance.original, expected.original, 1e-6);
    expectRelative(concordance.apparent, expected.apparent, 1e-9);
    expectRelative(concordance.optimism, expected.optimism, 1e-6);
    expectRelative(concordance.corrected, expected.corrected, 1e-6);
    expectRelative(concordance.standardDeviation, expected.standardDeviation, 1e-6);
    expectAllRelative([concordance.lower, concordance.upper], expected.interval, 1e-6);
    expect(found.outOfBagCount).toEqual(expected.outOfBagCount);
    const risks = expected.outOfBagRisk.map((risk) => (risk === 'NaN' ? Number.NaN : risk));
    expectAllRelative(found.outOfBagRisk, risks, 1e-6, '', 1e-3);
  });
});

const n = 60;
const data = {
  time: Array.from({ length: n }, (_, i) => 1 + ((i * 37) % 61)),
  event: Array.from({ length: n }, (_, i) => Number(i % 3 > 0)),
  x: Array.from({ length: n }, (_, i) => Math.cos(i * 37) + ((i * 37) % 61) / 40),
};
const module = new URL('./validation-fits/linear.mjs', import.meta.url);
const fitHere = sign as FitRisk<typeof data>;

describe('workers', () => {
  test('give what the same fit gives in this thread, however many there are', async () => {
    const options = { replicates: 8, seed: 5 };
    const here = await bootstrapOptimism(fitHere, data, options);
    for (const workers of [undefined, 1, 3]) {
      const order: number[] = [];
      const found = await bootstrapOptimism({ module }, data, {
        ...{ ...options, workers },
        onProgress: ({ finished }) => order.push(finished!.replicate),
      });
      expect(found).toEqual(here);
      expect(order.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    }
  });

  test('a replicate that fails, as an error or counted', async () => {
    const fit = { module: module.href, export: 'failsOnThree' };
    const options = { replicates: 6, workers: 2 };
    const error = await bootstrapOptimism(fit, data, options).catch((reason) => reason);
    expect(isSurvivalError(error, 'replicate-failed')).toBe(true);
    expect(error.replicate).toBe(3);
    expect(error.message).toContain('RangeError: three is too many');
    const { replicates, failures } = await bootstrapOptimism(fit, data, { ...options, onFailure: 'count' });
    expect(replicates).toBe(5);
    expect(failures).toEqual([{ replicate: 3, message: expect.stringContaining('three is too many') }]);
  });

  test.each([
    [{ module, export: 'nothing' }, 'exports no function "nothing"'],
    [{ module: new URL('./validation-fits/missing.mjs', import.meta.url) }, "can't be loaded"],
    [{ module, export: 'dies' }, 'died'],
  ])('that can not work end it all: %j', async (fit, message) => {
    const error = await bootstrapOptimism(fit, data, { replicates: 4, onFailure: 'count' }).catch((reason) => reason);
    expect(isSurvivalError(error, 'worker-failed')).toBe(true);
    expect(error.message).toContain(message);
  });

  test('data that can not be copied', async () => {
    const error = await bootstrapOptimism({ module }, { ...data, f: () => 0 }, { replicates: 2 }).catch((r) => r);
    expect(isSurvivalError(error, 'worker-failed')).toBe(true);
  });

  test('are ended when the signal is aborted', async () => {
    const controller = new AbortController();
    const running = bootstrapOptimism({ module, export: 'never' }, data, { workers: 2, signal: controller.signal });
    setTimeout(() => controller.abort('enough'), 50);
    const error = await running.catch((reason) => reason);
    expect(error).toBeInstanceOf(StoppedError);
    expect(error).toMatchObject({ done: 0, total: 201, cause: 'enough' });
  });
});

test('a stop, and going on from JSON with the same result', async () => {
  const controller = new AbortController();
  const kept: string[] = [];
  const options = { replicates: 7, seed: 9 };
  const error = await bootstrapOptimism(fitHere, data, {
    ...options,
    signal: controller.signal,
    onProgress({ done, total, finished }) {
      expect(total).toBe(8);
      const { replicate, seed, risk } = finished!;
      kept.push(JSON.stringify({ replicate, seed, risk: Array.from(risk) }));
      if (done === 4) controller.abort();
    },
  }).catch((reason) => reason);
  expect(isSurvivalError(error, 'stopped')).toBe(true);
  expect(error.done).toBe(4);
  const finished = kept.map((text) => JSON.parse(text) as FinishedReplicate);
  const fitted: number[] = [];
  const counting: FitRisk<typeof data> = (rows, context) => {
    fitted.push(context.replicate);
    return fitHere(rows, context);
  };
  const found = await bootstrapOptimism(counting, data, { ...options, finished });
  expect(fitted).toEqual([4, 5, 6, 7]);
  expect(found).toEqual(await bootstrapOptimism(fitHere, data, options));
  // More replicates than before: those that are there stay the same.
  const more = await bootstrapOptimism(fitHere, data, { ...options, replicates: 9, finished });
  expect(more.figures.concordance.training.slice(0, 7)).toEqual(found.figures.concordance.training);
  await expect(bootstrapOptimism(fitHere, data, { ...options, seed: 1, finished })).rejects.toThrow('same seed');
});

test('figures of the caller, and a concordance of the caller', async () => {
  const found = await bootstrapOptimism(fitHere, data, {
    replicates: 5,
    metrics: {
      meanRisk: (risk) => risk.reduce((sum, value) => sum + value, 0) / risk.length,
      concordance: (_risk, rows) => rows.length,
    },
  });
  expect(Object.keys(found.figures)).toEqual(['concordance', 'meanRisk']);
  expect(found.figures.concordance).toMatchObject({ apparent: n, optimism: 0, lower: n, upper: n });
  expect(found.figures.meanRisk.training).toHaveLength(5);
});

describe('what fails', () => {
  const few = { time: [1, 2, 3, 4, 5], event: [1, 0, 0, 0, 0], x: [1, 2, 3, 4, 5] };

  test('resamples without an event, unless they are drawn so that each has one', async () => {
    const constant: FitRisk<typeof few> = () => (rows) => rows;
    const error = await bootstrapOptimism(constant, few, { replicates: 30 }).catch((reason) => reason);
    expect(error).toBeInstanceOf(ReplicateFailedError);
    expect(isSurvivalError(error.cause)).toBe(true);
    const counted = await bootstrapOptimism(constant, few, { replicates: 30, onFailure: 'count' });
    expect(counted.replicates + counted.failures.length).toBe(30);
    expect(counted.failures.length).toBeGreaterThan(0);
    const { failures } = await bootstrapOptimism(constant, few, { replicates: 30, stratify: few.event });
    expect(failures).toEqual([]);
  });

  test.each<[string, FitRisk<typeof data>]>([
    ['found undefined', () => undefined as never],
    ['risk has length 1', () => () => [1]],
    ['risk, row 2: found NaN', () => (rows) => Array.from(rows, (row) => (row === 2 ? Number.NaN : row))],
    [
      'out of memory',
      () => {
        throw new Error('out of memory');
      },
    ],
  ])('%s', async (message, fit) => {
    await expect(bootstrapOptimism(fit, data, { replicates: 2 })).rejects.toThrow(`Replicate 0 failed: `);
    await expect(bootstrapOptimism(fit, data, { replicates: 2, onFailure: 'count' })).rejects.toThrow(message);
  });

  test('a figure that is not a number, and no replicate left', async () => {
    const options = {
      replicates: 3,
      metrics: { odd: (_: unknown, rows: readonly number[]) => (rows[1] === 1 ? 1 : 0 / 0) },
    };
    await expect(bootstrapOptimism(fitHere, data, options)).rejects.toThrow('metrics.odd: found NaN');
    await expect(bootstrapOptimism(fitHere, data, { ...options, onFailure: 'count' })).rejects.toThrow(
      'No replicate is left',
    );
  });

  test.each<[object, string]>([
    [{ replicates: 0 }, 'replicates'],
    [{ level: 1 }, 'level'],
    [{ onFailure: 'ignore' }, 'onFailure'],
    [{ workers: 2 }, 'workers'],
    [{ seed: 0.5 }, 'seed'],
    [{ stratify: [1] }, 'stratify'],
    [{ cluster: [1] }, 'cluster'],
  ])('%j', async (options, argument) => {
    await expect(bootstrapOptimism(fitHere, data, options)).rejects.toThrow(argument);
  });

  test('fits that are none, and modules without an address', async () => {
    await expect(bootstrapOptimism(3 as never, data)).rejects.toThrow('fit: found 3');
    await expect(bootstrapOptimism({ module: './fit.mjs' }, data)).rejects.toThrow('import.meta.url');
    await expect(bootstrapOptimism({ module }, data, { workers: 0 })).rejects.toThrow('workers: found 0');
    await expect(bootstrapOptimism(fitHere, { ...data, event: data.event.map(() => 0) })).rejects.toThrow('censored');
  });
});

test('resamples have as many rows of each stratum as there are, and whole clusters', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(3), { minLength: 1, maxLength: 40 }),
      fc.nat(20),
      fc.nat(),
      (stratify, replicate, seed) => {
        const count = (rows: Iterable<number>) => {
          const found = [0, 0, 0, 0];
          for (const row of rows) found[stratify[row]!]!++;
          return found;
        };
        const { rows } = bootstrapRows(stratify.length, replicate, { seed, stratify });
        expect(count(rows)).toEqual(count(stratify.keys()));
        const clustered = bootstrapRows(stratify.length, replicate, { seed, cluster: stratify }).rows;
        const times = stratify.map((_, row) => clustered.filter((drawn) => drawn === row).length);
        for (const [row, value] of stratify.entries()) expect(times[row]).toBe(times[stratify.indexOf(value)]);
      },
    ),
  );
  expect(() => bootstrapRows(2, 1, { stratify: [0, 1], cluster: [0, 0] })).toThrow('stratify, row 1');
  expect(() => bootstrapRows(2, -1)).toThrow('replicate');
});
