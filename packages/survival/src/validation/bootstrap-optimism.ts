import { type FollowUp, readCohortWithEvents } from '../cohort';
import { concordance } from '../concordance/concordance';
import { InvalidValueError, ReplicateFailedError, StoppedError, WorkerFailedError } from '../errors';
import { type FitModule, type FitRisk, localRunner, type RiskRunner, readRisk } from './fit-risk';
import type { BootstrapOptimismOptions, FinishedReplicate, Optimism, RiskMetric } from './optimism';
import { type Resample, resampler } from './resample';
import { Tally } from './tally';
import { workerRunner } from './worker-runner';

/**
 * Internal validation by Harrell's bootstrap (Harrell, Lee and Mark 1996), for any model that gives risk scores: the
 * model is fitted anew to each resample, and how much better it is there than on all rows is what the figure of the
 * model of all rows is corrected by. Bello et al. (2019) validated 4D*survival* in this way.
 *
 * The result depends on data, fit, replicates and seed, not on the number of workers.
 *
 * @param fit - the whole making of the model: see {@link FitRisk}
 * @param data - follow-up, with whatever the fit needs beside it
 * @throws {@link ReplicateFailedError} if a fit or a metric fails; {@link StoppedError} when `signal` was aborted;
 *   {@link WorkerFailedError}; {@link SurvivalError} on other bad input
 */
export async function bootstrapOptimism<Data extends FollowUp, Name extends string = never>(
  fit: FitRisk<Data> | FitModule,
  data: Data,
  options: BootstrapOptimismOptions<Data, Name> = {},
): Promise<Optimism<Name>> {
  const { signal, onProgress } = options;
  const { total, level, countsFailures } = readOptions(options);
  readCohortWithEvents(data);
  const rows = data.time.length;
  const draw = resampler(rows, options);
  const all = draw(0).rows;
  const metrics: Record<string, RiskMetric<Data>> = { concordance: harrell, ...options.metrics };
  const tally = new Tally(data, all, metrics);
  const inOrder = sequence((replicate: number, outcome: Outcome) => {
    const failure = outcome instanceof ReplicateFailedError ? outcome : tally.add(draw(replicate), outcome);
    if (failure === undefined) return;
    if (!countsFailures || replicate === 0) throw failure;
    tally.failures.push({ replicate, message: failure.message });
  });
  const given = readFinished(options.finished ?? [], total, rows, draw);
  for (const [replicate, risk] of given) inOrder.add(replicate, risk);
  const missing = Array.from({ length: total }, (_, replicate) => replicate).filter((one) => !given.has(one));
  if (missing.length === 0) return tally.result(level) as Optimism<Name>;
  if (signal?.aborted) throw new StoppedError(given.size, total, signal.reason);

  const runner = runnerOf(fit, data, all, options, missing.length);
  const close = () => runner.close();
  signal?.addEventListener('abort', close);
  let isEnded = false;
  let done = given.size;
  const lane = async () => {
    while (missing.length > 0 && !isEnded && !signal?.aborted) {
      const { replicate, seed, rows: drawn } = draw(missing.shift()!);
      let outcome: Outcome;
      try {
        outcome = readRisk(await runner.run(drawn, replicate, seed), rows);
      } catch (error) {
        if (signal?.aborted || isEnded) return;
        if (error instanceof WorkerFailedError) throw error;
        outcome = new ReplicateFailedError(replicate, error);
      }
      done++;
      inOrder.add(replicate, outcome);
      onProgress?.({
        ...{ done, total },
        ...(outcome instanceof ReplicateFailedError
          ? { failure: { replicate, message: outcome.message } }
          : { finished: { replicate, seed, risk: outcome } }),
      });
    }
  };
  try {
    await Promise.all(Array.from({ length: runner.lanes }, lane));
  } finally {
    isEnded = true;
    close();
    signal?.removeEventListener('abort', close);
  }
  if (done < total) throw new StoppedError(done, total, signal?.reason);
  return tally.result(level) as Optimism<Name>;
}

/** The risk of all rows by a replicate's model, or why there is none. */
type Outcome = Float64Array | ReplicateFailedError;

/** Hands what comes in any order on in the order of its numbers, so that sums have the same rounding every time. */
function sequence(take: (number: number, outcome: Outcome) => void) {
  const waiting = new Map<number, Outcome>();
  let next = 0;
  return {
    add(number: number, outcome: Outcome) {
      waiting.set(number, outcome);
      for (let found = waiting.get(next); found !== undefined; found = waiting.get(next)) {
        waiting.delete(next);
        take(next++, found);
      }
    },
  };
}

function harrell(risk: Float64Array, rows: readonly number[], { time, event }: FollowUp): number {
  const times = new Float64Array(rows.length);
  const events = new Uint8Array(rows.length);
  for (let place = 0; place < rows.length; place++) {
    times[place] = time[rows[place]!]!;
    events[place] = Number(event[rows[place]!]!);
  }
  return concordance(times, events, risk).c;
}

function readOptions<Data>({
  replicates = 200,
  level = 0.95,
  onFailure = 'throw',
}: BootstrapOptimismOptions<Data, string>) {
  requireCount('replicates', replicates);
  if (!(level > 0 && level < 1)) throw new InvalidValueError('level', level, 'a number between 0 and 1');
  if (onFailure !== 'throw' && onFailure !== 'count') {
    throw new InvalidValueError('onFailure', onFailure, "'throw' or 'count'");
  }
  // With that of all rows.
  return { total: replicates + 1, level, countsFailures: onFailure === 'count' };
}

function requireCount(argument: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new InvalidValueError(argument, value, 'a whole number of at least 1');
}

function readFinished(
  finished: Iterable<FinishedReplicate>,
  total: number,
  rows: number,
  draw: (replicate: number) => Resample,
): Map<number, Float64Array> {
  const risks = new Map<number, Float64Array>();
  for (const { replicate, seed, risk } of finished) {
    // Those beyond what is asked for now are left alone.
    if (replicate >= total) continue;
    if (draw(replicate).seed !== seed) {
      throw new InvalidValueError('finished', `seed ${seed} of replicate ${replicate}`, 'replicates of the same seed');
    }
    risks.set(replicate, readRisk(risk, rows));
  }
  return risks;
}

function runnerOf<Data>(
  fit: FitRisk<Data> | FitModule,
  data: Data,
  all: readonly number[],
  { workers, signal }: BootstrapOptimismOptions<Data, string>,
  most: number,
): RiskRunner {
  if (typeof fit === 'function') {
    if (workers !== undefined) {
      const expected = 'a fit given as { module, export }, which workers can load, or no workers';
      throw new InvalidValueError('workers', workers, expected);
    }
    return localRunner(fit, data, all, signal);
  }
  if (typeof fit !== 'object' || fit === null || !('module' in fit)) {
    throw new InvalidValueError('fit', fit, 'a function, or { module, export } for workers');
  }
  requireCount('workers', workers ?? 1);
  return workerRunner(fit, data, all.length, Math.min(workers ?? 1, most));
}
