import { OptionError } from './errors';

/** How long a training is; what a {@link Schedule} may depend on besides the step. */
export interface TrainingLength {
  /** Training steps in an epoch. */
  stepsPerEpoch: number;
  /** Epochs that were asked for. */
  epochs: number;
}

/**
 * A learning rate as a pure function of the training step, so that a continued training has the same rates as an
 * uninterrupted one. Make your own from these members, or take {@link cosineSchedule} or {@link stepSchedule}.
 */
export interface Schedule {
  /** Tells this schedule from others; a checkpoint of another schedule is refused. */
  readonly description: string;
  /**
   * @param step - training steps done before this one, over all epochs: 0 for the first
   * @returns the learning rate of that step, 0 or above
   */
  rate(step: number, length: TrainingLength): number;
  /** Throws when the schedule does not fit into the training, before its first step. */
  check?(length: TrainingLength): void;
}

/** The same rate at every step. A number as `learningRate` means this. */
export function constantSchedule(rate: number): Schedule {
  checkRate('learningRate', rate);
  return { description: `constant ${rate}`, rate: () => rate };
}

/** How long a schedule is: in epochs, or in training steps. */
export type ScheduleLength = { epochs: number; steps?: undefined } | { steps: number; epochs?: undefined };

/** Options of {@link cosineSchedule}. */
export type CosineScheduleOptions = ScheduleLength & {
  /** The highest rate, reached when the warm-up is over. */
  peak: number;
  /** Length of the linear rise to `peak`, in the unit of the whole; a part of it. Default 0. */
  warmup?: number;
  /** The rate at the end and from then on. Default 0. */
  final?: number;
};

/**
 * Half a cosine from `peak` down to `final` (Loshchilov and Hutter, SGDR, 2017, equation 5, without restarts), after a
 * linear rise: with w steps of warm-up out of T, the rate of step t, counted from 0, is
 *
 * - peak · (t + 1) / w for t < w,
 * - final + (peak − final) · (1 + cos(π · (t − w) / (T − w))) / 2 for w ≤ t ≤ T, and `final` after that.
 *
 * Without warm-up this is torch's `CosineAnnealingLR(T_max = T)` up to T.
 *
 * @throws {@link OptionError} for a negative rate, a length that is not above 0, or a warm-up that does not end before it
 */
export function cosineSchedule(options: CosineScheduleOptions): Schedule {
  const { peak, warmup = 0, final = 0 } = options;
  checkRate('cosineSchedule.peak', peak);
  checkRate('cosineSchedule.final', final);
  const { length, unit } = checkLength('cosineSchedule', options);
  if (!(warmup >= 0 && warmup < length)) {
    throw new OptionError('cosineSchedule.warmup', warmup, `from 0 to less than the schedule's ${length} ${unit}`);
  }
  return {
    description: `cosine peak ${peak}, final ${final}, ${warmup} of ${length} ${unit}`,
    rate(step, training) {
      const [warm, total] = [warmup, length].map((n) => inSteps(n, unit, training)) as [number, number];
      if (step < warm) return (peak * (step + 1)) / warm;
      if (step >= total) return final;
      return final + ((peak - final) * (1 + Math.cos((Math.PI * (step - warm)) / (total - warm)))) / 2;
    },
    check(training) {
      const whole = training.epochs * training.stepsPerEpoch;
      if (inSteps(warmup, unit, training) < whole) return;
      const expected = `less than the training's ${training.epochs} epochs of ${training.stepsPerEpoch} steps`;
      throw new OptionError('cosineSchedule.warmup', `${warmup} ${unit}`, expected);
    },
  };
}

/** Options of {@link stepSchedule}; `epochs` or `steps` is the time between two changes. */
export type StepScheduleOptions = ScheduleLength & {
  /** The rate at the beginning. */
  initial: number;
  /** What the rate is multiplied by at every change, e.g. 0.1. */
  factor: number;
};

/**
 * A rate that changes at regular times: initial · factor^⌊t / interval⌋, torch's `StepLR`.
 *
 * @throws {@link OptionError} for a negative rate or factor, or an interval that is not above 0
 */
export function stepSchedule(options: StepScheduleOptions): Schedule {
  const { initial, factor } = options;
  checkRate('stepSchedule.initial', initial);
  checkRate('stepSchedule.factor', factor);
  const { length, unit } = checkLength('stepSchedule', options);
  return {
    description: `step ${initial}, times ${factor} every ${length} ${unit}`,
    rate: (step, training) => initial * factor ** Math.floor(step / inSteps(length, unit, training)),
  };
}

/** The rate of a step, checked: a schedule of the caller's may return anything. */
export function rateAt(schedule: Schedule, step: number, length: TrainingLength): number {
  const rate = schedule.rate(step, length);
  checkRate(`learningRate (${schedule.description}) at step ${step + 1}`, rate);
  return rate;
}

type Unit = 'epochs' | 'steps';

/** Whole steps, since a warm-up of half an epoch of seven steps must end at one of them. */
function inSteps(length: number, unit: Unit, { stepsPerEpoch }: TrainingLength): number {
  const steps = unit === 'steps' ? length : length * stepsPerEpoch;
  return Math.max(length > 0 ? 1 : 0, Math.round(steps));
}

function checkLength(name: string, { epochs, steps }: ScheduleLength): { length: number; unit: Unit } {
  const given = epochs ?? steps;
  if ((epochs === undefined) === (steps === undefined) || !(given! > 0 && Number.isFinite(given))) {
    throw new OptionError(`${name} length`, { epochs, steps }, 'either epochs or steps, a number above 0');
  }
  return { length: given!, unit: epochs === undefined ? 'steps' : 'epochs' };
}

function checkRate(option: string, rate: number): void {
  if (!(rate >= 0 && Number.isFinite(rate))) throw new OptionError(option, rate, 'a finite number from 0');
}
