import { OptionError } from './errors';
import type { EpochRecord } from './history';

/** Which figure of the epoch records a callback follows, and what counts as better. */
export interface MonitorOptions {
  /** `loss`, `accuracy`, `valLoss`, `valAccuracy`, or a name of the option `metrics`. */
  monitor: string;
  /** Whether less or more is better. Default: `min` for the losses, `max` for the accuracies; needed for others. */
  mode?: 'min' | 'max';
  /** By how much it must be better to count. Default 0. */
  minDelta?: number;
}

const USUAL_MODES: Record<string, 'min' | 'max'> = { loss: 'min', valLoss: 'min', accuracy: 'max', valAccuracy: 'max' };

/** Follows one figure and knows the best so far. */
export class Monitor {
  readonly #mode: 'min' | 'max';
  readonly #minDelta: number;
  /** The best value and its epoch; null before the first that is finite. */
  best: { value: number; epoch: number } | null = null;

  /** @throws {@link OptionError} for a negative `minDelta`, or a figure of the caller's without a mode */
  constructor(
    /** The callback's name, for messages. */
    readonly owner: string,
    readonly options: MonitorOptions,
  ) {
    const { monitor, mode = USUAL_MODES[monitor], minDelta = 0 } = options;
    if (mode !== 'min' && mode !== 'max') {
      throw new OptionError(`${owner}.mode`, mode, `'min' or 'max', since ${monitor} does not tell which is better`);
    }
    if (!(minDelta >= 0 && Number.isFinite(minDelta))) {
      throw new OptionError(`${owner}.minDelta`, minDelta, 'a finite number from 0');
    }
    this.#mode = mode;
    this.#minDelta = minDelta;
  }

  /** @throws {@link OptionError} listing the names there are, when the monitored one is not among them */
  check(monitors: readonly string[]): void {
    const { monitor } = this.options;
    if (monitors.includes(monitor)) return;
    throw new OptionError(`${this.owner}.monitor`, monitor, `one of ${monitors.join(', ')} in this training`);
  }

  /** Takes an epoch's figure; whether it is better than all before; never when it is not finite. */
  improves(record: EpochRecord): boolean {
    const { monitor } = this.options;
    const value = (record as unknown as Record<string, number | undefined>)[monitor] ?? record.metrics?.[monitor];
    if (!Number.isFinite(value)) return false;
    const gain = this.best === null ? Infinity : (value! - this.best.value) * (this.#mode === 'max' ? 1 : -1);
    if (!(gain > this.#minDelta)) return false;
    this.best = { value: value!, epoch: record.epoch };
    return true;
  }
}
